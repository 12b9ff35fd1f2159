package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/santhosh-tekuri/jsonschema/v5"
)

const lintManifest = `apiVersion: batch/v1
kind: Job
metadata: {name: pi}
spec:
  ttlSecondsAfterFinished: 60
  template:
    spec:
      containers: [{name: main, image: "a:1", resources: {limits: {memory: 1Gi}}}]
      restartPolicy: %
`

func manifestWith(restartPolicy string) string {
	return strings.Replace(lintManifest, "%", restartPolicy, 1)
}

// form makes a multipart body.
func form(t *testing.T, parts ...string) (contentType, body string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		if err := w.WriteField(parts[i], parts[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.String()
}

func sendLint(h http.Handler, method, query, contentType string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, LintPath+query, body)
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// openAPIOperation is what the tests read of the document.
type openAPIOperation struct {
	Parameters  []struct{ Name string }
	RequestBody struct{ Content map[string]any }
	Responses   map[string]any
}

func describedLint(t *testing.T, h http.Handler) (openAPIOperation, func(name string, data []byte) error) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, OpenAPIPath, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("the document: %d", w.Code)
	}
	var document struct {
		OpenAPI string
		Paths   map[string]map[string]openAPIOperation
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil || document.OpenAPI != "3.1.0" {
		t.Fatalf("the document: %v, version %q", err, document.OpenAPI)
	}
	conforms := func(name string, data []byte) error {
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("openapi.json", bytes.NewReader(w.Body.Bytes())); err != nil {
			return err
		}
		schema, err := compiler.Compile("openapi.json#/components/schemas/" + name)
		if err != nil {
			return err
		}
		var value any
		if err := json.Unmarshal(data, &value); err != nil {
			return err
		}
		return schema.Validate(value)
	}
	return document.Paths[LintPath]["post"], conforms
}

// TestLintAPIIsWhatItsDocumentSays sends every content type, every parameter, and what leads to every code, and
// holds each answer against the schema.
func TestLintAPIIsWhatItsDocumentSays(t *testing.T) {
	h := Handler(Options{LintAPI: true})
	operation, conforms := describedLint(t, h)
	multipartType, multipartBody := form(t, "manifests", manifestWith("Never"), "old", manifestWith("OnFailure"))
	oldType, oldBody := form(t, "manifests", manifestWith("Never"), "old", "a: [")
	unknownType, unknownBody := form(t, "manifest", "x")
	codes, types, parameters := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for name, c := range map[string]struct {
		method, query, contentType, body string
		code, errors                     int
		says                             string
	}{
		"good":                  {"POST", "", "application/yaml", manifestWith("Never"), 200, 0, `"jobs": 1`},
		"bad":                   {"POST", "", "text/plain", manifestWith("Always"), 200, 1, `"restart-policy`},
		"JSON":                  {"POST", "", "application/json; charset=utf-8", `{"apiVersion":"batch/v1","kind":"Job"}`, 200, -1, `"document": 0`},
		"old name of YAML":      {"POST", "", "application/x-yaml", manifestWith("Never"), 200, 0, ""},
		"YAML as text":          {"POST", "", "text/yaml", manifestWith("Never"), 200, 0, ""},
		"no YAML":               {"POST", "", "application/yaml", "a: [", 200, 1, `"decode-syntax"`},
		"two documents":         {"POST", "?file=my.yaml", "application/yaml", manifestWith("Never") + "---\n" + manifestWith("Always"), 200, 1, `"file": "my.yaml"`},
		"over what is stored":   {"POST", "", multipartType, multipartBody, 200, 1, `"spec.template"`},
		"a version":             {"POST", "?kubernetesVersion=1.29", "application/yaml", manifestWith("Never"), 200, 0, ""},
		"a gate":                {"POST", "?featureGates=JobPodReplacementPolicy%3Dtrue&kubernetesVersion=1.29&show=info&fieldValidation=warn&timeout=5s", "application/yaml", manifestWith("Never"), 200, 0, ""},
		"version that is none":  {"POST", "?kubernetesVersion=new", "application/yaml", "a", 400, -1, "kubernetesVersion"},
		"gate that is none":     {"POST", "?featureGates=x", "application/yaml", "a", 400, -1, "featureGates"},
		"unknown show":          {"POST", "?show=all", "application/yaml", "a", 400, -1, "show"},
		"unknown validation":    {"POST", "?fieldValidation=no", "application/yaml", "a", 400, -1, "fieldValidation"},
		"timeout that is none":  {"POST", "?timeout=banana", "application/yaml", "a", 400, -1, "timeout"},
		"timeout of nothing":    {"POST", "?timeout=0s", "application/yaml", "a", 400, -1, "timeout"},
		"misspelt parameter":    {"POST", "?kubernetesversion=1.30", "application/yaml", "a", 400, -1, "kubernetesversion"},
		"parameter twice":       {"POST", "?show=info&show=error", "application/yaml", "a", 400, -1, "twice"},
		"empty":                 {"POST", "", "application/yaml", "", 400, -1, "empty"},
		"unknown part":          {"POST", "", unknownType, unknownBody, 400, -1, "manifests and old"},
		"form without parts":    {"POST", "", "multipart/form-data; boundary=x", "--x--\r\n", 400, -1, "no part manifests"},
		"old cannot be read":    {"POST", "", oldType, oldBody, 400, -1, "the part old"},
		"form cut off":          {"POST", "", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=manifests\r\n\r\nabc", 400, -1, "cannot be read"},
		"GET":                   {"GET", "", "application/yaml", "", 405, -1, "POST"},
		"too large":             {"POST", "", "application/yaml", strings.Repeat("#", maxLintBytes+1), 413, -1, "larger"},
		"another content type":  {"POST", "", "text/html", "a", 415, -1, "text/html"},
		"form without boundary": {"POST", "", "multipart/form-data", "a", 415, -1, "multipart"},
	} {
		t.Run(name, func(t *testing.T) {
			w := sendLint(h, c.method, c.query, c.contentType, strings.NewReader(c.body))
			if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) {
				t.Fatalf("answer %d %s, want %d with %q", w.Code, w.Body, c.code, c.says)
			}
			schema := "Problem"
			if c.code == http.StatusOK {
				schema = "Report"
			}
			if err := conforms(schema, w.Body.Bytes()); err != nil {
				t.Errorf("%v in %s", err, w.Body)
			}
			if c.errors >= 0 && !strings.Contains(w.Body.String(), `"errors": `+strconv.Itoa(c.errors)) {
				t.Errorf("not %d errors: %s", c.errors, w.Body)
			}
			codes[strconv.Itoa(w.Code)] = true
			media, _, _ := strings.Cut(c.contentType, ";")
			types[media] = true
			for pair := range strings.SplitSeq(strings.TrimPrefix(c.query, "?"), "&") {
				parameter, _, _ := strings.Cut(pair, "=")
				parameters[parameter] = true
			}
		})
	}
	// 408, 429, 500 and 504 are led to in the tests below.
	for _, code := range slices.Sorted(maps.Keys(operation.Responses)) {
		if !codes[code] && !slices.Contains([]string{"408", "429", "500", "504"}, code) {
			t.Errorf("the document has an answer %s that no case has seen", code)
		}
		delete(codes, code)
	}
	if len(codes) > 0 {
		t.Errorf("the document does not have the answers %v", codes)
	}
	for media := range operation.RequestBody.Content {
		if !types[media] {
			t.Errorf("the document has a content type %s that no case has sent", media)
		}
	}
	for _, media := range manifestMedia {
		if operation.RequestBody.Content[media] == nil {
			t.Errorf("the document lacks the content type %s, which is taken", media)
		}
	}
	if len(operation.Parameters) != len(lintParameters) {
		t.Errorf("the document has %d parameters, %v are taken", len(operation.Parameters), lintParameters)
	}
	for _, p := range operation.Parameters {
		if !parameters[p.Name] {
			t.Errorf("the document has a parameter %s that no case has sent", p.Name)
		}
	}
}

func TestLintAPILimits(t *testing.T) {
	_, conforms := describedLint(t, Handler(Options{LintAPI: true}))
	m := newMetrics(nil, false)
	l := newLintAPI(new(Options{}.withDefaults()), newWaiting(mostWaiting), m)
	for range cap(l.slots) {
		l.slots <- struct{}{}
	}
	w := sendLint(l, http.MethodPost, "?timeout=20ms", "application/yaml", strings.NewReader(manifestWith("Never")))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || conforms("Problem", w.Body.Bytes()) != nil {
		t.Errorf("all slots taken: %d %s", w.Code, w.Body)
	}
	for range cap(l.slots) {
		l.slots.give()
	}
	many := strings.Repeat(manifestWith("Always")+"---\n", 300)
	w = sendLint(l, http.MethodPost, "?timeout=1ms", "application/yaml", strings.NewReader(many))
	if w.Code != http.StatusGatewayTimeout || conforms("Problem", w.Body.Bytes()) != nil {
		t.Errorf("too late: %d %.200s", w.Code, w.Body)
	}
	if len(l.slots) != 0 {
		t.Error("a slot was not given back")
	}
	empty := strings.Repeat("kind: Job\napiVersion: batch/v1\n---\n", 10_000)
	w = sendLint(l, http.MethodPost, "?timeout=30s", "application/yaml", strings.NewReader(empty))
	if w.Code != http.StatusRequestEntityTooLarge || conforms("Problem", w.Body.Bytes()) != nil || !strings.Contains(w.Body.String(), "send fewer manifests at once") {
		t.Errorf("an answer of %d bytes: %d %.200s", w.Body.Len(), w.Code, w.Body)
	}
	w = sendLint(l, http.MethodPost, "?timeout=30s", "application/yaml", strings.NewReader("spec: ["+strings.Repeat("{},", mostLintValues/2)+"]"))
	if w.Code != http.StatusRequestEntityTooLarge || conforms("Problem", w.Body.Bytes()) != nil || !strings.Contains(w.Body.String(), "fields and elements") {
		t.Errorf("too many values: %d %.200s", w.Code, w.Body)
	}
	if !l.waiting.answers.TryAcquire(mostHeld) {
		t.Fatal("the budget is in use")
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel() // else it waits for room until the deadline
	request := httptest.NewRequestWithContext(gone, http.MethodPost, LintPath+"?timeout=30s", strings.NewReader(many))
	request.Header.Set("Content-Type", "application/yaml")
	w = httptest.NewRecorder()
	l.ServeHTTP(w, request)
	if w.Code != http.StatusTooManyRequests || conforms("Problem", w.Body.Bytes()) != nil || !strings.Contains(w.Body.String(), "large") {
		t.Errorf("no room for the answer: %d %.200s", w.Code, w.Body)
	}
	l.waiting.answers.Release(mostHeld)
	var meanwhile float64
	sendLint(l, http.MethodPost, "", "application/yaml", readerFunc(func([]byte) (int, error) { meanwhile = testutil.ToFloat64(m.inFlight); return 0, io.EOF }))
	if after := testutil.ToFloat64(m.inFlight); meanwhile != 1 || after != 0 {
		t.Errorf("%v in flight while a body is read, %v after", meanwhile, after)
	}
	w = sendLint(l, http.MethodPost, "", "application/yaml", lateReader{})
	if w.Code != http.StatusRequestTimeout || conforms("Problem", w.Body.Bytes()) != nil {
		t.Errorf("a body that does not come: %d %s", w.Code, w.Body)
	}
	w = sendLint(l, http.MethodPost, "", "application/yaml", crashingReader{})
	if w.Code != http.StatusInternalServerError || conforms("Problem", w.Body.Bytes()) != nil || testutil.ToFloat64(m.panics.WithLabelValues(LintPath)) != 1 {
		t.Errorf("a panic while reading: %d %s", w.Code, w.Body)
	}
}

type readerFunc func(p []byte) (int, error)

func (read readerFunc) Read(p []byte) (int, error) { return read(p) }

// lateReader is a body whose deadline has passed.
type lateReader struct{}

func (lateReader) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

func TestLintAPIIsOffByDefault(t *testing.T) {
	h := Handler(Options{})
	for _, path := range []string{LintPath, OpenAPIPath} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
	w := httptest.NewRecorder()
	Handler(Options{LintAPI: true}).ServeHTTP(w, httptest.NewRequest(http.MethodPost, OpenAPIPath, nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST to the document: %d, want 405", w.Code)
	}
}

func FuzzLintAPI(f *testing.F) {
	f.Add(manifestWith("Never"), "", "application/yaml")
	f.Add(manifestWith("Always"), "?show=info", "text/plain")
	f.Add("--x\r\nContent-Disposition: form-data; name=old\r\n\r\na\r\n--x--\r\n", "", "multipart/form-data; boundary=x")
	h := Handler(Options{LintAPI: true})
	f.Fuzz(func(t *testing.T, body, query, contentType string) {
		r := httptest.NewRequest(http.MethodPost, LintPath, strings.NewReader(body))
		r.URL.RawQuery = strings.TrimPrefix(query, "?")
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code == http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) {
			t.Errorf("answer %d %s", w.Code, w.Body)
		}
	})
}
