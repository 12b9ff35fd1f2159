package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	admissionv1 "k8s.io/api/admission/v1"
)

// testEndpoint is an endpoint whose verdict is the function's.
func testEndpoint(o Options, admit func() *admissionv1.AdmissionResponse) *endpoint {
	o = o.withDefaults()
	waiting := newWaiting(mostWaiting)
	return &endpoint{
		path: ValidateJobPath, options: o, metrics: newMetrics(o.Metrics, o.Exemplars), bodies: newBodies(o.MaxBodyBytes, waiting), waiting: waiting, slots: make(slots, o.MaxConcurrent), large: halfOfProcessors(),
		admit: func(context.Context, *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse { return admit() },
	}
}

func ask(t *testing.T, h http.Handler, target string, body io.Reader) (*httptest.ResponseRecorder, *admissionv1.AdmissionResponse) {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, target, body)
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	var review admissionv1.AdmissionReview
	if err := json.Unmarshal(recorder.Body.Bytes(), &review); err != nil || review.Kind != reviewKind || review.APIVersion != reviewAPIVersion || review.Response == nil {
		t.Fatalf("answer %q is no review: %v", recorder.Body, err)
	}
	return recorder, review.Response
}

func TestDeadline(t *testing.T) {
	started := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for query, want := range map[string]time.Duration{
		"":                        9750 * time.Millisecond,
		"timeout=5s":              4750 * time.Millisecond,
		"timeout=1s":              900 * time.Millisecond,
		"timeout=30s":             29750 * time.Millisecond,
		"timeout=1h":              29750 * time.Millisecond,
		"timeout=-1s":             9750 * time.Millisecond,
		"timeout=0s":              9750 * time.Millisecond,
		"timeout=soon":            9750 * time.Millisecond,
		"a=b&timeout=2s":          1800 * time.Millisecond,
		"timeout=2s&dryRun=All":   1800 * time.Millisecond,
		"timeout=%32s":            1800 * time.Millisecond,
		"timeout=%zz":             9750 * time.Millisecond,
		"timeout=9223372036854h1": 9750 * time.Millisecond,
	} {
		r := httptest.NewRequest(http.MethodPost, "/x", nil)
		r.URL.RawQuery = query
		if got := deadline(r, started).Sub(started); got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
}

func TestPanicIsAFailureOfTheWebhook(t *testing.T) {
	registry := prometheus.NewRegistry()
	e := testEndpoint(Options{Metrics: registry}, func() *admissionv1.AdmissionResponse { panic("crash text") })
	recorder, response := ask(t, e, ValidateJobPath, strings.NewReader(goodReview))
	if recorder.Code != http.StatusInternalServerError || response.Allowed || response.UID != "u1" || strings.Contains(recorder.Body.String(), "crash text") {
		t.Errorf("answer %d %s", recorder.Code, recorder.Body)
	}
	if n := testutil.ToFloat64(e.metrics.panics.WithLabelValues(ValidateJobPath)); n != 1 {
		t.Errorf("%v panics counted, want 1", n)
	}
	if n := testutil.ToFloat64(e.metrics.decisions.WithLabelValues(ValidateJobPath, "Job", "CREATE", "failed")); n != 1 {
		t.Errorf("%v failed decisions counted, want 1", n)
	}
	if len(e.slots) != 0 {
		t.Error("the slot was not given back")
	}
}

// TestPanicsAroundTheAnswer: one while the review is read or the decision logged is counted, logged and answered
// like one while it is judged; what is answered already stays so.
func TestPanicsAroundTheAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		body io.Reader
		at   string // the message at which the log panics
		code int
		uid  string
	}{
		"while the review is read":          {crashingReader{}, "", http.StatusInternalServerError, ""},
		"while a bad request is logged":     {strings.NewReader("{"), "request refused", http.StatusInternalServerError, ""},
		"while the decision is logged":      {strings.NewReader(secretReview), "decision", http.StatusOK, "u2"},
		"while there is an answer to write": {strings.NewReader(goodReview), "", http.StatusInternalServerError, "u1"},
	} {
		t.Run(name, func(t *testing.T) {
			logged := &crashingLog{at: c.at}
			e := Handler(Options{Logger: slog.New(logged)}).(*router).handlers[ValidateJobPath].(*endpoint)
			if c.uid == "u1" {
				e.admit = func(context.Context, *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse { return nil }
			}
			recorder, response := ask(t, e, ValidateJobPath, c.body)
			if recorder.Code != c.code || response.Allowed || string(response.UID) != c.uid {
				t.Errorf("answer %d %s", recorder.Code, recorder.Body)
			}
			if n := testutil.ToFloat64(e.metrics.panics.WithLabelValues(ValidateJobPath)); n != 1 {
				t.Errorf("%v panics counted, want 1", n)
			}
			if logged.panics != 1 {
				t.Errorf("%d panics logged, want 1", logged.panics)
			}
		})
	}
}

