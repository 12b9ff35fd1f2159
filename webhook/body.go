package webhook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// smallBody is how much of a body is read without asking for a share of the budget. A review of a Job is
	// a few KiB.
	smallBody = 64 << 10
	// largeBodies bounds what all bodies and answers above smallBody hold at once: a few clients that send the
	// largest body slowly, or read the longest answer slowly, must not use up the memory of the pod.
	largeBodies = 64 << 20
)

// bodies reads request bodies into buffers that are used again.
type bodies struct {
	limit   int64
	budget  *semaphore.Weighted
	pool    sync.Pool   // of *body, none above smallBody
	spare   chan []byte // one buffer of nearly the limit, to be used again: pages that are new cost more than reading
	waiting *waiting
	// objects says that JSON objects are due: of anything else that is long only the begin is read.
	objects bool
}

func newBodies(limit int64, waiting *waiting) *bodies {
	return &bodies{
		limit: limit, budget: semaphore.NewWeighted(max(largeBodies, 2*limit)), waiting: waiting, spare: make(chan []byte, 1),
		pool: sync.Pool{New: func() any { return &body{bytes: make([]byte, 0, 8<<10)} }},
	}
}

// body is what a client sent. It is given back with release, after which its bytes must not be read.
type body struct {
	bytes    []byte
	reserved int64
}

func (b *bodies) release(read *body) {
	if read.reserved > 0 {
		b.budget.Release(read.reserved)
		b.keep(read.bytes)
		return
	}
	read.bytes = read.bytes[:0]
	b.pool.Put(read)
}

// hold takes a share of the budget for an answer that the client has to read: a small one needs none. It reports false
// where the budget has no room.
func (b *bodies) hold(answer []byte) (giveBack func(), ok bool) {
	n := int64(len(answer))
	switch {
	case n <= smallBody:
		return func() {}, true
	case !b.budget.TryAcquire(n):
		return nil, false
	}
	return func() { b.budget.Release(n) }, true
}

// read reads the whole body, which must be there in time: a client that stops sending must not hold a goroutine.
// What it allocates grows with what has arrived, not with what was announced.
func (b *bodies) read(w http.ResponseWriter, r *http.Request, until time.Time) (*body, error) {
	if r.ContentLength > b.limit {
		return nil, b.tooLarge()
	}
	controller := http.NewResponseController(w)
	_ = controller.SetReadDeadline(until) // not every writer has deadlines: tests do not
	end := b.waiting.reading.begin(controller.SetReadDeadline)
	defer end()
	read := b.pool.Get().(*body)
	reader := r.Body
	if r.ContentLength < 0 { // else the server itself ends it at the length
		reader = http.MaxBytesReader(w, r.Body, b.limit)
	}
	for {
		n, err := reader.Read(read.bytes[len(read.bytes):cap(read.bytes)])
		read.bytes = read.bytes[:len(read.bytes)+n]
		if err == nil && len(read.bytes) == cap(read.bytes) {
			if b.objects && beginsOtherwise(read.bytes) {
				return read, nil
			}
			err = b.grow(read)
		}
		switch {
		case err == nil:
			continue
		case errors.Is(err, io.EOF) && len(read.bytes) > 0:
			return read, nil
		}
		b.release(read)
		return nil, b.explain(err)
	}
}

// beginsOtherwise reports whether the text is no JSON object whatever follows.
func beginsOtherwise(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && text[0] != '{'
}

func (b *bodies) grow(read *body) error {
	next := int64(2 * cap(read.bytes))
	if next > smallBody {
		next = min(next, b.limit+1)
		if spare := b.takeSpare(next, read.reserved); spare != nil {
			read.reserved = int64(cap(spare))
			read.bytes = append(spare, read.bytes...)
			return nil
		}
		if !b.budget.TryAcquire(next - read.reserved) {
			return &badRequest{http.StatusTooManyRequests, "too many large bodies at once: try again"}
		}
		read.reserved = next
	}
	larger := make([]byte, len(read.bytes), next)
	copy(larger, read.bytes)
	read.bytes = larger
	return nil
}

// keep keeps a buffer for the next body that is nearly as large as the limit, where none is kept.
func (b *bodies) keep(buffer []byte) {
	if int64(cap(buffer)) < b.limit/2 {
		return
	}
	select {
	case b.spare <- buffer[:0]:
	default:
	}
}

// takeSpare returns the buffer that is kept, nil where there is none of the size or the budget has no room for
// it. A share of the budget is held already.
func (b *bodies) takeSpare(size, held int64) []byte {
	select {
	case spare := <-b.spare:
		if n := int64(cap(spare)); n >= size && b.budget.TryAcquire(n-held) {
			return spare
		}
		b.keep(spare)
	default:
	}
	return nil
}

func (b *bodies) explain(err error) error {
	var bad *badRequest
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &bad):
		return bad
	case errors.As(err, &over):
		return b.tooLarge()
	case errors.Is(err, io.EOF):
		return &badRequest{http.StatusBadRequest, "the body is empty: POST an AdmissionReview"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &badRequest{http.StatusRequestTimeout, "the body did not arrive in time"}
	default:
		return &badRequest{http.StatusBadRequest, "the body could not be read: " + err.Error()}
	}
}

func (b *bodies) tooLarge() error {
	return &badRequest{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes, the limit of this webhook", b.limit)}
}
