package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	statusFinishedActive      check.ID = "status-finished-active"
	statusFinishedUnstarted   check.ID = "status-finished-without-start-time"
	statusFinishedUncounted   check.ID = "status-finished-uncounted-pods"
	statusFinishedTerminating check.ID = "status-finished-terminating"
)

// finishedStatus: a Job that is Complete or Failed has started, and no pods left.
//
// Parity: batch validateJobStatus. terminating since 1.31; since 1.32 a suspended Job without completions
// may finish without having started.
func finishedStatus(r *check.Report, p *check.Path, job *batchv1.Job, d *statusDifference) {
	if !isFinished(job) {
		return
	}
	s := &job.Status
	if s.Active > 0 && (d.finished || d.active) {
		at := p.Child("active")
		r.Invalid(statusFinishedActive, &at, s.Active, "the Job is finished, but active is "+words.Itoa(s.Active), "set active to 0 before the Job is finished")
	}
	if s.StartTime == nil && (d.finished || d.startTime) && !mayFinishUnstarted(r, &job.Spec) {
		at := p.Child("startTime")
		r.Required(statusFinishedUnstarted, &at, "the Job is finished, but never started: startTime is missing", "set startTime")
	}
	if u := s.UncountedTerminatedPods; u != nil && len(u.Succeeded)+len(u.Failed) > 0 && (d.finished || d.uncounted) {
		at := p.Child("uncountedTerminatedPods")
		r.Invalid(statusFinishedUncounted, &at, nil, "the Job is finished, but "+words.Plural(len(u.Succeeded)+len(u.Failed), "pod")+" are not counted yet", "count them in succeeded and failed first")
	}
	if s.Terminating != nil && *s.Terminating > 0 && (d.finished || d.terminating) && r.Target.Since(31) {
		at := p.Child("terminating")
		r.Invalid(statusFinishedTerminating, &at, *s.Terminating, "the Job is finished, but terminating is "+words.Itoa(*s.Terminating), "wait until its pods are gone")
	}
}

func mayFinishUnstarted(r *check.Report, spec *batchv1.JobSpec) bool {
	return r.Target.Since(32) && isSuspended(spec) && spec.Completions != nil && *spec.Completions == 0
}
