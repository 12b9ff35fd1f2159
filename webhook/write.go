package webhook

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
)

// send sends the answer, and returns what was answered: where there is no room for a long answer, that the webhook has
// failed.
func (e *endpoint) send(w http.ResponseWriter, r *http.Request, until time.Time, code int, response *admissionv1.AdmissionResponse, uid types.UID) (int, *admissionv1.AdmissionResponse) {
	if e.waiting.send(w, r, until, code, reviewOf(response, uid)) {
		return code, response
	}
	code, response = http.StatusTooManyRequests, refuse(http.StatusTooManyRequests, metav1.StatusReasonTooManyRequests, "too many large answers at once: try again")
	e.waiting.sendReview(w, r, until, code, response, uid)
	return code, response
}

// sendReview sends an answer that is short.
func (w *waiting) sendReview(to http.ResponseWriter, r *http.Request, until time.Time, code int, response *admissionv1.AdmissionResponse, uid types.UID) {
	w.send(to, r, until, code, reviewOf(response, uid))
}

// reviewOf is the answer in bytes.
func reviewOf(response *admissionv1.AdmissionResponse, uid types.UID) []byte {
	response.UID = uid
	if answer, ok := plainAllow(response); ok {
		return answer
	}
	answer, err := json.Marshal(admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: reviewAPIVersion, Kind: reviewKind},
		Response: response,
	})
	utilruntime.Must(err) // texts and numbers always can be marshalled
	return answer
}

// plainAllow writes the answer to nearly every request without reflection: allowed, and nothing to say.
func plainAllow(response *admissionv1.AdmissionResponse) ([]byte, bool) {
	if !response.Allowed || response.Patch != nil || response.Result != nil || response.Warnings != nil || response.AuditAnnotations != nil {
		return nil, false
	}
	answer := make([]byte, 0, 160)
	answer = append(answer, `{"kind":"`+reviewKind+`","apiVersion":"`+reviewAPIVersion+`","response":{"uid":`...)
	answer, err := jsontext.AppendQuote(answer, string(response.UID))
	if err != nil { // not UTF-8
		return nil, false
	}
	return append(answer, `,"allowed":true}}`...), true
}
