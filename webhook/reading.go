package webhook

import (
	"container/list"
	"net/http"
	"sync"
	"time"
)

// mostReading bounds how many requests may wait for their bodies at once. Connections are bounded elsewhere,
// but one of HTTP/2 carries many requests. The body of a review that the API server sends is there at once.
const mostReading = 1024

// reading are the requests whose bodies are on their way, the one that began first in front.
type reading struct {
	limit int
	mu    sync.Mutex
	queue list.List // of *http.ResponseController
}

// begin takes a request whose body is to be read. Where there are too many, the one that has been at it longest
// reads no more: its next Read says that the time is up.
func (r *reading) begin(request *http.ResponseController) (end func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	place := r.queue.PushBack(request)
	if first := r.queue.Front(); r.queue.Len() > r.limit {
		r.queue.Remove(first)
		_ = first.Value.(*http.ResponseController).SetReadDeadline(time.Now())
	}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.queue.Remove(place) // does nothing where it is out already
	}
}