type crashingReader struct{}

func (crashingReader) Read([]byte) (int, error) { panic("crash text") }

// crashingLog panics at a message, and counts the panics that it is told of.
type crashingLog struct {
	slog.Handler // of loggers made from it: there are none
	at           string
	panics       int
}

func (*crashingLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *crashingLog) Handle(_ context.Context, r slog.Record) error {
	switch r.Message {
	case l.at:
		panic("crash text")
	case "panic while answering":
		l.panics++
	}
	return nil
}

func TestTooManyAtOnce(t *testing.T) {
	busy, free := make(chan struct{}), make(chan struct{})
	e := testEndpoint(Options{MaxConcurrent: 1}, func() *admissionv1.AdmissionResponse {
		close(busy)
		<-free
		return allow()
	})
	first := make(chan struct{})
	go func() { defer close(first); ask(t, e, ValidateJobPath, strings.NewReader(goodReview)) }()
	<-busy
	recorder, response := ask(t, e, ValidateJobPath+"?timeout=50ms", strings.NewReader(goodReview))
	if recorder.Code != http.StatusTooManyRequests || recorder.Header().Get("Retry-After") != "1" || response.UID != "u1" || response.Allowed {
		t.Errorf("answer %d %s", recorder.Code, recorder.Body)
	}
	close(free)
	<-first
}

func TestAnAnswerTooLateIsAFailure(t *testing.T) {
	e := testEndpoint(Options{}, func() *admissionv1.AdmissionResponse { time.Sleep(20 * time.Millisecond); return allow() })
	if recorder, response := ask(t, e, ValidateJobPath+"?timeout=5ms", strings.NewReader(goodReview)); recorder.Code != http.StatusGatewayTimeout || response.Allowed {
		t.Errorf("answer %d %s", recorder.Code, recorder.Body)
	}
}

// unsized hides the length of a body, as chunked encoding does.
type unsized struct{ io.Reader }

func TestBodyLimits(t *testing.T) {
	padded := func(n int) string { return goodReview + strings.Repeat(" ", n-len(goodReview)) }
	const limit = 200_000
	for name, c := range map[string]struct {
		body io.Reader
		code int
	}{
		"as announced, at the limit":     {strings.NewReader(padded(limit)), http.StatusOK},
		"announced, above the limit":     {strings.NewReader(padded(limit + 1)), http.StatusRequestEntityTooLarge},
		"unannounced, at the limit":      {unsized{strings.NewReader(padded(limit))}, http.StatusOK},
		"unannounced, above the limit":   {unsized{strings.NewReader(padded(limit + 1))}, http.StatusRequestEntityTooLarge},
		"empty":                          {strings.NewReader(""), http.StatusBadRequest},
		"unannounced and empty":          {unsized{strings.NewReader("")}, http.StatusBadRequest},
		"one byte at a time":             {unsized{iotestOneByte{strings.NewReader(goodReview)}}, http.StatusOK},
		"broken off":                     {unsized{io.MultiReader(strings.NewReader(goodReview[:50]), brokenReader{})}, http.StatusBadRequest},
		"exactly the size of the buffer": {strings.NewReader(padded(8 << 10)), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			e := testEndpoint(Options{MaxBodyBytes: limit}, allow)
			recorder, _ := ask(t, e, ValidateJobPath, c.body)
			if recorder.Code != c.code {
				t.Errorf("answer %d %s, want %d", recorder.Code, recorder.Body, c.code)
			}
			if !e.bodies.budget.TryAcquire(mostHeld) {
				t.Error("some of the budget was not given back")
			}
		})
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type iotestOneByte struct{ io.Reader }

func (r iotestOneByte) Read(p []byte) (int, error) { return r.Reader.Read(p[:1]) }

// countingReader counts what is read of a body without end.
type countingReader struct {
	text string
	read int
}

func (r *countingReader) Read(p []byte) (int, error) {
	n := copy(p, r.text)
	r.read += n
	return n, nil
}

// TestWhatCannotBeAReviewIsNotReadToItsEnd: who sends megabytes of something else keeps nobody busy.
func TestWhatCannotBeAReviewIsNotReadToItsEnd(t *testing.T) {
	h := Handler(Options{})
	for text, most := range map[string]int{
		"1,": 16 << 10, "[": 16 << 10, " \n\t\r\"": 16 << 10, "\x00": 16 << 10,
		`{"a":`: DefaultMaxBodyBytes + 1<<20, " ": DefaultMaxBodyBytes + 1<<20, // these may still become one
	} {
		body := &countingReader{text: text}
		recorder, _ := ask(t, h, ValidateJobPath, body)
		if recorder.Code != http.StatusBadRequest && recorder.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%q again and again: answer %d", text, recorder.Code)
		}
		if body.read > most {
			t.Errorf("%q again and again: %d bytes were read, want at most %d", text, body.read, most)
		}
	}
}

