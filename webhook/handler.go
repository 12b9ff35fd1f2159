package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"runtime/debug"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// readTimeout bounds how long a body may take: the API server waits 30 seconds for a webhook at most.
const readTimeout = 20 * time.Second

// admitter answers the request of one review; both are never nil.
type admitter func(ctx context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse

// endpoint is one path: it turns bytes into a review, and the answer into bytes. Every answer, that to a
// request nobody could read included, is an AdmissionReview with kind, apiVersion and uid.
type endpoint struct {
	path    string
	admit   admitter
	options Options
	metrics *metrics
}

// Handler returns the endpoints on a mux of their own. Other paths are answered with 404.
func Handler(options Options) http.Handler {
	options = options.withDefaults()
	mux := http.NewServeMux()
	for path, handler := range endpoints(options) {
		mux.Handle(path, handler)
	}
	mux.HandleFunc("/", notFound)
	return mux
}

func notFound(w http.ResponseWriter, r *http.Request) {
	writeReview(w, http.StatusNotFound, refuse(http.StatusNotFound, metav1.StatusReasonNotFound,
		fmt.Sprintf("no endpoint %s: there are %s, %s, %s and %s", printable(r.URL.Path), ValidateJobPath, ValidateCronJobPath, MutateJobPath, MutateCronJobPath)), "")
}

func endpoints(options Options) map[string]http.Handler {
	m := newMetrics(options.Metrics)
	eng := options.engine()
	all := map[string]admitter{
		ValidateJobPath:     validator{eng}.job,
		ValidateCronJobPath: validator{eng}.cronJob,
		MutateJobPath:       mutator{eng, options.EarlyVerdict}.job,
		MutateCronJobPath:   mutator{eng, options.EarlyVerdict}.cronJob,
	}
	handlers := make(map[string]http.Handler, len(all))
	for path, admit := range all {
		handlers[path] = &endpoint{path: path, admit: admit, options: options, metrics: m}
	}
	return handlers
}

// A badRequest is a request that carries no review which could be answered.
type badRequest struct {
	code    int
	message string
}

func (b *badRequest) Error() string { return b.message }

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	request, err := e.read(w, r)
	if err != nil {
		e.refuseRequest(w, r, err)
		return
	}
	response := e.answer(r.Context(), request)
	writeReview(w, http.StatusOK, response, request.UID)
	e.metrics.observe(e.path, request, response, time.Since(started))
	e.log(r.Context(), request, response, time.Since(started))
}

func (e *endpoint) refuseRequest(w http.ResponseWriter, r *http.Request, err error) {
	code := http.StatusBadRequest
	var bad *badRequest
	if errors.As(err, &bad) {
		code = bad.code
	}
	e.metrics.badRequest(e.path, code)
	e.options.Logger.WarnContext(r.Context(), "request refused", "path", e.path, "code", code, "remote", r.RemoteAddr, "reason", err.Error())
	writeReview(w, code, refuse(int32(code), reasonOf(code), err.Error()), "")
}

func reasonOf(code int) metav1.StatusReason {
	switch code {
	case http.StatusRequestEntityTooLarge:
		return metav1.StatusReasonRequestEntityTooLarge
	case http.StatusMethodNotAllowed:
		return metav1.StatusReasonMethodNotAllowed
	case http.StatusUnsupportedMediaType:
		return metav1.StatusReasonUnsupportedMediaType
	default:
		return metav1.StatusReasonBadRequest
	}
}

// read returns the request of the review in the body.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request) (*admissionv1.AdmissionRequest, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, &badRequest{http.StatusMethodNotAllowed, "method " + r.Method + " is not served here: POST an AdmissionReview"}
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, &badRequest{http.StatusUnsupportedMediaType, fmt.Sprintf("content type %q is not served here: send application/json", printable(r.Header.Get("Content-Type")))}
	}
	// A client that stops sending must not hold a goroutine. Not every writer has deadlines (tests do not).
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readTimeout))
	body, err := readBody(w, r, e.options.MaxBodyBytes)
	if err != nil {
		return nil, err
	}
	return decodeReview(body)
}

func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	tooLarge := &badRequest{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes, the limit of this webhook", limit)}
	if r.ContentLength > limit {
		return nil, tooLarge
	}
	body := make([]byte, 0, max(r.ContentLength, 512)+1)
	reader := http.MaxBytesReader(w, r.Body, limit)
	for {
		n, err := reader.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var over *http.MaxBytesError
		switch {
		case errors.As(err, &over):
			return nil, tooLarge
		case errors.Is(err, io.EOF):
			if len(body) == 0 {
				return nil, &badRequest{http.StatusBadRequest, "the body is empty: POST an AdmissionReview"}
			}
			return body, nil
		case err != nil:
			return nil, &badRequest{http.StatusBadRequest, "the body could not be read: " + err.Error()}
		}
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
	}
}

// answer turns a panic into a rejection: a bug here must not take the write path of a cluster down, nor
// let an object pass unseen.
func (e *endpoint) answer(ctx context.Context, request *admissionv1.AdmissionRequest) (response *admissionv1.AdmissionResponse) {
	defer func() {
		crash := recover()
		if crash == nil {
			return
		}
		e.options.Logger.ErrorContext(ctx, "panic while answering", "path", e.path, "uid", request.UID, "panic", fmt.Sprint(crash), "stack", string(debug.Stack()))
		e.metrics.panicked(e.path)
		response = refuse(http.StatusInternalServerError, metav1.StatusReasonInternalError, "jobvalidate failed on this object: this is a bug of the webhook, its log has the details")
	}()
	return e.admit(ctx, request)
}

func (e *endpoint) log(ctx context.Context, request *admissionv1.AdmissionRequest, response *admissionv1.AdmissionResponse, took time.Duration) {
	causes := 0
	if response.Result != nil && response.Result.Details != nil {
		causes = len(response.Result.Details.Causes)
	}
	e.options.Logger.DebugContext(ctx, "decision", "path", e.path, "uid", request.UID, "operation", request.Operation, "kind", request.Kind.Kind,
		"namespace", request.Namespace, "name", request.Name, "subresource", request.SubResource, "dryRun", isDryRun(request),
		"allowed", response.Allowed, "causes", causes, "patchBytes", len(response.Patch), "warnings", len(response.Warnings), "took", took)
}

func isDryRun(request *admissionv1.AdmissionRequest) bool {
	return request.DryRun != nil && *request.DryRun
}

// writeReview writes the answer. What is marshalled here always can be.
func writeReview(w http.ResponseWriter, code int, response *admissionv1.AdmissionResponse, uid types.UID) {
	response.UID = uid
	body, err := json.Marshal(admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: reviewAPIVersion, Kind: reviewKind},
		Response: response,
	})
	if err != nil {
		http.Error(w, "the answer could not be written: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(body) // the client is gone: nobody is left to tell
}
