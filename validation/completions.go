package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	completionsNegative check.ID = "completions-negative"
	completionsMissing  check.ID = "completions-missing"
)

// Parity: batch validateJobSpec. On an Indexed Job with a successPolicy and no completions kube-apiserver
// 1.30 to 1.37 crashes after it has found what is said here; the answer is the same.
func completions(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.Completions == nil {
		if isIndexed(spec) {
			at := p.Child("completions")
			message := "an Indexed Job needs completions, the number of its indexes"
			if spec.SuccessPolicy != nil && r.Target.Since(30) {
				message = "an Indexed Job with a successPolicy needs completions, the number of its indexes (without it this API server version crashes)"
			}
			r.Required(completionsMissing, &at, message, "write `completions: N` beside completionMode")
		}
		return
	}
	if *spec.Completions < 0 {
		negative(r, completionsNegative, p, "completions", int64(*spec.Completions))
	}
}
