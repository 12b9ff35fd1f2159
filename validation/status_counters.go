package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	statusSucceededFell check.ID = "status-succeeded-fell"
	statusFailedFell    check.ID = "status-failed-fell"
	statusReadyHigh     check.ID = "status-ready-above-active"
)

// statusCounters: what was counted stays counted, but that an Indexed Job whose completions are its
// parallelism may be scaled down.
//
// Parity: batch validateJobStatus, ValidateJobStatusUpdate; ready since 1.31.
func statusCounters(r *check.Report, p *check.Path, job, old *batchv1.Job, d *statusDifference) {
	s, before := &job.Status, &old.Status
	if s.Ready != nil && *s.Ready > s.Active && (d.ready || d.active) && r.Target.Since(31) {
		at := p.Child("ready")
		r.Invalid(statusReadyHigh, &at, *s.Ready, "ready is "+words.Itoa(*s.Ready)+", but only "+words.Itoa(s.Active)+" are active", "write active or less")
	}
	if s.Failed < before.Failed {
		at := p.Child("failed")
		r.Invalid(statusFailedFell, &at, s.Failed, "failed fell from "+words.Itoa(before.Failed)+" to "+words.Itoa(s.Failed)+"; it only counts up", "write "+words.Itoa(before.Failed)+" or more")
	}
	isElastic := isIndexed(&job.Spec) && same.Pointer(job.Spec.Completions, job.Spec.Parallelism)
	if s.Succeeded < before.Succeeded && !isElastic {
		at := p.Child("succeeded")
		r.Invalid(statusSucceededFell, &at, s.Succeeded, "succeeded fell from "+words.Itoa(before.Succeeded)+" to "+words.Itoa(s.Succeeded)+"; it only counts up", "write "+words.Itoa(before.Succeeded)+" or more")
	}
}
