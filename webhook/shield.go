package webhook

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// shieldJob returns the field at which an API server of the target version would crash on the job, "" for
// none: it reads completions of an Indexed Job with a successPolicy without asking whether there are any.
// The job must be defaulted. Only a webhook that runs before validation, a mutating one, can prevent it.
//
// Kubernetes 1.31 to 1.37, and 1.30 with the gate on: with it off the server drops the policy from a Job,
// though not from a jobTemplate.
func shieldJob(job *batchv1.Job, t target.Version) string {
	if t.Enabled(target.JobSuccessPolicy) && readsMissingCompletions(&job.Spec) {
		return "spec.completions"
	}
	return ""
}

// shieldCronJob is shieldJob for a CronJob's jobTemplate, which gets none of a Job's defaults, and for its
// schedule: "TZ=UTC" with nothing behind it crashes the parser of 1.29 to 1.34.
func shieldCronJob(cronJob *batchv1.CronJob, t target.Version) string {
	if t.Since(30) && readsMissingCompletions(&cronJob.Spec.JobTemplate.Spec) {
		return "spec.jobTemplate.spec.completions"
	}
	schedule := cronJob.Spec.Schedule
	if !t.Since(35) && (strings.HasPrefix(schedule, "TZ=") || strings.HasPrefix(schedule, "CRON_TZ=")) && !strings.Contains(schedule, " ") {
		return "spec.schedule"
	}
	return ""
}

func readsMissingCompletions(spec *batchv1.JobSpec) bool {
	if spec.Completions != nil || spec.SuccessPolicy == nil || spec.CompletionMode == nil || *spec.CompletionMode != batchv1.IndexedCompletion {
		return false
	}
	for i := range spec.SuccessPolicy.Rules {
		if rule := &spec.SuccessPolicy.Rules[i]; rule.SucceededCount != nil || rule.SucceededIndexes != nil {
			return true
		}
	}
	return false
}
