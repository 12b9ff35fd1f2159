package webhook

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
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

// TestNobodyWaitsForOneThatIsGivenUp: its connection may be slow to listen; its own request alone stays until then.
func TestNobodyWaitsForOneThatIsGivenUp(t *testing.T) {
	q := queue{limit: 1}
	listens, given := make(chan struct{}), make(chan struct{})
	over := q.begin(func(time.Time) error { <-listens; close(given); return nil })
	for range 2 {
		q.begin(func(time.Time) error { return nil })()
	}
	close(listens)
	over()
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
