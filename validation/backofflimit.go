package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	backoffLimitNegative         check.ID = "backoff-limit-negative"
	backoffLimitPerIndexNegative check.ID = "backoff-limit-per-index-negative"
	backoffLimitPerIndexMissing  check.ID = "backoff-limit-per-index-missing"
	backoffLimitPerIndexMode     check.ID = "backoff-limit-per-index-mode"
)

// Parity: batch validateJobSpec.
func backoffLimit(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.BackoffLimit != nil && *spec.BackoffLimit < 0 {
		negative(r, backoffLimitNegative, p, "backoffLimit", int64(*spec.BackoffLimit))
	}
}

// Parity: batch validateJobSpec. KEP-3850.
func backoffLimitPerIndex(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.BackoffLimitPerIndex == nil {
		if spec.MaxFailedIndexes != nil {
			at := p.Child("backoffLimitPerIndex")
			r.Required(backoffLimitPerIndexMissing, &at,
				"maxFailedIndexes is set without backoffLimitPerIndex, so no index can fail by itself", "add backoffLimitPerIndex, or remove maxFailedIndexes")
		}
		return
	}
	if *spec.BackoffLimitPerIndex < 0 {
		negative(r, backoffLimitPerIndexNegative, p, "backoffLimitPerIndex", int64(*spec.BackoffLimitPerIndex))
	}
	if isNonIndexed(spec) {
		at := p.Child("backoffLimitPerIndex")
		r.Invalid(backoffLimitPerIndexMode, &at, *spec.BackoffLimitPerIndex,
			"backoffLimitPerIndex is set, but this Job has no indexes: its completionMode is NonIndexed", "set completionMode: Indexed, or use backoffLimit")
	}
}

// isNonIndexed is not the opposite of isIndexed: a completionMode that does not exist is neither.
func isNonIndexed(spec *batchv1.JobSpec) bool {
	return spec.CompletionMode == nil || *spec.CompletionMode == batchv1.NonIndexedCompletion
}
