package webhook

import (
	"context"
	"net/http"
	"slices"
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
			!slices.Contains([]int32{http.StatusUnprocessableEntity, http.StatusForbidden, http.StatusRequestEntityTooLarge}, response.Result.Code) {
			return response
		}
		allowed := allow()
		allowed.AuditAnnotations = response.AuditAnnotations
		annotate(allowed, wouldRefuse, strconv.Itoa(int(response.Result.Code)))
		if details := response.Result.Details; details != nil {
			warn(allowed, len(details.Causes), func(i int) string {
				return "would be refused: " + details.Causes[i].Field + ": " + details.Causes[i].Message
			})
		}
		if len(allowed.Warnings) == 0 {
			allowed.Warnings = []string{"would be refused: " + response.Result.Message}
		}
		warn(allowed, len(response.Warnings), func(i int) string { return response.Warnings[i] })
		return allowed
	}
}
