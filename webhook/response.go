package webhook

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

func allow() *admissionv1.AdmissionResponse { return &admissionv1.AdmissionResponse{Allowed: true} }

// refuse rejects for one reason that has no field.
func refuse(code int32, reason metav1.StatusReason, message string) *admissionv1.AdmissionResponse {
	return &admissionv1.AdmissionResponse{Result: &metav1.Status{
		Status: metav1.StatusFailure, Code: code, Reason: reason, Message: message,
	}}
}

func badObject(err error) *admissionv1.AdmissionResponse {
	return refuse(http.StatusBadRequest, metav1.StatusReasonBadRequest, err.Error())
}

// respond turns findings into an answer: errors of the API reject as the API server itself would, with
// every cause; what is no error is a warning.
func respond(request *admissionv1.AdmissionRequest, name string, findings []finding.Finding) *admissionv1.AdmissionResponse {
	response := allow()
	if len(findings) == 0 {
		return response
	}
	response.AuditAnnotations = map[string]string{rulesAnnotation: rulesOf(findings)}
	var causes []metav1.StatusCause
	var warnings []finding.Finding
	for _, f := range findings {
		if f.Severity == finding.Error {
			causes = append(causes, causeOf(f))
		} else {
			warnings = append(warnings, f)
		}
	}
	warn(response, len(warnings), func(i int) string { return warnings[i].Field + ": " + sentence(warnings[i]) })
	if len(causes) == 0 {
		return response
	}
	reject(response, request, name, http.StatusUnprocessableEntity, metav1.StatusReasonInvalid, "invalid", causes)
	return response
}

// causeOf is the finding as a cause of a rejection.
func causeOf(f finding.Finding) metav1.StatusCause {
	return metav1.StatusCause{Type: metav1.CauseType(f.Type), Field: f.Field, Message: sentence(f)}
}

// reject makes the response a rejection of the object, which is what the causes say.
func reject(response *admissionv1.AdmissionResponse, request *admissionv1.AdmissionRequest, name string, code int32, reason metav1.StatusReason, what string, causes []metav1.StatusCause) {
	response.Allowed = false
	response.Result = &metav1.Status{
		Status: metav1.StatusFailure, Code: code, Reason: reason,
		Message: fmt.Sprintf("%s.%s %q is %s: %s", request.Kind.Kind, request.Kind.Group, name, what, joined(causes)),
		Details: &metav1.StatusDetails{Name: name, Group: request.Kind.Group, Kind: request.Kind.Kind, Causes: causes},
	}
}

// rulesAnnotation names the rules that spoke, for the API server's audit log, our metrics and our log. The
// API server puts the webhook's name before it.
const rulesAnnotation = "rules"

// rulesOf returns the names of the rules, each once, with commas between.
func rulesOf(findings []finding.Finding) string {
	names := make([]string, 0, len(findings))
	for i := range findings {
		names = append(names, findings[i].Rule)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ",")
}

// sentence is the message with its hint behind it, for a reader who has one line.
func sentence(f finding.Finding) string {
	if f.Hint == "" {
		return f.Message
	}
	return f.Message + " (" + f.Hint + ")"
}

func joined(causes []metav1.StatusCause) string {
	lines := make([]string, len(causes))
	for i, c := range causes {
		lines[i] = c.Field + ": " + c.Message
	}
	if len(lines) == 1 {
		return lines[0]
	}
	return "[" + strings.Join(lines, ", ") + "]"
}
