package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/indexes"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	statusCompletedForm    check.ID = "status-completed-indexes-form"
	statusCompletedMode    check.ID = "status-completed-indexes-mode"
	statusFailedForm       check.ID = "status-failed-indexes-form"
	statusFailedNoLimit    check.ID = "status-failed-indexes-without-limit"
	statusIndexesOverlap   check.ID = "status-indexes-overlap"
	indexesHint                     = "write ascending indexes and ranges, such as 0,2-4"
	withoutBackoffLimitMsg          = "failedIndexes is set on a Job without backoffLimitPerIndex, which counts no failed indexes"
)

// statusIndexes: which indexes completed and failed.
//
// Parity: batch validateJobStatus.
func statusIndexes(r *check.Report, p *check.Path, job *batchv1.Job, d *statusDifference) {
	s, spec := &job.Status, &job.Spec
	if d.completedIndexes {
		if spec.Completions != nil {
			indexesForm(r, statusCompletedForm, p, "completedIndexes", s.CompletedIndexes, *spec.Completions)
		}
		if s.CompletedIndexes != "" && !isIndexed(spec) {
			at := p.Child("completedIndexes")
			r.Invalid(statusCompletedMode, &at, s.CompletedIndexes, "completedIndexes is "+words.Quoted(s.CompletedIndexes)+", but this Job has no indexes: its completionMode is not Indexed", "remove completedIndexes")
		}
	}
	if s.FailedIndexes == nil {
		return
	}
	if d.failedIndexes {
		if spec.Completions != nil && spec.BackoffLimitPerIndex != nil {
			indexesForm(r, statusFailedForm, p, "failedIndexes", *s.FailedIndexes, *spec.Completions)
		}
		if spec.BackoffLimitPerIndex == nil {
			at := p.Child("failedIndexes")
			r.Invalid(statusFailedNoLimit, &at, *s.FailedIndexes, withoutBackoffLimitMsg, "remove failedIndexes")
		}
	}
	if spec.Completions == nil || !d.failedIndexes && !d.completedIndexes {
		return
	}
	if index, both := indexes.Overlap(s.CompletedIndexes, *s.FailedIndexes, *spec.Completions); both {
		at := p.Child("failedIndexes")
		r.Invalid(statusIndexesOverlap, &at, *s.FailedIndexes, "index "+words.Itoa(index)+" is among the failed and the completed", "name each index in one of both")
	}
}

func indexesForm(r *check.Report, id check.ID, p *check.Path, name, text string, completions int32) {
	if _, err := indexes.Count(text, completions); err != nil {
		at := p.Child(name)
		r.Invalid(id, &at, text, name+": "+err.Error(), indexesHint)
	}
}
