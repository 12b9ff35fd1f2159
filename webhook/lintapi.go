package webhook

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/report"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// The paths of the service for callers that are not Kubernetes.
const (
	LintPath    = "/v1/lint"
	OpenAPIPath = "/v1/openapi.json"
)

// maxLintBytes bounds manifests: a file of thousands of Jobs.
const maxLintBytes = 2 << 20

// mostLintValues bounds what manifests become in memory: of a file as people write them a value takes twenty bytes, of one
// made to hurt two, and several hundred once it is read.
const mostLintValues = 200_000

var (
	lintParameters = []string{"kubernetesVersion", "featureGates", "fieldValidation", "show", "file", "timeout"}
	// manifestMedia are the content types of a body that is nothing but manifests.
	manifestMedia = []string{"application/yaml", "application/x-yaml", "text/yaml", "text/plain", jsonMedia}
)

//go:embed openapi.json
var openAPI []byte

// lintAPI answers POST /v1/lint: manifests in, the JSON of `jobvalidate lint -o json` out. It has slots of its
// own, so that it takes no time from admission.
type lintAPI struct {
	options  *Options
	bodies   *bodies
	waiting  *waiting
	slots    slots
	requests *prometheus.CounterVec
	seconds  prometheus.Histogram
	panics   prometheus.Counter
	inFlight prometheus.Gauge
}

func newLintAPI(options *Options, waiting *waiting, m *metrics) *lintAPI {
	l := &lintAPI{
		options: options, panics: m.panics.WithLabelValues(LintPath), inFlight: m.inFlight,
		bodies: newBodies(maxLintBytes, waiting), waiting: waiting, slots: halfOfProcessors(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_lint_requests_total", Help: "Requests to /v1/lint, by HTTP status code.",
		}, []string{"code"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "jobvalidate_lint_seconds", Help: "Time from the request's first byte to the answer's last, of /v1/lint.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 10), NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100,
		}),
	}
	if options.Metrics != nil {
		l.requests = registered(options.Metrics, l.requests)
		l.seconds = registered(options.Metrics, l.seconds)
	}
	return l
}

func (l *lintAPI) serveOpenAPI(w http.ResponseWriter, r *http.Request) {
	until := deadline(r, time.Now())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		l.sendProblem(w, r, until, &badRequest{http.StatusMethodNotAllowed, "GET the document"})
		return
	}
	l.waiting.send(w, r, until, http.StatusOK, openAPI)
}

func (l *lintAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	l.inFlight.Inc()
	defer l.inFlight.Dec()
	until := deadline(r, started)
	code := http.StatusOK
	answer, err := l.answer(w, r, until)
	if err == nil && !l.waiting.send(w, r, until, http.StatusOK, answer) {
		err = &badRequest{http.StatusTooManyRequests, "too many large answers at once: try again"}
	}
	if err != nil {
		var bad *badRequest
		if !errors.As(err, &bad) {
			bad = &badRequest{http.StatusInternalServerError, err.Error()}
		}
		code = bad.code
		l.sendProblem(w, r, until, bad)
	}
	l.requests.WithLabelValues(strconv.Itoa(code)).Inc()
	l.seconds.Observe(time.Since(started).Seconds())
}

// sendProblem answers what cannot be linted: {"error": "…"}.
func (l *lintAPI) sendProblem(w http.ResponseWriter, r *http.Request, until time.Time, bad *badRequest) {
	text, err := json.Marshal(map[string]string{"error": bad.message})
	if err != nil {
		text = []byte(`{}`)
	}
	l.waiting.send(w, r, until, bad.code, text)
}

// lintRequest is a request, read.
type lintRequest struct {
	engine    engine.Engine
	fields    decode.FieldValidation
	file      string
	manifests []byte
	old       []byte
}

func (l *lintAPI) answer(w http.ResponseWriter, r *http.Request, until time.Time) (answer []byte, err error) {
	defer func() {
		if crash := recover(); crash != nil {
			l.panics.Inc()
			l.options.Logger.LogAttrs(r.Context(), slog.LevelError, "panic while linting", slog.String("panic", fmt.Sprint(crash)), slog.String("stack", string(debug.Stack())))
			err = &badRequest{http.StatusInternalServerError, "jobvalidate failed on these manifests: this is a bug, the log has the details"}
		}
	}()
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, &badRequest{http.StatusMethodNotAllowed, "POST manifests"}
	}
	request, err := l.parameters(r)
	if err != nil {
		return nil, err
	}
	read, err := l.bodies.read(w, r, until)
	if err != nil {
		return nil, err
	}
	defer l.bodies.release(read)
	defer atWork(r.Context())()
	if err := request.take(r.Header.Get("Content-Type"), read.bytes); err != nil {
		return nil, err
	}
	if valuesAtMost(read.bytes)+bytes.Count(read.bytes, []byte{'\n'})+bytes.Count(read.bytes, []byte("- ")) > mostLintValues {
		return nil, &badRequest{http.StatusRequestEntityTooLarge, fmt.Sprintf("the manifests have more than %d fields and elements of lists: send fewer at once", mostLintValues)}
	}
	if !l.slots.take(r.Context(), until) {
		return nil, &badRequest{http.StatusTooManyRequests, "too many requests at once: try again"}
	}
	defer l.slots.give()
	if answer, err = request.lint(); err == nil && time.Now().After(until) {
		return nil, &badRequest{http.StatusGatewayTimeout, "there was no answer within the timeout"}
	}
	return answer, err
}

