package webhook

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"golang.org/x/sync/semaphore"
)

// streams begins an HTTP/2 connection that takes nothing of answers, with requests of the body; without the end they
// go on.
func streams(t *testing.T, count int, body string, end bool) string {
	t.Helper()
	var text, header bytes.Buffer
	framer, encoder := http2.NewFramer(&text, nil), hpack.NewEncoder(&header)
	text.WriteString(http2.ClientPreface)
	err := framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
	for i := range count {
		header.Reset()
		for _, field := range []hpack.HeaderField{
			{Name: ":method", Value: http.MethodPost}, {Name: ":scheme", Value: "https"}, {Name: ":authority", Value: "x"},
			{Name: ":path", Value: ValidateJobPath}, {Name: "content-type", Value: "application/json"},
		} {
			err = errors.Join(err, encoder.WriteField(field))
		}
		id := uint32(2*i + 1)
		err = errors.Join(err, framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: header.Bytes(), EndHeaders: true}),
			framer.WriteData(id, end, []byte(body)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestAnswersThatNobodyReads: the streams of a connection may not hold a goroutine and an answer each. Those that
// have waited longest for their client are reset.
func TestAnswersThatNobodyReads(t *testing.T) {
	const limit = 8
	r := serve(t, ServerOptions{})
	writing := &r.waiting.writing
	writing.mu.Lock()
	writing.limit = limit
	writing.mu.Unlock()
	conn := r.dial(t, "h2")
	if _, err := io.WriteString(conn, streams(t, 3*limit, goodReview, true)); err != nil {
		t.Fatal(err)
	}
	framer := http2.NewFramer(nil, conn)
	for reset := 0; reset < 2*limit; {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatalf("after %d streams: %v", reset, err)
		}
		if _, ok := frame.(*http2.RSTStreamFrame); ok {
			reset++
		}
	}
	until(t, "the others to wait", func() bool {
		writing.mu.Lock()
		defer writing.mu.Unlock()
		return writing.list.Len() == limit
	})
	if code, _, response := post(t, r.client(nil, true), r.url()+ValidateJobPath, goodReview); code != http.StatusOK || response.ProtoMajor != 2 {
		t.Errorf("a good request: %d over %s", code, response.Proto)
	}
}

// share waits until a request of the queue holds a share of a budget.
func share(t *testing.T, q *queue) {
	t.Helper()
	until(t, "a request to hold a share", func() bool {
		q.mu.Lock()
		defer q.mu.Unlock()
		first := q.list.Front()
		return first != nil && first.Value.(*waiter).share > small
	})
}

// TestLargeBodiesThatDoNotCome: they do not hold what there is for large bodies beyond patience.
func TestLargeBodiesThatDoNotCome(t *testing.T) {
	const size = 3 * small
	large := goodReview + strings.Repeat(" ", size-len(goodReview))
	router := newRouter(Options{}.withDefaults(), newWaiting(mostWaiting))
	reading, bodies := &router.waiting.reading, router.handlers[ValidateJobPath].(*endpoint).bodies
	bodies.budget = semaphore.NewWeighted(5 * small) // there is room for one
	server := httptest.NewServer(router)
	defer server.Close()
	stalled := func() net.Conn {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, strings.Replace(requestHead, itoa(len(goodReview)), itoa(size), 1)+large[:size-1]); err != nil {
			t.Fatal(err)
		}
		share(t, reading)
		return conn
	}
	reading.patience = time.Hour
	conn := stalled()
	if code, _, _ := post(t, server.Client(), server.URL+ValidateJobPath+"?timeout=400ms", large); code != http.StatusTooManyRequests {
		t.Errorf("beside one that may still come: %d, want 429", code)
	}
	askOver(t, conn, large[size-1:])
	reading.patience = 0
	conn = stalled()
	if code, _, _ := post(t, server.Client(), server.URL+ValidateJobPath, large); code != http.StatusOK {
		t.Errorf("beside one that has not come: %d, want 200", code)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestTimeout {
		t.Errorf("the one that has not come: %d, want 408", response.StatusCode)
	}
	if !bodies.budget.TryAcquire(5 * small) {
		t.Error("some of the budget was not given back")
	}
}

// TestLargeAnswersThatNobodyReads: they give way to others.
func TestLargeAnswersThatNobodyReads(t *testing.T) {
	r := serve(t, ServerOptions{})
	r.waiting.answers = semaphore.NewWeighted(8 * small)
	faulty := strings.Replace(goodReview, `"containers":[{`, `"containers":[{"env":[`+strings.Repeat(`{"name":"a=b"},`, 999)+`{"name":"a=b"}],`, 1)
	conn := r.dial(t, "h2")
	if _, err := io.WriteString(conn, streams(t, 1, faulty, true)); err != nil {
		t.Fatal(err)
	}
	share(t, &r.waiting.writing)
	for protocol, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		if code, review, _ := post(t, r.client(nil, http2), r.url()+ValidateJobPath, faulty); code != http.StatusOK || review.Response.Allowed {
			t.Errorf("%s: answer %d", protocol, code)
		}
	}
	for framer := http2.NewFramer(nil, conn); ; {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := frame.(*http2.RSTStreamFrame); ok {
			break
		}
	}
	until(t, "the budget to be given back", func() bool { return r.waiting.answers.TryAcquire(8 * small) })
}

