package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	maxFailedIndexesNegative         check.ID = "max-failed-indexes-negative"
	maxFailedIndexesAboveCompletions check.ID = "max-failed-indexes-above-completions"
	maxFailedIndexesTooHigh          check.ID = "max-failed-indexes-too-high"
	maxFailedIndexesTooHighPerIndex  check.ID = "max-failed-indexes-too-high-per-index"
	maxFailedIndexesMissing          check.ID = "max-failed-indexes-missing"
	maxFailedIndexesMode             check.ID = "max-failed-indexes-mode"
	maxFailedIndexesBound                     = 100_000
	maxFailedOfManyIndexes                    = 10_000
)

// Parity: batch validateJobSpec. KEP-3850.
func maxFailedIndexes(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	many := hasManyBackedOffIndexes(spec)
	if spec.MaxFailedIndexes == nil {
		if many {
			at := p.Child("maxFailedIndexes")
			r.Required(maxFailedIndexesMissing, &at,
				"with "+words.Itoa(*spec.Completions)+" completions and backoffLimitPerIndex the number of failed indexes must be bounded",
				"add maxFailedIndexes, at most "+words.Itoa(maxFailedOfManyIndexes))
		}
		return
	}
	n := *spec.MaxFailedIndexes
	if n < 0 {
		negative(r, maxFailedIndexesNegative, p, "maxFailedIndexes", int64(n))
	}
	if isNonIndexed(spec) {
		at := p.Child("maxFailedIndexes")
		r.Invalid(maxFailedIndexesMode, &at, n,
			"maxFailedIndexes is set, but this Job has no indexes: its completionMode is NonIndexed", "set completionMode: Indexed, or remove maxFailedIndexes")
	}
	if !isIndexed(spec) {
		return
	}
	at := p.Child("maxFailedIndexes")
	if spec.Completions != nil && n > *spec.Completions {
		r.Invalid(maxFailedIndexesAboveCompletions, &at, n,
			"maxFailedIndexes is "+words.Itoa(n)+", but the Job has only "+words.Itoa(*spec.Completions)+" indexes", "write "+words.Itoa(*spec.Completions)+" or less")
	}
	if n > maxFailedIndexesBound {
		r.Invalid(maxFailedIndexesTooHigh, &at, n,
			"maxFailedIndexes is "+words.Itoa(n)+"; at most "+words.Itoa(maxFailedIndexesBound)+" is possible", "write "+words.Itoa(maxFailedIndexesBound)+" or less")
	}
	if many && n > maxFailedOfManyIndexes {
		r.Invalid(maxFailedIndexesTooHighPerIndex, &at, n,
			"maxFailedIndexes is "+words.Itoa(n)+"; with more than "+words.Itoa(manyCompletions)+" completions at most "+words.Itoa(maxFailedOfManyIndexes)+" is possible",
			"write "+words.Itoa(maxFailedOfManyIndexes)+" or less, or split the Job")
	}
}