// parameters reads the query. A parameter that nobody knows is an error: it may be a misspelt one.
func (l *lintAPI) parameters(r *http.Request) (*lintRequest, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &badRequest{http.StatusBadRequest, "the query cannot be read: " + printable(err.Error())}
	}
	for name, values := range query {
		if !slices.Contains(lintParameters, name) || len(values) > 1 {
			return nil, &badRequest{http.StatusBadRequest, fmt.Sprintf("parameter %s is unknown or given twice: there are %v", printable(name), lintParameters)}
		}
	}
	version := l.options.Target
	if text := query.Get("kubernetesVersion"); text != "" {
		if version, err = target.Parse(text); err != nil {
			return nil, &badRequest{http.StatusBadRequest, "kubernetesVersion: " + printable(err.Error())}
		}
	}
	if text := query.Get("featureGates"); text != "" {
		if version, err = version.WithGates(text); err != nil {
			return nil, &badRequest{http.StatusBadRequest, "featureGates: " + printable(err.Error())}
		}
	}
	request := &lintRequest{
		engine: engine.Engine{Target: version, Policy: l.options.Policies.Current(), Show: finding.Severity(or(query.Get("show"), "warning")), Enough: enoughFindings},
		fields: decode.FieldValidation(or(query.Get("fieldValidation"), "strict")), file: or(query.Get("file"), "-"),
	}
	if text := query.Get("timeout"); text != "" {
		if d, err := time.ParseDuration(text); err != nil || d <= 0 {
			return nil, &badRequest{http.StatusBadRequest, "timeout: write how long an answer may take, such as 5s"}
		}
	}
	if !slices.Contains([]finding.Severity{finding.Error, finding.Warning, finding.Info}, request.engine.Show) {
		return nil, &badRequest{http.StatusBadRequest, "show: write error, warning or info"}
	}
	if !slices.Contains([]decode.FieldValidation{"strict", "warn", "ignore"}, request.fields) {
		return nil, &badRequest{http.StatusBadRequest, "fieldValidation: write strict, warn or ignore"}
	}
	return request, nil
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// take finds the manifests in the body: all of it, or a part of a form beside what is stored already.
func (q *lintRequest) take(contentType string, body []byte) error {
	media, parameters, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && slices.Contains(manifestMedia, media):
		q.manifests = body
		return nil
	case err != nil || media != "multipart/form-data" || parameters["boundary"] == "":
		return &badRequest{http.StatusUnsupportedMediaType, fmt.Sprintf("content type %q is not served here: send application/yaml, application/json or multipart/form-data", printable(contentType))}
	}
	reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &badRequest{http.StatusBadRequest, "the form cannot be read: " + printable(err.Error())}
		}
		into := map[string]*[]byte{"manifests": &q.manifests, "old": &q.old}[part.FormName()]
		if into == nil || *into != nil {
			return &badRequest{http.StatusBadRequest, fmt.Sprintf("part %q is unknown or given twice: there are manifests and old", printable(part.FormName()))}
		}
		if *into, err = io.ReadAll(part); err != nil {
			return &badRequest{http.StatusBadRequest, "the form cannot be read: " + printable(err.Error())}
		}
	}
	if q.manifests == nil {
		return &badRequest{http.StatusBadRequest, "the form has no part manifests"}
	}
	return nil
}

func (q *lintRequest) lint() ([]byte, error) {
	var live *engine.Live
	if q.old != nil {
		var err error
		if live, err = engine.ReadLive(q.old); err != nil {
			return nil, &badRequest{http.StatusBadRequest, "the part old cannot be read: " + printable(err.Error())}
		}
	}
	result := q.engine.FileOver(q.manifests, live, q.fields)
	var summary report.Summary
	summary.Add(result)
	var out answerBuffer
	writer := report.New("json", &out, report.Style{})
	if err := errors.Join(writer.Add(q.file, result), writer.Close(summary)); result.Cut || errors.Is(err, errLongAnswer) {
		return nil, &badRequest{http.StatusRequestEntityTooLarge, fmt.Sprintf("the findings take more than %d bytes: send fewer manifests at once", longestAnswer)}
	} else if err != nil {
		return nil, fmt.Errorf("writing findings: %w", err)
	}
	return out.text, nil
}

// enoughFindings are more than fit into the longest answer.
const enoughFindings = longestAnswer / 200

// longestAnswer bounds what a client can make the service hold by reading slowly: a manifest with a fault in each of
// its lines is answered with sixty times its size.
const longestAnswer = 8 << 20

var errLongAnswer = errors.New("the answer is too long")

// answerBuffer holds an answer of up to longestAnswer bytes, and takes no more.
type answerBuffer struct{ text []byte }

func (b *answerBuffer) Write(p []byte) (int, error) {
	if len(b.text)+len(p) > longestAnswer {
		return 0, errLongAnswer
	}
	b.text = append(b.text, p...)
	return len(p), nil
}