// TestNobodyWaitsForOneThatIsGivenUp: its connection may be slow to listen; its own request alone stays until then.
func TestNobodyWaitsForOneThatIsGivenUp(t *testing.T) {
	q := queue{limit: 1}
	listens, given := make(chan struct{}), make(chan struct{})
	over := q.begin(func(time.Time) error { <-listens; close(given); return nil })
	for range 2 {
		q.begin(func(time.Time) error { return nil }).end()
	}
	close(listens)
	over.end()
	select {
	case <-given:
	default:
		t.Error("the request is over, its connection is still to be told")
	}
}

// deadlineRecorder notes the deadline for writing.
type deadlineRecorder struct {
	*httptest.ResponseRecorder
	deadline time.Time
}

func (r *deadlineRecorder) SetWriteDeadline(deadline time.Time) error {
	r.deadline = deadline
	return nil
}

// TestAnswersHaveADeadline: who does not read one holds it only a little longer than the API server would wait.
func TestAnswersHaveADeadline(t *testing.T) {
	h := Handler(Options{LintAPI: true})
	for _, c := range []struct{ path, body string }{
		{ValidateJobPath, goodReview}, {MutateJobPath, "{"}, {"/nowhere", ""}, {LintPath, "a: b"}, {LintPath, ""}, {OpenAPIPath, ""},
	} {
		request := httptest.NewRequest(http.MethodPost, c.path+"?timeout=2s", strings.NewReader(c.body))
		request.Header.Set("Content-Type", "application/json")
		w := &deadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
		started := time.Now()
		h.ServeHTTP(w, request)
		if late := w.deadline.Sub(started) - 1800*time.Millisecond - slowestReader; late < 0 || late > time.Since(started) {
			t.Errorf("%s: the deadline is %s later than it should be", c.path, late)
		}
		if w.Header().Get("Content-Length") != itoa(w.Body.Len()) {
			t.Errorf("%s: length %q of %d bytes", c.path, w.Header().Get("Content-Length"), w.Body.Len())
		}
	}
}

// TestRequestsThatMayWait: as many as connections, but not so few that those of one are too many.
func TestRequestsThatMayWait(t *testing.T) {
	for connections, want := range map[int]int{1: maxStreams, 300: 300, DefaultMaxConnections: mostWaiting} {
		if got := newWaiting(connections); got.reading.limit != want || got.writing.limit != want {
			t.Errorf("%d connections: %d and %d, want %d", connections, got.reading.limit, got.writing.limit, want)
		}
	}
}
