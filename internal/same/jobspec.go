package same

import (
	batchv1 "k8s.io/api/batch/v1"
)

// JobSpec reports whether both are the same.
func JobSpec(a, b *batchv1.JobSpec) bool {
	return Pointer(a.Parallelism, b.Parallelism) && Pointer(a.Completions, b.Completions) && Pointer(a.ActiveDeadlineSeconds, b.ActiveDeadlineSeconds) &&
		PodFailurePolicy(a.PodFailurePolicy, b.PodFailurePolicy) && SuccessPolicy(a.SuccessPolicy, b.SuccessPolicy) &&
		Pointer(a.BackoffLimit, b.BackoffLimit) && Pointer(a.BackoffLimitPerIndex, b.BackoffLimitPerIndex) && Pointer(a.MaxFailedIndexes, b.MaxFailedIndexes) &&
		Selector(a.Selector, b.Selector) && Pointer(a.ManualSelector, b.ManualSelector) && PodTemplate(&a.Template, &b.Template) &&
		Pointer(a.TTLSecondsAfterFinished, b.TTLSecondsAfterFinished) && Pointer(a.CompletionMode, b.CompletionMode) && Pointer(a.Suspend, b.Suspend) &&
		Pointer(a.PodReplacementPolicy, b.PodReplacementPolicy) && Pointer(a.ManagedBy, b.ManagedBy) && Any(a.Scheduling, b.Scheduling)
}

// CronJobSpec reports whether both are the same.
func CronJobSpec(a, b *batchv1.CronJobSpec) bool {
	return a.Schedule == b.Schedule && Pointer(a.TimeZone, b.TimeZone) && Pointer(a.StartingDeadlineSeconds, b.StartingDeadlineSeconds) &&
		a.ConcurrencyPolicy == b.ConcurrencyPolicy && Pointer(a.Suspend, b.Suspend) &&
		Meta(&a.JobTemplate.ObjectMeta, &b.JobTemplate.ObjectMeta) && Map(a.JobTemplate.Labels, b.JobTemplate.Labels) &&
		Map(a.JobTemplate.Annotations, b.JobTemplate.Annotations) && JobSpec(&a.JobTemplate.Spec, &b.JobTemplate.Spec) &&
		Pointer(a.SuccessfulJobsHistoryLimit, b.SuccessfulJobsHistoryLimit) && Pointer(a.FailedJobsHistoryLimit, b.FailedJobsHistoryLimit)
}
