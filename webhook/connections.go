package webhook

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// DefaultMaxConnections is how many connections are kept open: five API servers with two hundred writes in
// flight each, twice over. An idle one holds some 25 KiB.
const DefaultMaxConnections = 2000

// connections keeps a server's open connections within a limit by closing idle ones for newcomers. A
// connection with a request in flight is never closed for the limit.
//
// Two queues stand apart, because the API server's connections must outlive a flood of connections that ask for
// nothing, though they may have been quiet for longer than any of the flood: those that have carried no request
// yet, of which the oldest goes first, and those that have, of which the longest idle goes first. The former
// may hold half of the limit. A connection in its handshake is one of the former: its age decides, so a flood of
// half-made connections turns over within itself, and whoever comes to ask has the time that half of the limit
// takes to fill.
type connections struct {
	limit  int
	closed prometheus.Counter

	mu   sync.Mutex
	open map[net.Conn]*connection
	mute list.List // have carried no request, the oldest in front
	idle list.List // have, and carry none now, the longest idle in front
}

// connection is one of them. Its fields belong to the mutex of connections.
type connection struct {
	conn   net.Conn
	asked  atomic.Bool   // has carried a request; set under the mutex
	active bool          // between the header of a request and the end of its answer
	place  *list.Element // in mute or idle; nil in neither
}

type connectionKey struct{}

// limitConnections makes a server keep to the limit, and counts in the registerer.
func limitConnections(server *http.Server, limit int, registerer prometheus.Registerer) *connections {
	c := &connections{limit: limit, open: map[net.Conn]*connection{}, closed: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "jobvalidate_connections_closed_for_limit_total", Help: "Connections closed while no request was in flight on them, because more than --max-connections were open.",
	})}
	registerer.MustRegister(c.closed, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "jobvalidate_open_connections", Help: "Open connections of the TLS server.",
	}, c.count))
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

// accepted takes a new connection, whose place another may have to make.
func (c *connections) accepted(ctx context.Context, raw net.Conn) context.Context {
	conn := &connection{conn: raw}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[raw] = conn
	conn.place = c.mute.PushBack(conn)
	if len(c.open) > c.limit {
		c.close(c.superfluous())
	}
	return context.WithValue(ctx, connectionKey{}, conn)
}

// superfluous returns the idle connection that is to go. There is one: the newcomer is.
func (c *connections) superfluous() *connection {
	if c.idle.Len() > 0 && c.mute.Len() <= (c.limit+1)/2 {
		return c.idle.Front().Value.(*connection)
	}
	for e := c.mute.Front(); ; e = e.Next() { // an active one leaves the queue within microseconds
		if conn := e.Value.(*connection); !conn.active || e.Next() == nil {
			return conn
		}
	}
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
	c.leave(conn)
}

func (c *connections) leave(conn *connection) {
	if conn.place == nil {
		return
	}
	queue := &c.mute
	if conn.asked.Load() {
		queue = &c.idle
	}
	queue.Remove(conn.place)
	conn.place = nil
}

// asked notes the first request of a connection. HTTP/2 calls a connection active and idle again before there
// is any, and for requests that are malformed: only a handler knows.
func (c *connections) asked(conn *connection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if conn.asked.Load() {
		return // another request of the same connection was faster
	}
	c.leave(conn)
	conn.asked.Store(true)
	if !conn.active && c.open[conn.conn] == conn {
		conn.place = c.idle.PushBack(conn) // the client took the request back meanwhile
	}
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
		if conn.asked.Load() {
			c.leave(conn)
		}
	case http.StateIdle:
		conn.active = false
		if conn.asked.Load() && conn.place == nil {
			conn.place = c.idle.PushBack(conn)
		}
	case http.StateClosed, http.StateHijacked:
		c.forget(conn)
	}
}

func (c *connections) count() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return float64(len(c.open))
}
