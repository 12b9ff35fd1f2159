package webhook

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"
)

// dial makes a connection and finishes its handshake, over the protocol.
func (r *running) dial(t *testing.T, protocol string) *tls.Conn {
	t.Helper()
	conn, err := tls.Dial("tcp", r.publicListener.Addr().String(), &tls.Config{RootCAs: r.roots, NextProtos: []string{protocol}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// closed waits until the server has ended the connection. What it has sent before is passed over.
func closed(t *testing.T, conn net.Conn) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var timeout net.Error
	if _, err := io.Copy(io.Discard, conn); errors.As(err, &timeout) && timeout.Timeout() {
		t.Fatal("the connection is still open")
	}
}

// quietClient says which request went over a connection that was used before.
type quietClient struct {
	*http.Client
	url string
}

func (c quietClient) post(t *testing.T) (reused bool) {
	t.Helper()
	trace := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { reused = info.Reused }})
	request, err := http.NewRequestWithContext(trace, http.MethodPost, c.url+ValidateJobPath, strings.NewReader(goodReview))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.Do(request)
	if err != nil {
		t.Fatalf("a good request failed: %v", err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("a good request: %d %s, %v", response.StatusCode, body, err)
	}
	return reused
}

// askOver sends a good review over the connection, or the rest of one, and takes the answer.
func askOver(t *testing.T, conn io.ReadWriter, text ...string) {
	t.Helper()
	if len(text) == 0 {
		text = []string{requestHead, goodReview}
	}
	if _, err := io.WriteString(conn, strings.Join(text, "")); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if answer, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("answer %d %s, %v", response.StatusCode, answer, err)
	}
}

var requestHead = "POST " + ValidateJobPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + itoa(len(goodReview)) + "\r\n\r\n"

func (r *running) metric(t *testing.T, name string, want int) {
	t.Helper()
	until(t, fmt.Sprintf("%s to be %d", name, want), func() bool {
		_, text := r.get(t, "/metrics")
		return strings.Contains(text, fmt.Sprintf("\n%s %d\n", name, want))
	})
}

const (
	openConnections   = "jobvalidate_open_connections"
	closedConnections = "jobvalidate_connections_closed_for_limit_total"
)

// TestAFloodOfIdleConnections: the oldest of them are closed; clients that have asked before keep their
// connections, the one that has been quiet since before the flood too.
func TestAFloodOfIdleConnections(t *testing.T) {
	const limit, flood = 20, 50
	r := serve(t, ServerOptions{MaxConnections: limit})
	for protocol, http2 := range map[string]bool{"http/1.1": false, "h2": true} {
		t.Run(protocol, func(t *testing.T) {
			_, before := r.get(t, "/metrics")
			busy, quiet := quietClient{r.client(nil, http2), r.url()}, quietClient{r.client(nil, http2), r.url()}
			defer busy.CloseIdleConnections()
			defer quiet.CloseIdleConnections()
			busy.post(t)
			quiet.post(t)
			var idle []*tls.Conn
			for range flood {
				conn := r.dial(t, protocol)
				if http2 { // the preface and empty settings: active and idle, though nothing was asked
					if _, err := io.WriteString(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"); err != nil {
						t.Fatal(err)
					}
				}
				idle = append(idle, conn)
				if !busy.post(t) {
					t.Error("the connection of a busy client was closed")
				}
			}
			kept := limit - 2
			for _, conn := range idle[:flood-kept] {
				closed(t, conn)
			}
			r.metric(t, openConnections, limit)
			if protocol == "http/1.1" {
				for _, conn := range idle[flood-kept:] {
					askOver(t, conn)
				}
			}
			if !quiet.post(t) {
				t.Error("the connection of a quiet client was closed")
			}
			for _, conn := range idle {
				conn.Close()
			}
			r.metric(t, openConnections, 2)
			if !strings.Contains(before, closedConnections+" 0\n") {
				return // the second of the two
			}
			r.metric(t, closedConnections, flood-kept)
		})
	}
}

