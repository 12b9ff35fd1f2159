package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const ttlNegative check.ID = "ttl-negative"

// Parity: batch validateJobSpec.
func ttlSecondsAfterFinished(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.TTLSecondsAfterFinished != nil && *spec.TTLSecondsAfterFinished < 0 {
		negative(r, ttlNegative, p, "ttlSecondsAfterFinished", int64(*spec.TTLSecondsAfterFinished))
	}
}