func TestLargeBodiesShareABudget(t *testing.T) {
	e := testEndpoint(Options{}, allow)
	if !e.bodies.budget.TryAcquire(mostHeld) {
		t.Fatal("the budget is not there")
	}
	large := goodReview + strings.Repeat(" ", 100_000)
	if recorder, _ := ask(t, e, ValidateJobPath+"?timeout=20ms", strings.NewReader(large)); recorder.Code != http.StatusTooManyRequests {
		t.Errorf("a large body: %d, want 429", recorder.Code)
	}
	if recorder, _ := ask(t, e, ValidateJobPath, strings.NewReader(goodReview)); recorder.Code != http.StatusOK {
		t.Errorf("a small body beside it: %d, want 200", recorder.Code)
	}
	e.bodies.budget.Release(mostHeld)
	if recorder, _ := ask(t, e, ValidateJobPath, strings.NewReader(large)); recorder.Code != http.StatusOK {
		t.Errorf("a large body afterwards: %d, want 200", recorder.Code)
	}
}

const secretReview = `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u2",
"kind":{"group":"batch","version":"v1","kind":"Job"},"resource":{"group":"batch","version":"v1","resource":"jobs"},
"name":"pi","namespace":"default","operation":"CREATE","userInfo":{"username":"ann"},
"object":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi"},"spec":{"template":{"spec":{"restartPolicy":"hunter2",
"containers":[{"name":"main","image":"registry.example/pi:1","imagePullPolicy":"Always","terminationMessagePolicy":"File","env":[{"name":"PASSWORD","value":"hunter2"}]}]}}}}}}`

func TestDecisionLog(t *testing.T) {
	for name, c := range map[string]struct {
		log             DecisionLog
		refused, passed bool
	}{
		"none": {LogNone, false, false}, "refused": {LogRefused, true, false}, "all": {LogAll, true, true}, "by default those that refuse": {"", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			h := Handler(Options{Decisions: c.log, Logger: slog.New(slog.NewJSONHandler(&out, nil))})
			ask(t, h, ValidateJobPath, strings.NewReader(secretReview))
			if got := strings.Contains(out.String(), `"rules":"restart-policy-unknown"`) && strings.Contains(out.String(), `"user":"ann"`) &&
				strings.Contains(out.String(), `"field":"spec.template.spec.restartPolicy"`); got != c.refused {
				t.Errorf("logged %q", out.String())
			}
			if strings.Contains(out.String(), "hunter2") {
				t.Errorf("a value of the object is in the log: %s", out.String())
			}
			out.Reset()
			ask(t, h, ValidateJobPath, strings.NewReader(goodReview))
			if got := strings.Contains(out.String(), `"allowed":true`); got != c.passed {
				t.Errorf("logged %q", out.String())
			}
		})
	}
}

