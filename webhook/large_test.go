package webhook

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
)

func TestHasMoreValues(t *testing.T) {
	for text, values := range map[string]int{
		`{}`:                                1,
		`[]`:                                1,
		`"a,b,c{[,,,"`:                      1,
		`[1,2,[3,{}],"a,b"]`:                7,
		`{"a":1,"b":{"c":[null,{}],"d":2}}`: 7,
		`{"a,,,,,,,,":"{{{{{{[[[[[["}`:      2,
	} {
		if !hasMoreValues([]byte(text), values-1) || hasMoreValues([]byte(text), values) {
			t.Errorf("%s has not %d values", text, values)
		}
	}
	for _, broken := range []string{`{"a":[1,2,3`, `,,,,,,,`, ``, strings.Repeat("[", 20_000)} {
		if hasMoreValues([]byte(broken), 20_000) {
			t.Errorf("%.20q has values", broken)
		}
	}
}

// jobOf is a Job with n empty volumes, in JSON: two bytes each, and more than two values for it.
func jobOf(volumes int) string {
	return `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b:1"}],"volumes":[` +
		strings.Join(slices.Repeat([]string{"{}"}, volumes), ",") + `]}}}}`
}

func reviewOfJob(operation, object, old string) string {
	return `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u1","kind":{"group":"batch","version":"v1","kind":"Job"},"name":"a","namespace":"default","operation":"` +
		operation + `","object":` + object + `,"oldObject":` + old + `}}`
}

// TestTooManyValues: a new object that would take a thousand times its bytes is refused before it is made; one that is
// stored already is judged.
func TestTooManyValues(t *testing.T) {
	huge, small := jobOf(mostValues), jobOf(0)
	for name, test := range map[string]struct {
		operation, object, old string
		auditOnly              bool
		code                   int32 // of the refusal; 0: let through
	}{
		"create":                        {operation: "CREATE", object: huge, old: "null", code: http.StatusRequestEntityTooLarge},
		"create, only noted":            {operation: "CREATE", object: huge, old: "null", auditOnly: true},
		"update of a small one":         {operation: "UPDATE", object: huge, old: small, code: http.StatusRequestEntityTooLarge},
		"update of what is stored":      {operation: "UPDATE", object: huge, old: huge, code: http.StatusUnprocessableEntity},
		"update that makes it small":    {operation: "UPDATE", object: small, old: huge, code: http.StatusUnprocessableEntity},
		"a small one":                   {operation: "CREATE", object: small, old: "null"},
		"many commas in a single value": {operation: "CREATE", object: strings.Replace(small, `"b:1"`, `"b:1","args":["`+strings.Repeat(",{[", mostValues)+`"]`, 1), old: "null"},
	} {
		t.Run(name, func(t *testing.T) {
			h := Handler(Options{AuditOnly: test.auditOnly})
			recorder, response := ask(t, h, ValidateJobPath+"?timeout=30s", strings.NewReader(reviewOfJob(test.operation, test.object, test.old)))
			switch {
			case recorder.Code != http.StatusOK:
				t.Errorf("answer %d %.300s", recorder.Code, recorder.Body)
			case test.code == 0 && !response.Allowed, test.code != 0 && (response.Allowed || response.Result.Code != test.code):
				t.Errorf("allowed %t, %.300v", response.Allowed, response.Result)
			case test.auditOnly && (len(response.Warnings) != 1 || response.AuditAnnotations[wouldRefuse] != "413"):
				t.Errorf("warnings %q, annotations %q", response.Warnings, response.AuditAnnotations)
			}
		})
	}
}

// TestLargeReviewsWaitForEachOther: as many large reviews as there are slots for them are worked on, and small ones
// beside them.
func TestLargeReviewsWaitForEachOther(t *testing.T) {
	busy, free := make(chan struct{}), make(chan struct{})
	e := testEndpoint(Options{}, nil)
	e.large = make(slots, 1)
	e.admit = func(_ context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
		if isLarge(request) {
			close(busy)
			<-free
		}
		return allow()
	}
	large := func() string { return reviewOfJob("CREATE", jobOf(manyValues), "null") }
	first := make(chan int)
	go func() {
		recorder := httptest.NewRecorder()
		e.ServeHTTP(recorder, newReviewRequest(large()))
		first <- recorder.Code
	}()
	<-busy
	if recorder, _ := ask(t, e, ValidateJobPath+"?timeout=50ms", strings.NewReader(large())); recorder.Code != http.StatusTooManyRequests {
		t.Errorf("another large one: %d", recorder.Code)
	}
	if recorder, _ := ask(t, e, ValidateJobPath, strings.NewReader(goodReview)); recorder.Code != http.StatusOK {
		t.Errorf("a small one: %d", recorder.Code)
	}
	close(free)
	if code := <-first; code != http.StatusOK || len(e.large) != 0 || !e.bodies.budget.TryAcquire(mostHeld) {
		t.Errorf("the first: %d; slots in use %d, or the budget was not given back", code, len(e.large))
	}
}

func newReviewRequest(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, ValidateJobPath, strings.NewReader(body))
	r.Header.Set("Content-Type", jsonMedia)
	return r
}

// TestLongAnswersShareTheBudget: what clients have yet to read is bounded; a short answer needs no room.
func TestLongAnswersShareTheBudget(t *testing.T) {
	long := &admissionv1.AdmissionResponse{Allowed: true, Warnings: []string{strings.Repeat("x", small)}}
	for name, test := range map[string]struct {
		answer *admissionv1.AdmissionResponse
		taken  int64
		code   int
	}{
		"long, room":     {long, 0, http.StatusOK},
		"long, no room":  {long, mostHeld - small, http.StatusTooManyRequests},
		"short, no room": {allow(), mostHeld, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			e := testEndpoint(Options{}, func() *admissionv1.AdmissionResponse { copied := *test.answer; return &copied })
			if !e.waiting.answers.TryAcquire(test.taken) {
				t.Fatal("no such budget")
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel() // else it waits for room until the deadline
			recorder := httptest.NewRecorder()
			e.ServeHTTP(recorder, newReviewRequest(goodReview).WithContext(gone))
			if recorder.Code != test.code || !strings.Contains(recorder.Body.String(), `"uid":"u1"`) || (recorder.Header().Get("Retry-After") != "") != (test.code == http.StatusTooManyRequests) {
				t.Errorf("answer %d %.200s", recorder.Code, recorder.Body)
			}
			if !e.waiting.answers.TryAcquire(mostHeld - test.taken) {
				t.Error("the budget was not given back")
			}
		})
	}
}

// TestWarningsAreBounded: the API server hands on ten or so, and the last says how many it did not get.
func TestWarningsAreBounded(t *testing.T) {
	for n, want := range map[int]string{0: "", warningsAtAll: "9", warningsAtAll + 1: "2 more: ask jobvalidate lint"} {
		response := allow()
		warn(response, n, func(i int) string { return fmt.Sprint(i) })
		if len(response.Warnings) != min(n, warningsAtAll) || n > 0 && response.Warnings[len(response.Warnings)-1] != want {
			t.Errorf("%d: %q", n, response.Warnings)
		}
	}
}
