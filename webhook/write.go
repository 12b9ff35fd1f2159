package webhook

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// sendReview sends the answer. What is marshalled here always can be.
func (w *waiting) sendReview(to http.ResponseWriter, r *http.Request, until time.Time, code int, response *admissionv1.AdmissionResponse, uid types.UID) {
	response.UID = uid
	answer, ok := plainAllow(response)
	if !ok {
		var err error
		answer, err = json.Marshal(admissionv1.AdmissionReview{
			TypeMeta: metav1.TypeMeta{APIVersion: reviewAPIVersion, Kind: reviewKind},
			Response: response,
		})
		if err != nil {
			http.Error(to, "the answer could not be written: "+err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.send(to, r, until, code, answer)
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
