package validation

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/internal/same"
)

// statusDifference is what an update of the status changed. Of a condition it matters whether it is True.
type statusDifference struct {
	finished, complete, failed, failureTarget, successCriteriaMet bool
	completedIndexes, failedIndexes                               bool
	active, ready, terminating, uncounted                         bool
	startTime, completionTime                                     bool
}

// Parity: batch getStatusValidationOptions.
func difference(job, old *batchv1.Job) statusDifference {
	now, before := &job.Status, &old.Status
	return statusDifference{
		finished:           isFinished(job) != isFinished(old),
		complete:           isConditionTrue(job, batchv1.JobComplete) != isConditionTrue(old, batchv1.JobComplete),
		failed:             isConditionTrue(job, batchv1.JobFailed) != isConditionTrue(old, batchv1.JobFailed),
		failureTarget:      isConditionTrue(job, batchv1.JobFailureTarget) != isConditionTrue(old, batchv1.JobFailureTarget),
		successCriteriaMet: isConditionTrue(job, batchv1.JobSuccessCriteriaMet) != isConditionTrue(old, batchv1.JobSuccessCriteriaMet),
		completedIndexes:   now.CompletedIndexes != before.CompletedIndexes,
		failedIndexes:      !same.Pointer(now.FailedIndexes, before.FailedIndexes),
		active:             now.Active != before.Active,
		ready:              !same.Pointer(now.Ready, before.Ready),
		terminating:        !same.Pointer(now.Terminating, before.Terminating),
		uncounted:          !sameUncounted(now.UncountedTerminatedPods, before.UncountedTerminatedPods),
		startTime:          !sameTime(now.StartTime, before.StartTime),
		completionTime:     !sameTime(now.CompletionTime, before.CompletionTime),
	}
}

func sameTime(a, b *metav1.Time) bool { return a.Equal(b) }

func sameUncounted(a, b *batchv1.UncountedTerminatedPods) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.Equal(a.Succeeded, b.Succeeded) && slices.Equal(a.Failed, b.Failed)
}

func isFinished(job *batchv1.Job) bool {
	return isConditionTrue(job, batchv1.JobComplete) || isConditionTrue(job, batchv1.JobFailed)
}

func isConditionTrue(job *batchv1.Job, kind batchv1.JobConditionType) bool {
	return hasCondition(job, kind, corev1.ConditionTrue)
}

func hasCondition(job *batchv1.Job, kind batchv1.JobConditionType, status corev1.ConditionStatus) bool {
	for i := range job.Status.Conditions {
		if c := &job.Status.Conditions[i]; c.Type == kind && c.Status == status {
			return true
		}
	}
	return false
}