// TestAFloodThatHasAsked: where all have carried a request, the longest idle makes room.
func TestAFloodThatHasAsked(t *testing.T) {
	r := serve(t, ServerOptions{MaxConnections: 4})
	idle := func(n int) { // the answer is there before the server calls the connection idle
		until(t, "connections to be idle", func() bool {
			r.connections.mu.Lock()
			defer r.connections.mu.Unlock()
			return r.connections.idle.Len() == n
		})
	}
	var conns []*tls.Conn
	for i := range 4 {
		conn := r.dial(t, "http/1.1")
		askOver(t, conn)
		idle(i + 1)
		conns = append(conns, conn)
	}
	askOver(t, conns[0]) // it is not the longest idle any more
	idle(4)
	for _, oldest := range conns[1:] {
		askOver(t, r.dial(t, "http/1.1"))
		idle(4)
		closed(t, oldest)
	}
	askOver(t, conns[0])
	r.metric(t, closedConnections, 3)
}

// TestAFloodOfStalledRequests: bodies that do not come may fill all of the limit, newcomers still come in and those
// that are idle stay; the one that has waited longest for its client goes.
func TestAFloodOfStalledRequests(t *testing.T) {
	const limit, flood = 10, 25
	for protocol, http2 := range map[string]bool{"http/1.1": false, "h2": true} {
		t.Run(protocol, func(t *testing.T) {
			r := serve(t, ServerOptions{MaxConnections: limit})
			r.connections.mu.Lock()
			r.connections.patience = 0
			r.connections.mu.Unlock()
			quiet := quietClient{r.client(nil, http2), r.url()}
			quiet.post(t)
			var conns []*tls.Conn
			for i := range flood {
				conn := r.dial(t, protocol)
				begin := requestHead + goodReview[:100]
				if http2 {
					begin = streams(t, 1, goodReview[:100], false)
				}
				if _, err := io.WriteString(conn, begin); err != nil {
					t.Fatal(err)
				}
				conns = append(conns, conn)
				until(t, "requests to wait", func() bool {
					r.connections.mu.Lock()
					defer r.connections.mu.Unlock()
					return r.connections.waiting.Len() == min(i+1, limit-1)
				})
			}
			for _, conn := range conns[:flood-(limit-1)] {
				closed(t, conn)
			}
			r.metric(t, closedConnections, flood-(limit-1))
			askOver(t, r.dial(t, "http/1.1"))
			if !http2 {
				askOver(t, conns[flood-1], goodReview[100:])
			}
			if !quiet.post(t) {
				t.Error("the connection of a quiet client was closed")
			}
		})
	}
}

// TestWhatIsWorkedOnKeepsItsConnection: it is the idle that go, those whose clients keep a request waiting, and at
// last newcomers.
func TestWhatIsWorkedOnKeepsItsConnection(t *testing.T) {
	free := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil || r.URL.Path == "/" {
			return
		}
		defer atWork(r.Context())()
		<-free
	}))
	c := limitConnections(server.Config, 3)
	server.Start()
	defer server.Close()
	counts := func(waiting, idle, atWork int) {
		until(t, "the queues to settle", func() bool {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.waiting.Len() == waiting && c.idle.Len() == idle && len(c.open)-c.waiting.Len()-c.idle.Len()-c.mute.Len() == atWork
		})
	}
	send := func(text string) net.Conn {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	const work, wait, rest = "GET /work HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n", "{}"
	busy := []net.Conn{send(work)}
	counts(0, 0, 1)
	slow := send(wait)
	counts(1, 0, 1)
	idle := send(wait + rest)
	counts(1, 1, 1)
	busy = append(busy, send(work))
	closed(t, idle) // the other has not waited for its client for long
	counts(1, 0, 2)
	busy = append(busy, send(work))
	closed(t, slow)
	counts(0, 0, 3)
	closed(t, send(""))
	close(free)
	for _, conn := range busy {
		askOver(t, conn, wait, rest)
	}
}

