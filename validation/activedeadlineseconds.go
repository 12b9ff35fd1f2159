package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const activeDeadlineNegative check.ID = "active-deadline-negative"

// Parity: batch validateJobSpec. The published text asks for a positive number; the API server takes 0.
func activeDeadlineSeconds(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.ActiveDeadlineSeconds != nil && *spec.ActiveDeadlineSeconds < 0 {
		negative(r, activeDeadlineNegative, p, "activeDeadlineSeconds", *spec.ActiveDeadlineSeconds)
	}
}
