package webhook

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"runtime/debug"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// admitter answers the request of one review; both are never nil.
type admitter func(ctx context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse

// endpoint is one path: it turns bytes into a review, and the answer into bytes. Every answer, that to a
// request nobody could read included, is an AdmissionReview with kind, apiVersion and uid.
type endpoint struct {
	path    string
	admit   admitter
	options Options
	metrics *metrics
	bodies  *bodies
	waiting *waiting
	slots   slots
	large   slots // for large reviews
}

// Handler returns the endpoints. Other paths are answered with 404.
func Handler(options Options) http.Handler {
	return newRouter(options.withDefaults(), newWaiting(mostWaiting))
}

// router finds a handler by path. The paths are few and fixed: no pattern has to be matched.
type router struct {
	handlers map[string]http.Handler
	waiting  *waiting
}

func newRouter(options Options, waiting *waiting) *router {
	m := newMetrics(options.Metrics, options.Exemplars)
	options.Policies.register(options.Metrics)
	shared := endpoint{options: options, metrics: m, bodies: newBodies(options.MaxBodyBytes, waiting), waiting: waiting, slots: make(slots, options.MaxConcurrent), large: halfOfProcessors()}
	shared.bodies.objects = true
	handlers := map[string]http.Handler{}
	for path, admit := range map[string]admitter{
		ValidateJobPath:     validator{&options}.job,
		ValidateCronJobPath: validator{&options}.cronJob,
		MutateJobPath:       mutator{&options}.job,
		MutateCronJobPath:   mutator{&options}.cronJob,
	} {
		e := shared
		admit = withinLimits(admit)
		if options.AuditOnly {
			admit = auditOnly(admit)
		}
		e.path, e.admit = path, admit
		m.panics.WithLabelValues(path) // there from the start: an increase is seen only of what was there before
		handlers[path] = &e
	}
	if options.LintAPI {
		lint := newLintAPI(&options, waiting, m)
		handlers[LintPath], handlers[OpenAPIPath] = lint, http.HandlerFunc(lint.serveOpenAPI)
	}
	return &router{handlers, waiting}
}

func (router *router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler, ok := router.handlers[r.URL.Path]; ok {
		handler.ServeHTTP(w, r)
		return
	}
	router.waiting.sendReview(w, r, deadline(r, time.Now()), http.StatusNotFound, refuse(http.StatusNotFound, metav1.StatusReasonNotFound,
		fmt.Sprintf("no endpoint %s: there are %s, %s, %s and %s", printable(r.URL.Path), ValidateJobPath, ValidateCronJobPath, MutateJobPath, MutateCronJobPath)), "")
}

// A badRequest is a request that carries no review which could be answered.
type badRequest struct {
	code    int
	message string
}

func (b *badRequest) Error() string { return b.message }

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	e.metrics.inFlight.Inc()
	defer e.metrics.inFlight.Dec()
	until := deadline(r, started)
	var uid types.UID
	written := false
	defer func() {
		if crash := recover(); crash != nil {
			if code, response := e.crashed(r.Context(), uid, crash); !written {
				e.waiting.sendReview(w, r, until, code, response, uid)
			}
		}
	}()
	request, held, err := e.read(w, r, until)
	if err != nil {
		e.refuseRequest(w, r, until, err)
		return
	}
	uid = request.UID
	code, response := e.answer(r.Context(), request, held, until)
	code, response = e.send(w, r, until, code, response, uid)
	written = true
	took := time.Since(started)
	e.metrics.observe(e.path, r, request, code, response, took)
	e.log(r.Context(), request, response, took)
}

func (e *endpoint) refuseRequest(w http.ResponseWriter, r *http.Request, until time.Time, err error) {
	code := http.StatusBadRequest
	if bad, ok := errors.AsType[*badRequest](err); ok {
		code = bad.code
	}
	e.metrics.badRequest(e.path, code)
	e.options.Logger.WarnContext(r.Context(), "request refused", "path", e.path, "code", code, "remote", r.RemoteAddr, "reason", err.Error())
	e.waiting.sendReview(w, r, until, code, refuse(int32(code), reasonOf(code), err.Error()), "")
}

func reasonOf(code int) metav1.StatusReason {
	switch code {
	case http.StatusRequestEntityTooLarge:
		return metav1.StatusReasonRequestEntityTooLarge
	case http.StatusMethodNotAllowed:
		return metav1.StatusReasonMethodNotAllowed
	case http.StatusUnsupportedMediaType:
		return metav1.StatusReasonUnsupportedMediaType
	case http.StatusTooManyRequests:
		return metav1.StatusReasonTooManyRequests
	case http.StatusRequestTimeout:
		return metav1.StatusReasonTimeout
	default:
		return metav1.StatusReasonBadRequest
	}
}

const jsonMedia = "application/json"

// read returns the request of the review in the body, which must be there by the deadline, and the body, to be
// released when the request has been answered: what was decoded is as large.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request, until time.Time) (request *admissionv1.AdmissionRequest, held *body, err error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, nil, &badRequest{http.StatusMethodNotAllowed, "method " + printable(r.Method) + " is not served here: POST an AdmissionReview"}
	}
	if media := r.Header.Get("Content-Type"); media != jsonMedia {
		if parsed, _, err := mime.ParseMediaType(media); err != nil || parsed != jsonMedia {
			return nil, nil, &badRequest{http.StatusUnsupportedMediaType, fmt.Sprintf("content type %q is not served here: send application/json", printable(media))}
		}
	}
	if held, err = e.bodies.read(w, r, until); err != nil {
		return nil, nil, err
	}
	defer func() {
		if request == nil { // after a panic, too
			e.bodies.release(held)
		}
	}()
	request, err = decodeReview(held.bytes)
	return request, held, err
}

// answer returns the verdict and the HTTP status that carries it. A status other than 200 tells the API
// server that the webhook has failed, and the failurePolicy of its configuration decides. The body is released.
func (e *endpoint) answer(ctx context.Context, request *admissionv1.AdmissionRequest, held *body, until time.Time) (code int, response *admissionv1.AdmissionResponse) {
	defer atWork(ctx)()
	defer e.bodies.release(held)
	slots := e.slots
	if isLarge(request) {
		slots = e.large
	}
	if !slots.take(ctx, until) {
		return http.StatusTooManyRequests, refuse(http.StatusTooManyRequests, metav1.StatusReasonTooManyRequests,
			"jobvalidate has too many reviews to answer: try again, or give it more replicas")
	}
	defer slots.give()
	defer func() {
		if crash := recover(); crash != nil { // here, not only above: it is a decision, to be counted and logged as one
			code, response = e.crashed(ctx, request.UID, crash)
		}
	}()
	if response = e.admit(ctx, request); time.Now().After(until) {
		return http.StatusGatewayTimeout, refuse(http.StatusGatewayTimeout, metav1.StatusReasonTimeout,
			"jobvalidate had no answer within the timeout of the webhook configuration")
	}
	return http.StatusOK, response
}

// crashed counts and logs a panic, and returns the answer: the webhook has failed.
func (e *endpoint) crashed(ctx context.Context, uid types.UID, crash any) (code int, response *admissionv1.AdmissionResponse) {
	e.metrics.panicked(e.path)
	e.options.Logger.ErrorContext(ctx, "panic while answering", "path", e.path, "uid", uid, "panic", fmt.Sprint(crash), "stack", string(debug.Stack()))
	return http.StatusInternalServerError, refuse(http.StatusInternalServerError, metav1.StatusReasonInternalError,
		"jobvalidate failed on this object: this is a bug of the webhook, its log has the details")
}
