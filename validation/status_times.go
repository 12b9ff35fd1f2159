package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	statusStartTimeChanged      check.ID = "status-start-time-changed"
	statusCompletionBeforeStart check.ID = "status-completion-before-start"
	statusCompletionTimeChanged check.ID = "status-completion-time-changed"
	statusCompletionTimeAlone   check.ID = "status-completion-time-without-complete"
	statusCompletionTimeMissing check.ID = "status-completion-time-missing"
)

// statusTimes: when a Job started and completed.
//
// Parity: batch validateJobStatus, ValidateJobStatusUpdate. Since 1.32 startTime may change while the Job
// resumes; up to 1.35 that it changed is Required.
func statusTimes(r *check.Report, p *check.Path, job, old *batchv1.Job, d *statusDifference) {
	s, before := &job.Status, &old.Status
	if before.StartTime != nil && d.startTime && !isSuspended(&job.Spec) && !(r.Target.Since(32) && isResuming(job, old)) {
		startTimeChanged(r, p, s, before)
	}
	complete := isConditionTrue(job, batchv1.JobComplete)
	if s.CompletionTime != nil && !complete && (d.complete || d.completionTime) {
		at := p.Child("completionTime")
		r.Invalid(statusCompletionTimeAlone, &at, s.CompletionTime, "completionTime is set, but the Job is not Complete", "remove completionTime, or set the condition Complete")
	}
	if s.CompletionTime == nil && complete && (d.complete || d.completionTime) {
		at := p.Child("completionTime")
		r.Required(statusCompletionTimeMissing, &at, "the Job is Complete without a completionTime", "set completionTime")
	}
	if s.StartTime != nil && s.CompletionTime != nil && s.CompletionTime.Before(s.StartTime) && (d.startTime || d.completionTime) {
		at := p.Child("completionTime")
		r.Invalid(statusCompletionBeforeStart, &at, s.CompletionTime, "the Job completed at "+shownTime(s.CompletionTime)+", before it started at "+shownTime(s.StartTime), "set completionTime to startTime or later")
	}
	if s.CompletionTime != nil && before.CompletionTime != nil && d.completionTime {
		at := p.Child("completionTime")
		r.Invalid(statusCompletionTimeChanged, &at, s.CompletionTime, "completionTime changed "+shownTime(before.CompletionTime)+" → "+shownTime(s.CompletionTime)+"; once set it stays", "leave it as it was")
	}
}

func startTimeChanged(r *check.Report, p *check.Path, s, before *batchv1.JobStatus) {
	at := p.Child("startTime")
	message := "startTime was removed; that of a Job which is not suspended stays"
	if s.StartTime != nil {
		message = "startTime changed " + shownTime(before.StartTime) + " → " + shownTime(s.StartTime) + "; that of a Job which is not suspended stays"
	}
	if r.Target.Since(36) {
		r.Invalid(statusStartTimeChanged, &at, s.StartTime, message, "leave it as it was")
	} else {
		r.Required(statusStartTimeChanged, &at, message, "leave it as it was")
	}
}

// isResuming reports whether the condition Suspended goes from True to False.
func isResuming(job, old *batchv1.Job) bool {
	return isConditionTrue(old, batchv1.JobSuspended) && hasCondition(job, batchv1.JobSuspended, corev1.ConditionFalse)
}

func shownTime(t *metav1.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
