package webhook

import (
	"context"
	"net/http"
	"strconv"

	admissionv1 "k8s.io/api/admission/v1"
)

// wouldRefuse marks, in the API server's audit log, what was let through only because nothing is refused. Its
// value is the status code.
const wouldRefuse = "would-refuse"

// auditOnly lets everything through as it is: a verdict that would refuse becomes warnings and an audit
// annotation, and nothing is patched. Requests that could not be answered are still refused.
func auditOnly(admit admitter) admitter {
	return func(ctx context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
		response := admit(ctx, request)
		response.Patch, response.PatchType = nil, nil
		if response.Allowed || response.Result == nil ||
			response.Result.Code != http.StatusUnprocessableEntity && response.Result.Code != http.StatusForbidden {
			return response
		}
		annotations := map[string]string{wouldRefuse: strconv.Itoa(int(response.Result.Code))}
		if rules := response.AuditAnnotations[rulesAnnotation]; rules != "" {
			annotations[rulesAnnotation] = rules
		}
		allowed := allow()
		allowed.AuditAnnotations = annotations
		if details := response.Result.Details; details != nil {
			for _, cause := range details.Causes {
				allowed.Warnings = append(allowed.Warnings, "would be refused: "+cause.Field+": "+cause.Message)
			}
		}
		if len(allowed.Warnings) == 0 {
			allowed.Warnings = []string{"would be refused: " + response.Result.Message}
		}
		allowed.Warnings = append(allowed.Warnings, response.Warnings...)
		return allowed
	}
}
