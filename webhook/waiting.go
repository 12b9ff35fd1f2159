package webhook

import (
	"container/list"
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

const (
	// mostWaiting bounds how many requests may wait for their bodies at once, and how many for their answers to be
	// read. Connections are bounded elsewhere, but one of HTTP/2 carries many requests. The API server keeps no
	// request waiting.
	mostWaiting = 1024
	// slowestReader is how long after its request's deadline a client may still read the answer, and how long a
	// connection of HTTP/2 may take nothing at all.
	slowestReader = 5 * time.Second
	// small is how much of a body is read, and how long an answer may be, without a share of a budget. A review of a
	// Job is a few KiB.
	small = 64 << 10
	// mostHeld bounds what all bodies above that hold at once, and what all answers do: a few clients that send the
	// largest body slowly, or do not read, must not use up the memory of the pod.
	mostHeld = 64 << 20
	// bodyPatience is how long a large body may be on its way before others have its room.
	bodyPatience = 250 * time.Millisecond
	// lookAgain is how often who waits for room looks whether someone is to give way.
	lookAgain = 50 * time.Millisecond
)

// waiting are the requests that wait for their clients.
type waiting struct {
	reading, writing queue
	answers          *semaphore.Weighted // bytes of answers above small that are being written
}

// newWaiting is for a server of so many connections: no more requests than that wait, though those of one
// connection may.
func newWaiting(connections int) *waiting {
	limit := min(mostWaiting, max(connections, maxStreams))
	return &waiting{reading: queue{limit: limit, patience: bodyPatience}, writing: queue{limit: limit}, answers: semaphore.NewWeighted(mostHeld)}
}

// queue holds requests up to a limit, the one that has waited longest in front.
type queue struct {
	limit    int
	patience time.Duration // before one gives way because it holds too much
	mu       sync.Mutex
	list     list.List // of *waiter
}

type waiter struct {
	queue       *queue
	place       *list.Element
	since       time.Time
	setDeadline func(time.Time) error // of what is waited for; not to be called when the request is over
	gaveUp      bool                  // and is not in the queue any more
	told        sync.WaitGroup        // that the time is up
	budget      *semaphore.Weighted   // that it holds a share of
	share       int64
}

// begin takes a request that waits for its client. Where there are too many, the one that has been at it longest
// waits no more.
func (q *queue) begin(setDeadline func(time.Time) error) *waiter {
	w := &waiter{queue: q, since: time.Now(), setDeadline: setDeadline}
	q.mu.Lock()
	defer q.mu.Unlock()
	w.place = q.list.PushBack(w)
	if q.list.Len() > q.limit {
		q.list.Front().Value.(*waiter).giveUp()
	}
	return w
}

// giveUp takes the request out of the queue and tells it that the time is up. That may take a while, for which nobody
// else waits: over HTTP/2 its connection must listen. The queue must be locked.
func (w *waiter) giveUp() {
	w.queue.list.Remove(w.place)
	w.gaveUp = true
	w.told.Go(func() { _ = w.setDeadline(time.Now()) })
}

// end says that the request does not wait any more.
func (w *waiter) end() {
	w.queue.mu.Lock()
	w.queue.list.Remove(w.place) // does nothing where it is out already
	w.queue.mu.Unlock()
	w.told.Wait()
}

// take takes more of the budget. Where there is no room it waits for some until the deadline, and those that hold the
// budget and have waited for their clients beyond patience give way, the longest waiting first.
func (w *waiter) take(ctx context.Context, budget *semaphore.Weighted, more int64, until time.Time) bool {
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	for !budget.TryAcquire(more) {
		if ctx.Err() != nil || !w.makeRoom(budget, more) {
			return false
		}
		soon, cancel := context.WithTimeout(ctx, lookAgain)
		err := budget.Acquire(soon, more)
		cancel()
		if err == nil {
			return true
		}
	}
	return true
}

// makeRoom lets others give way, if that makes enough room, and reports whether the request itself did not have to.
func (w *waiter) makeRoom(budget *semaphore.Weighted, more int64) bool {
	w.queue.mu.Lock()
	defer w.queue.mu.Unlock()
	var give []*waiter
	for e := w.queue.list.Front(); e != nil && more > 0; e = e.Next() {
		other := e.Value.(*waiter)
		if time.Since(other.since) < w.queue.patience {
			break // and so are all behind it
		}
		if other != w && other.budget == budget {
			give = append(give, other)
			more -= other.share
		}
	}
	if more <= 0 {
		for _, other := range give {
			other.giveUp()
		}
	}
	return !w.gaveUp
}

// holds notes how much of the budget the request has. From now on it is its client that it waits for.
func (w *waiter) holds(budget *semaphore.Weighted, share int64) {
	w.queue.mu.Lock()
	defer w.queue.mu.Unlock()
	w.budget, w.share, w.since = budget, share, time.Now()
	w.queue.list.MoveToBack(w.place) // does nothing where it is out already
}

// send writes an answer in JSON to a request with the deadline. It reports false where it has written nothing because
// others hold all that there is for long answers; whether one arrives nobody is left to tell.
func (w *waiting) send(to http.ResponseWriter, r *http.Request, until time.Time, code int, answer []byte) bool {
	controller := http.NewResponseController(to)
	_ = controller.SetWriteDeadline(until.Add(slowestReader)) // not every writer has deadlines: tests do not
	if r.ProtoMajor == 1 && len(answer) <= small {            // one of a connection, and it takes no room
		write(to, code, answer)
		return true
	}
	waiter := w.writing.begin(controller.SetWriteDeadline)
	defer waiter.end()
	if share := min(int64(len(answer)), mostHeld); share > small {
		if !waiter.take(r.Context(), w.answers, share, until) {
			return false
		}
		defer w.answers.Release(share)
		waiter.holds(w.answers, share)
	}
	write(to, code, answer)
	_ = controller.Flush() // else the server waits for the client, out of sight of the limits
	return true
}

func write(to http.ResponseWriter, code int, answer []byte) {
	to.Header().Set("Content-Type", jsonMedia)
	to.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	if code == http.StatusTooManyRequests {
		to.Header().Set("Retry-After", "1") // the API server's client tries again within its timeout
	}
	to.WriteHeader(code)
	_, _ = to.Write(answer)
}
