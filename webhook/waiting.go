package webhook

import (
	"container/list"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// mostWaiting bounds how many requests may wait for their bodies at once, and how many for their answers to be
	// read. Connections are bounded elsewhere, but one of HTTP/2 carries many requests. The API server keeps no
	// request waiting.
	mostWaiting = 1024
	// slowestReader is how long after its request's deadline a client may still read the answer, and how long a
	// connection of HTTP/2 may take nothing at all.
	slowestReader = 5 * time.Second
)

// waiting are the requests that wait for their clients.
type waiting struct{ reading, writing queue }

// newWaiting is for a server of so many connections: no more requests than that wait, though those of one
// connection may.
func newWaiting(connections int) *waiting {
	limit := min(mostWaiting, max(connections, maxStreams))
	return &waiting{queue{limit: limit}, queue{limit: limit}}
}

// queue holds requests up to a limit, the one that began first in front.
type queue struct {
	limit int
	mu    sync.Mutex
	list  list.List // of *waiter
}

type waiter struct {
	setDeadline func(time.Time) error // of what is waited for; not to be called when the request is over
	told        sync.WaitGroup        // that the time is up
}

// begin takes a request that waits for its client. Where there are too many, the one that has been at it longest
// waits no more. To tell it so may take a while, for which neither the new one waits nor others: over HTTP/2 its
// connection must listen.
func (q *queue) begin(setDeadline func(time.Time) error) (end func()) {
	w := &waiter{setDeadline: setDeadline}
	q.mu.Lock()
	defer q.mu.Unlock()
	place := q.list.PushBack(w)
	if q.list.Len() > q.limit {
		first := q.list.Remove(q.list.Front()).(*waiter)
		first.told.Go(func() { _ = first.setDeadline(time.Now()) })
	}
	return func() {
		q.mu.Lock()
		q.list.Remove(place) // does nothing where it is out already
		q.mu.Unlock()
		w.told.Wait()
	}
}

// send writes an answer in JSON to a request with the deadline. Whether it arrives nobody is left to tell.
func (w *waiting) send(to http.ResponseWriter, r *http.Request, until time.Time, code int, answer []byte) {
	controller := http.NewResponseController(to)
	_ = controller.SetWriteDeadline(until.Add(slowestReader)) // not every writer has deadlines: tests do not
	to.Header().Set("Content-Type", jsonMedia)
	to.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	to.WriteHeader(code)
	if r.ProtoMajor == 1 { // one request a connection
		_, _ = to.Write(answer)
		return
	}
	defer w.writing.begin(controller.SetWriteDeadline)()
	_, _ = to.Write(answer)
	_ = controller.Flush() // else the server waits for the client, out of sight of the limit
}
