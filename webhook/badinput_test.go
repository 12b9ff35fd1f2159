package webhook_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"

	"github.com/jobvalidate/jobvalidate/webhook"
)

const goodReview = `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE","namespace":"default","name":"pi",
"kind":{"group":"batch","version":"v1","kind":"Job"},"resource":{"group":"batch","version":"v1","resource":"jobs"},
"object":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"pi","image":"perl:5","resources":{"limits":{"memory":"64Mi"}}}]}},"ttlSecondsAfterFinished":600}}}}`

// with returns the good review with a part of its text replaced.
func with(old, new string) string { return strings.Replace(goodReview, old, new, 1) }

// TestBadInput: whatever is sent, the answer is an AdmissionReview with kind and apiVersion that does not
// allow, and its message names the fault.
func TestBadInput(t *testing.T) {
	const objectStart = `"object":{"apiVersion"`
	for _, c := range []struct {
		name, method, path, contentType, body string
		code                                  int    // of HTTP
		status                                int32  // in the answer
		says                                  string // in its message
		uid                                   string
	}{
		{name: "GET", method: http.MethodGet, code: 405, status: 405, says: "method GET is not served here"},
		{name: "PUT", method: http.MethodPut, body: goodReview, code: 405, status: 405, says: "method PUT"},
		{name: "unknown path", path: "/validate", body: goodReview, code: 404, status: 404, says: "no endpoint /validate"},
		{name: "content type text", contentType: "text/plain", body: goodReview, code: 415, status: 415, says: `content type "text/plain"`},
		{name: "content type missing", contentType: "-", body: goodReview, code: 415, status: 415, says: "send application/json"},
		{name: "content type protobuf", contentType: "application/vnd.kubernetes.protobuf", body: goodReview, code: 415, status: 415, says: "send application/json"},
		{name: "empty body", code: 400, status: 400, says: "the body is empty"},
		{name: "only blanks", body: "  \n", code: 400, status: 400, says: "not an AdmissionReview"},
		{name: "truncated", body: goodReview[:len(goodReview)/2], code: 400, status: 400, says: "not an AdmissionReview in JSON"},
		{name: "YAML", body: "kind: AdmissionReview", code: 400, status: 400, says: "not an AdmissionReview in JSON"},
		{name: "binary", body: "\x00\xff\xfe", code: 400, status: 400, says: "not an AdmissionReview in JSON"},
		{name: "JSON null", body: "null", code: 400, status: 400, says: "an AdmissionReview is due"},
		{name: "JSON list", body: "[]", code: 400, status: 400, says: "not an AdmissionReview in JSON"},
		{name: "deeply nested", body: strings.Repeat("[", 1<<20), code: 400, status: 400, says: "not an AdmissionReview in JSON"},
		{name: "another kind", body: `{"apiVersion":"v1","kind":"Pod"}`, code: 400, status: 400, says: `kind "Pod"`},
		{name: "v1beta1", body: with("admission.k8s.io/v1", "admission.k8s.io/v1beta1"), code: 400, status: 400, says: "admissionReviewVersions"},
		{name: "no request", body: `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}`, code: 400, status: 400, says: "has no request"},
		{name: "no uid", body: with(`"uid":"u-1",`, ""), code: 400, status: 400, says: "has no uid"},
		{name: "an operation that is none", body: with(`"CREATE"`, `"PATCH"`), code: 400, status: 400, says: `operation is "PATCH"`},
		{name: "no operation", body: with(`"operation":"CREATE",`, ""), code: 400, status: 400, says: `operation is ""`},
		{name: "over the limit", body: with(`"name":"pi",`, `"name":"`+strings.Repeat("x", webhook.DefaultMaxBodyBytes)+`",`), code: 413, status: 413, says: "larger than 7340032 bytes"},
		{name: "a Pod on the Job's endpoint", body: with(`"kind":{"group":"batch","version":"v1","kind":"Job"}`, `"kind":{"group":"","version":"v1","kind":"Pod"}`), code: 200, status: 400, says: "answers for batch/v1 Job", uid: "u-1"},
		{name: "a Job on the CronJob's endpoint", path: webhook.ValidateCronJobPath, body: goodReview, code: 200, status: 400, says: "answers for batch/v1 CronJob", uid: "u-1"},
		{name: "object null", body: with(objectStart, `"object":null,"ignored":{"apiVersion"`), code: 200, status: 400, says: "has no object", uid: "u-1"},
		{name: "object missing", body: with(objectStart, `"ignored":{"apiVersion"`), code: 200, status: 400, says: "has no object", uid: "u-1"},
		{name: "object a list", body: with(objectStart, `"object":[],"ignored":{"apiVersion"`), code: 200, status: 400, says: "cannot be read", uid: "u-1"},
		{name: "object a number", body: with(objectStart, `"object":7,"ignored":{"apiVersion"`), code: 200, status: 400, says: "cannot be read", uid: "u-1"},
		{name: "field of a wrong type", body: with(`"spec":{"template"`, `"spec":{"backoffLimit":"3","template"`), code: 200, status: 400, says: "backoffLimit", uid: "u-1"},
	} {
		for _, path := range []string{webhook.ValidateJobPath, webhook.MutateJobPath} {
			if c.path != "" && path == webhook.MutateJobPath {
				continue // the case names its own path
			}
			t.Run(c.name+" "+path, func(t *testing.T) {
				if c.path != "" {
					path = c.path
				}
				method := c.method
				if method == "" {
					method = http.MethodPost
				}
				request := httptest.NewRequest(method, path, strings.NewReader(c.body))
				switch c.contentType {
				case "":
					request.Header.Set("Content-Type", "application/json; charset=utf-8")
				case "-":
				default:
					request.Header.Set("Content-Type", c.contentType)
				}
				recorder := httptest.NewRecorder()
				webhook.Handler(webhook.Options{}).ServeHTTP(recorder, request)
				if recorder.Code != c.code {
					t.Errorf("HTTP status %d, want %d", recorder.Code, c.code)
				}
				review := answerOf(t, recorder.Body)
				switch response := review.Response; {
				case response.Allowed:
					t.Error("it is allowed")
				case string(response.UID) != c.uid:
					t.Errorf("uid %q, want %q", response.UID, c.uid)
				case response.Result == nil:
					t.Error("no status")
				case response.Result.Code != c.status:
					t.Errorf("status code %d, want %d", response.Result.Code, c.status)
				case !strings.Contains(response.Result.Message, c.says):
					t.Errorf("message %q does not say %q", response.Result.Message, c.says)
				}
			})
		}
	}
}