// TestDecisionLogIsBounded: a line names the first causes, and how many more there are.
func TestDecisionLogIsBounded(t *testing.T) {
	var out bytes.Buffer
	h := Handler(Options{Logger: slog.New(slog.NewJSONHandler(&out, nil))})
	env := strings.Repeat(`{"name":"a=b"},`, 999) + `{"name":"a=b"}`
	_, response := ask(t, h, ValidateJobPath, strings.NewReader(strings.Replace(goodReview, `"containers":[{`, `"containers":[{"env":[`+env+`],`, 1)))
	if response.Allowed || len(response.Result.Details.Causes) < 1000 {
		t.Fatal("it was to be refused for each variable")
	}
	if line := out.String(); strings.Count(line, `"field"`) != loggedCauses || !strings.Contains(line, `"moreCauses":980`) {
		t.Errorf("logged %d bytes: %.300s", len(line), line)
	}
}

// TestPanicsAreCountedFrom0: an alert sees the increase of a series that is there, not its first value.
func TestPanicsAreCountedFrom0(t *testing.T) {
	registry := prometheus.NewRegistry()
	Handler(Options{Metrics: registry, LintAPI: true})
	if n, err := testutil.GatherAndCount(registry, "jobvalidate_panics_total"); err != nil || n != 5 {
		t.Errorf("%d series, %v", n, err)
	}
}

func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	h := Handler(Options{Metrics: registry, Exemplars: true})
	ask(t, h, ValidateJobPath, strings.NewReader(goodReview))
	ask(t, h, ValidateJobPath, strings.NewReader(secretReview))
	ask(t, h, MutateJobPath, strings.NewReader(goodReview))
	ask(t, h, MutateJobPath, strings.NewReader("{"))
	ask(t, h, ValidateJobPath, strings.NewReader(strings.Replace(goodReview, `"operation":"CREATE"`, `"operation":"INVENTED"`, 1))) // no label of the client's making
	want := `
# HELP jobvalidate_bad_requests_total Requests that carried no review that could be answered, by HTTP status code.
# TYPE jobvalidate_bad_requests_total counter
jobvalidate_bad_requests_total{code="400",endpoint="/mutate-batch-v1-job"} 1
jobvalidate_bad_requests_total{code="400",endpoint="/validate-batch-v1-job"} 1
# HELP jobvalidate_decisions_total Admission reviews answered, by endpoint, kind, operation and verdict (allowed, warned, patched, refused, would_refuse, failed).
# TYPE jobvalidate_decisions_total counter
jobvalidate_decisions_total{endpoint="/mutate-batch-v1-job",kind="Job",operation="CREATE",verdict="patched"} 1
jobvalidate_decisions_total{endpoint="/validate-batch-v1-job",kind="Job",operation="CREATE",verdict="allowed"} 1
jobvalidate_decisions_total{endpoint="/validate-batch-v1-job",kind="Job",operation="CREATE",verdict="refused"} 1
# HELP jobvalidate_findings_total What was found in the objects of reviews, by rule: a refusal and its warnings count each rule once.
# TYPE jobvalidate_findings_total counter
jobvalidate_findings_total{rule="restart-policy-unknown",verdict="refused"} 1
# HELP jobvalidate_in_flight_requests Requests that are being read or answered.
# TYPE jobvalidate_in_flight_requests gauge
jobvalidate_in_flight_requests 0
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "jobvalidate_bad_requests_total", "jobvalidate_decisions_total",
		"jobvalidate_findings_total", "jobvalidate_in_flight_requests"); err != nil {
		t.Error(err)
	}
}

func TestRuleLabelIsBounded(t *testing.T) {
	m := newMetrics(nil, false)
	for i := range mostRules {
		if name := "rule-" + itoa(i); m.ruleLabel(name) != name {
			t.Fatalf("%s is not kept", name)
		}
	}
	if got := m.ruleLabel("one-more"); got != "other" {
		t.Errorf("label %q, want other", got)
	}
	if got := m.ruleLabel("rule-7"); got != "rule-7" {
		t.Errorf("label %q, want rule-7", got)
	}
}

func TestTraceID(t *testing.T) {
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	for parent, want := range map[string]string{
		"00-" + id + "-00f067aa0ba902b7-01":                      id,
		"00-" + id + "-00f067aa0ba902b7-00":                      "", // not sampled
		"01-" + id + "-00f067aa0ba902b7-01":                      "",
		"00-" + strings.Repeat("G", 32) + "-00f067aa0ba902b7-01": "",
		"": "", "00-short-01": "",
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Traceparent", parent)
		if got := traceID(r); got != want {
			t.Errorf("%q: %q, want %q", parent, got, want)
		}
	}
}
