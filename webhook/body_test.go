package webhook

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestBodiesOfEverySize reads bodies one after the other with the same buffers: each is what was sent, and all
// of the budget is there again afterwards.
func TestBodiesOfEverySize(t *testing.T) {
	const limit = 1 << 20
	b := newBodies(limit, newWaiting(mostWaiting))
	for round := range 3 {
		var held []*body
		for _, size := range []int{1, 8 << 10, small, small + 1, limit / 2, limit - 1, limit, 3, limit} {
			text := strings.Repeat(string(rune('a'+size%26)), size)
			read, err := b.read(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text)), time.Now().Add(time.Minute))
			if err != nil {
				t.Fatalf("round %d: %d bytes: %v", round, size, err)
			}
			if !bytes.Equal(read.bytes, []byte(text)) {
				t.Fatalf("round %d: %d bytes came as %d", round, size, len(read.bytes))
			}
			if held = append(held, read); len(held) == 3 || size == limit { // several at once, and one after the other
				for _, r := range held {
					b.release(r)
				}
				held = nil
			}
		}
	}
	if !b.budget.TryAcquire(max(mostHeld, 2*limit)) {
		t.Error("a share of the budget was not given back")
	}
}

// TestEncodedBodies: they are told so, and not that they are no JSON.
func TestEncodedBodies(t *testing.T) {
	h := Handler(Options{LintAPI: true})
	for encoding, code := range map[string]int{"": http.StatusOK, "identity": http.StatusOK, "gzip": http.StatusUnsupportedMediaType, "gzip, br": http.StatusUnsupportedMediaType} {
		for path, body := range map[string]string{ValidateJobPath: goodReview, LintPath: "{}"} {
			request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			request.Header.Set("Content-Type", jsonMedia)
			request.Header.Set("Content-Encoding", encoding)
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, request)
			if recorder.Code != code || code != http.StatusOK && !strings.Contains(recorder.Body.String(), "content encoding") {
				t.Errorf("%s, %q: %d %s", path, encoding, recorder.Code, recorder.Body)
			}
		}
	}
}