// TestAFloodOfHandshakes: connections that never begin a handshake, or stop in one, turn over among themselves.
func TestAFloodOfHandshakes(t *testing.T) {
	r := serve(t, ServerOptions{MaxConnections: 4})
	quiet := quietClient{r.client(nil, false), r.url()}
	quiet.post(t)
	var half []net.Conn
	for i := range 12 {
		conn, err := net.Dial("tcp", r.publicListener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i%2 == 0 {
			if _, err := conn.Write([]byte{0x16, 0x03, 0x01, 0x02, 0x00, 0x01}); err != nil { // the begin of a ClientHello
				t.Fatal(err)
			}
		}
		half = append(half, conn)
	}
	for _, conn := range half[:9] {
		closed(t, conn)
	}
	askOver(t, r.dial(t, "http/1.1")) // one that has not asked before still comes in
	if !quiet.post(t) {
		t.Error("the connection of a quiet client was closed")
	}
}

// TestAFloodOfThePrivateListener: health is answered beside more connections than it keeps.
func TestAFloodOfThePrivateListener(t *testing.T) {
	r := serve(t, ServerOptions{})
	var first net.Conn
	for range privateConnections + 1 {
		conn, err := net.Dial("tcp", r.privateListener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if first == nil {
			first = conn
		}
	}
	closed(t, first)
	if code, text := r.get(t, "/readyz"); code != http.StatusOK {
		t.Errorf("/readyz says %d %s", code, text)
	}
}

// TestDrainAtTheLimit: while the service leaves it still takes newcomers, and it ends cleanly.
func TestDrainAtTheLimit(t *testing.T) {
	next := make(chan struct{})
	r := serveWaiting(t, ServerOptions{MaxConnections: 2}, func(time.Duration) { <-next })
	for range 2 {
		askOver(t, r.dial(t, "http/1.1"))
	}
	r.stop()
	until(t, "draining", r.draining.Load)
	askOver(t, r.dial(t, "http/1.1"))
	next <- struct{}{}
	until(t, "closing", r.closing.Load)
	conn := r.dial(t, "http/1.1")
	askOver(t, conn)
	closed(t, conn) // it was asked to close
	next <- struct{}{}
	if err := <-r.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestARequestTakenBack: HTTP/2 may call a connection idle before the handler of its first request begins, when
// the client resets the stream. It must be idle then, not forgotten.
func TestARequestTakenBack(t *testing.T) {
	server := &http.Server{Handler: http.NotFoundHandler()}
	limitConnections(server, 1)
	raw, other := net.Pipe()
	defer other.Close()
	ctx := server.ConnContext(context.Background(), raw)
	server.ConnState(raw, http.StateActive)
	server.ConnState(raw, http.StateIdle)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		server.Handler.ServeHTTP(discardWriter{}, request)
	}
	next, _ := net.Pipe()
	server.ConnContext(context.Background(), next)
	if _, err := other.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the idle connection is not closed: %v", err)
	}
	server.ConnState(raw, http.StateClosed) // told of one that was closed already
}

type discardWriter struct{}

func (discardWriter) Header() http.Header         { return http.Header{} }
func (discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (discardWriter) WriteHeader(int)             {}

// TestStreamsThatSendNothing: the streams of a few connections may not hold a goroutine each without end. The one
// that has waited longest for its body gives way; a good request beside them does not.
func TestStreamsThatSendNothing(t *testing.T) {
	const limit = 8
	router := newRouter(Options{}.withDefaults(), &waiting{reading: queue{limit: limit}, writing: queue{limit: limit}})
	server := httptest.NewUnstartedServer(router)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	type answer struct{ stream, code int }
	answers := make(chan answer, 2*limit)
	for i := range 2 * limit {
		body, more := io.Pipe()
		defer more.Close()
		arrived := make(chan struct{})
		go func() {
			response, err := server.Client().Post(server.URL+ValidateJobPath+"?timeout=30s", "application/json", body)
			if err != nil {
				answers <- answer{i, 0}
				return
			}
			response.Body.Close()
			answers <- answer{i, response.StatusCode}
		}()
		go func() {
			_, _ = io.WriteString(more, "{") // over HTTP/2 a request is sent before its body is
			close(arrived)
		}()
		<-arrived
		if i >= limit {
			if got := <-answers; got != (answer{i - limit, http.StatusRequestTimeout}) {
				t.Errorf("answer %+v, want %d of stream %d", got, http.StatusRequestTimeout, i-limit)
			}
		} else {
			until(t, "the stream to be read", func() bool {
				r := &router.waiting.reading
				r.mu.Lock()
				defer r.mu.Unlock()
				return r.list.Len() == i+1
			})
		}
	}
	if code, _, response := post(t, server.Client(), server.URL+ValidateJobPath, goodReview); code != http.StatusOK || response.ProtoMajor != 2 {
		t.Errorf("a good request: %d over %s", code, response.Proto)
	}
}