// answerOf reads a review and holds that it is one.
func answerOf(t *testing.T, body io.Reader) *admissionv1.AdmissionReview {
	t.Helper()
	var review admissionv1.AdmissionReview
	if err := json.NewDecoder(body).Decode(&review); err != nil {
		t.Fatalf("the answer is not JSON: %v", err)
	}
	if review.Kind != "AdmissionReview" || review.APIVersion != "admission.k8s.io/v1" {
		t.Errorf("the answer is %s %s", review.APIVersion, review.Kind)
	}
	if review.Response == nil {
		t.Fatal("the answer has no response")
	}
	return &review
}

func TestGoodInputIsAllowed(t *testing.T) {
	request := httptest.NewRequest(http.MethodPost, webhook.ValidateJobPath, strings.NewReader(goodReview))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	webhook.Handler(webhook.Options{}).ServeHTTP(recorder, request)
	if review := answerOf(t, recorder.Body); recorder.Code != http.StatusOK || !review.Response.Allowed || review.Response.UID != "u-1" {
		t.Errorf("HTTP %d, %+v", recorder.Code, review.Response)
	}
}

// TestBodyLimitIsConfigurable: the same review passes under a limit that it fits and not under one it does not.
func TestBodyLimitIsConfigurable(t *testing.T) {
	for limit, code := range map[int64]int{int64(len(goodReview)): http.StatusOK, int64(len(goodReview)) - 1: http.StatusRequestEntityTooLarge} {
		for _, chunked := range []bool{false, true} {
			var body io.Reader = strings.NewReader(goodReview)
			if chunked {
				body = io.MultiReader(body) // its length is not known before it is read
			}
			request := httptest.NewRequest(http.MethodPost, webhook.ValidateJobPath, body)
			request.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			webhook.Handler(webhook.Options{MaxBodyBytes: limit}).ServeHTTP(recorder, request)
			if recorder.Code != code {
				t.Errorf("limit %d, chunked %t: HTTP %d, want %d", limit, chunked, recorder.Code, code)
			}
		}
	}
}

// TestOtherOperationsAreLetThrough: a deletion brings no object to judge.
func TestOtherOperationsAreLetThrough(t *testing.T) {
	for _, operation := range []string{"DELETE", "CONNECT"} {
		body := with(`"operation":"CREATE"`, `"operation":"`+operation+`"`)
		body = strings.Replace(body, `"object":{`, `"ignored":{`, 1)
		request := httptest.NewRequest(http.MethodPost, webhook.ValidateJobPath, bytes.NewReader([]byte(body)))
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		webhook.Handler(webhook.Options{}).ServeHTTP(recorder, request)
		if review := answerOf(t, recorder.Body); !review.Response.Allowed {
			t.Errorf("%s is refused: %+v", operation, review.Response.Result)
		}
	}
}
