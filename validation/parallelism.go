package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	parallelismNegative         check.ID = "parallelism-negative"
	parallelismTooHigh          check.ID = "parallelism-too-high"
	parallelismTooHighPerIndex  check.ID = "parallelism-too-high-per-index"
	maxIndexedParallelism                = 100_000
	manyCompletions                      = 100_000 // above this, backoffLimitPerIndex is held to tighter bounds
	maxParallelismOfManyIndexes          = 10_000
)

// Parity: batch validateJobSpec. The bounds of an Indexed Job keep its status within an etcd object.
func parallelism(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.Parallelism == nil {
		return
	}
	n := *spec.Parallelism
	if n < 0 {
		negative(r, parallelismNegative, p, "parallelism", int64(n))
	}
	if !isIndexed(spec) {
		return
	}
	if n > maxIndexedParallelism {
		at := p.Child("parallelism")
		r.Invalid(parallelismTooHigh, &at, n,
			"parallelism is "+words.Itoa(n)+"; an Indexed Job may run at most "+words.Itoa(maxIndexedParallelism)+" pods at once", "lower it to "+words.Itoa(maxIndexedParallelism)+" or less")
	}
	if n > maxParallelismOfManyIndexes && hasManyBackedOffIndexes(spec) {
		at := p.Child("parallelism")
		r.Invalid(parallelismTooHighPerIndex, &at, n,
			"parallelism is "+words.Itoa(n)+"; with backoffLimitPerIndex and more than "+words.Itoa(manyCompletions)+" completions at most "+words.Itoa(maxParallelismOfManyIndexes)+" pods may run at once",
			"lower it to "+words.Itoa(maxParallelismOfManyIndexes)+" or less, or split the Job")
	}
}

// hasManyBackedOffIndexes reports whether the Job is of the kind whose failed indexes must be bounded.
func hasManyBackedOffIndexes(spec *batchv1.JobSpec) bool {
	return isIndexed(spec) && spec.Completions != nil && *spec.Completions > manyCompletions && spec.BackoffLimitPerIndex != nil
}
