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

// bodies reads request bodies into buffers that are used again.
type bodies struct {
	limit   int64
	budget  *semaphore.Weighted
	pool    sync.Pool   // of *body, none above small
	spare   chan []byte // one buffer of nearly the limit, to be used again: pages that are new cost more than reading
	waiting *waiting
	// objects says that JSON objects are due: of anything else that is long only the begin is read.
	objects bool
}

func newBodies(limit int64, waiting *waiting) *bodies {
	return &bodies{
		limit: limit, budget: semaphore.NewWeighted(max(mostHeld, 2*limit)), waiting: waiting, spare: make(chan []byte, 1),
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

// read reads the whole body, which must be there in time: a client that stops sending must not hold a goroutine.
// What it allocates grows with what has arrived, not with what was announced.
func (b *bodies) read(w http.ResponseWriter, r *http.Request, until time.Time) (*body, error) {
	if r.ContentLength > b.limit {
		return nil, b.tooLarge()
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, &badRequest{http.StatusUnsupportedMediaType, fmt.Sprintf("content encoding %q is not served here: send the body as it is", printable(encoding))}
	}
	controller := http.NewResponseController(w)
	_ = controller.SetReadDeadline(until) // not every writer has deadlines: tests do not
	waiter := b.waiting.reading.begin(controller.SetReadDeadline)
	defer waiter.end()
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
			err = b.grow(r, read, waiter, until)
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

// grow makes room for more of the body. A large one of a known length has its whole share of the budget before it goes
// on, so that those that wait for theirs hold none: else all could wait for one another.
func (b *bodies) grow(r *http.Request, read *body, waiter *waiter, until time.Time) error {
	next := min(int64(2*cap(read.bytes)), b.limit+1)
	share := next
	if r.ContentLength >= 0 {
		share = r.ContentLength + 1 // room for the end to be seen
		next = min(next, share)
	}
	larger := []byte(nil)
	if next > small && read.reserved < share {
		if larger = b.takeSpare(share, read.reserved); larger != nil {
			share = int64(cap(larger))
		} else if !waiter.take(r.Context(), b.budget, share-read.reserved, until) {
			return &badRequest{http.StatusTooManyRequests, "too many large bodies at once: try again"}
		}
		read.reserved = share
		waiter.holds(b.budget, share)
	}
	if larger == nil {
		larger = make([]byte, 0, next)
	}
	read.bytes = append(larger, read.bytes...)
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
