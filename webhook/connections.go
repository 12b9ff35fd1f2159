package webhook

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// DefaultMaxConnections is how many connections are kept open: five API servers with two hundred writes in
// flight each, twice over. An idle one holds some 25 KiB.
const DefaultMaxConnections = 2000

// patience is how long a request may wait for its client before its connection is worth less than an idle one. What
// the API server sends is there within milliseconds, and it reads answers at once.
const patience = time.Second

// connections keeps a server's open connections within a limit by closing others for newcomers. A connection
// that a review is worked on for is never closed for the limit; else newcomers always come in, so that nobody can
// shut the API server out by holding as many connections as there may be.
//
// Three queues stand apart, because the API server's connections must outlive a flood, though they may have been
// quiet for longer than any of it: those that have carried no request yet, of which the oldest goes first; those
// with a request that waits for its client, for the rest of its body or for its answer to be read, of which the
// longest waiting goes first; and those that have carried requests and carry none now, of which the longest idle
// goes first. The first may hold half of the limit. A connection in its handshake is one of them: its age decides,
// so a flood of half-made connections turns over within itself, and whoever comes to ask has the time that half of
// the limit takes to fill.
type connections struct {
	limit    int
	patience time.Duration
	closed   prometheus.Counter

	mu      sync.Mutex
	open    map[net.Conn]*connection
	mute    list.List
	waiting list.List
	idle    list.List
}

// connection is one of them. Its fields belong to the mutex of connections.
type connection struct {
	of      *connections
	conn    net.Conn
	asked   atomic.Bool // has carried a request; set under the mutex
	active  bool        // between the header of a request and the end of its answer
	working int         // requests whose body is there and whose answer is not
	queue   *list.List  // that it stands in; nil for none
	place   *list.Element
	since   time.Time // when it came to its queue
}

type connectionKey struct{}

// limitConnections makes a server keep to the limit.
func limitConnections(server *http.Server, limit int) *connections {
	c := &connections{limit: limit, patience: patience, open: map[net.Conn]*connection{}, closed: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "jobvalidate_connections_closed_for_limit_total", Help: "Connections closed because more than --max-connections were open: the longest stalled, idle or silent.",
	})}
	server.ConnContext, server.ConnState = c.accepted, c.changed
	next := server.Handler
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, ok := r.Context().Value(connectionKey{}).(*connection); ok && !conn.asked.Load() {
			c.asked(conn)
		}
		next.ServeHTTP(w, r)
	})
	return c
}

// register counts in the registerer.
func (c *connections) register(registerer prometheus.Registerer) {
	registerer.MustRegister(c.closed, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "jobvalidate_open_connections", Help: "Open connections of the TLS server.",
	}, c.count))
}

// accepted takes a new connection, whose place another may have to make.
func (c *connections) accepted(ctx context.Context, raw net.Conn) context.Context {
	conn := &connection{of: c, conn: raw}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[raw] = conn
	c.settle(conn)
	if len(c.open) > c.limit {
		c.close(c.superfluous())
	}
	return context.WithValue(ctx, connectionKey{}, conn)
}

// superfluous returns the connection that is to go. There is one: where all others are worked for, the newcomer is.
func (c *connections) superfluous() *connection {
	if c.mute.Len() <= (c.limit+1)/2 {
		waiting, idle := first(&c.waiting), first(&c.idle)
		switch {
		case waiting != nil && (idle == nil || time.Since(waiting.since) >= c.patience):
			return waiting
		case idle != nil:
			return idle
		}
	}
	for e := c.mute.Front(); ; e = e.Next() { // an active one leaves the queue within microseconds
		if conn := e.Value.(*connection); !conn.active || e.Next() == nil {
			return conn
		}
	}
}

func first(queue *list.List) *connection {
	if queue.Len() == 0 {
		return nil
	}
	return queue.Front().Value.(*connection)
}

// close ends the connection beneath TLS: to say goodbye might wait for a client that reads nothing. The
// goroutine that serves it sees the end at once.
func (c *connections) close(conn *connection) {
	c.forget(conn)
	c.closed.Inc()
	raw := conn.conn
	if secured, ok := raw.(*tls.Conn); ok {
		raw = secured.NetConn()
	}
	_ = raw.Close()
}

func (c *connections) forget(conn *connection) {
	delete(c.open, conn.conn)
	c.settle(conn)
}

// settle puts the connection at the end of the queue that it belongs to, if it is not in there.
func (c *connections) settle(conn *connection) {
	queue := &c.idle
	switch {
	case c.open[conn.conn] != conn || conn.working > 0:
		queue = nil
	case !conn.asked.Load():
		queue = &c.mute
	case conn.active:
		queue = &c.waiting
	}
	if queue == conn.queue {
		return
	}
	if conn.queue != nil {
		conn.queue.Remove(conn.place)
	}
	if conn.queue = queue; queue != nil {
		conn.place, conn.since = queue.PushBack(conn), time.Now()
	}
}

// asked notes the first request of a connection. HTTP/2 calls a connection active and idle again before there
// is any, and for requests that are malformed: only a handler knows.
func (c *connections) asked(conn *connection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn.asked.Store(true)
	c.settle(conn) // idle, if the client took the request back meanwhile
}

// atWork keeps a request's connection from being closed for the limit until the end: nothing of the request is
// wanted from its client meanwhile.
func atWork(ctx context.Context) (end func()) {
	conn, ok := ctx.Value(connectionKey{}).(*connection)
	if !ok { // of a server that is not ours
		return func() {}
	}
	conn.work(1)
	return func() { conn.work(-1) }
}

func (conn *connection) work(more int) {
	conn.of.mu.Lock()
	defer conn.of.mu.Unlock()
	conn.working += more
	conn.of.settle(conn)
}

// changed follows the life of a connection; it is the server's ConnState.
func (c *connections) changed(raw net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn := c.open[raw]
	if conn == nil {
		return // closed for the limit
	}
	switch state {
	case http.StateNew:
	case http.StateActive:
		conn.active = true
		c.settle(conn)
	case http.StateIdle:
		conn.active = false
		c.settle(conn)
	case http.StateClosed, http.StateHijacked:
		c.forget(conn)
	}
}

func (c *connections) count() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return float64(len(c.open))
}
