package explain

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

// success tells when it has succeeded.
func success(spec *batchv1.JobSpec) string {
	if spec.Completions == nil {
		return "when one pod has succeeded and all others have ended: a work queue (completions is not set)"
	}
	all := "when " + count(*spec.Completions, "pod") + " have succeeded"
	if *spec.Completions == 1 {
		all = "when its pod has succeeded"
	}
	if isIndexed(spec) {
		all = "when each of " + count(*spec.Completions, "index") + " has succeeded once"
	}
	if spec.SuccessPolicy == nil {
		return all
	}
	text := ""
	for i := range spec.SuccessPolicy.Rules {
		if i > 0 {
			text += ", or "
		}
		text += successRule(&spec.SuccessPolicy.Rules[i])
	}
	return text + " (successPolicy; pods that still run are then ended), else " + all
}

func successRule(rule *batchv1.SuccessPolicyRule) string {
	switch {
	case rule.SucceededIndexes != nil && rule.SucceededCount != nil:
		return "when " + number(*rule.SucceededCount) + " of the indexes " + *rule.SucceededIndexes + " have succeeded"
	case rule.SucceededIndexes != nil:
		return "when the indexes " + *rule.SucceededIndexes + " have succeeded"
	case rule.SucceededCount != nil:
		return "when any " + count(*rule.SucceededCount, "index") + " have succeeded"
	default:
		return "by a rule that says nothing"
	}
}

// cleanUp tells when a Job that has finished is deleted.
func cleanUp(spec *batchv1.JobSpec) []string {
	switch ttl := spec.TTLSecondsAfterFinished; {
	case ttl == nil:
		return []string{"never: it stays with its pods until somebody deletes it (ttlSecondsAfterFinished is not set)"}
	case *ttl == 0:
		return []string{"deleted with its pods and their logs as soon as it has finished (ttlSecondsAfterFinished 0)"}
	default:
		return []string{"deleted with its pods " + seconds(*ttl) + " after it has finished (ttlSecondsAfterFinished)"}
	}
}

// cronCleanUp tells how many finished Jobs a CronJob keeps.
func cronCleanUp(spec *batchv1.CronJobSpec) []string {
	lines := []string{"the last " + count(value(spec.SuccessfulJobsHistoryLimit, 3), "Job") + " that succeeded and " + number(value(spec.FailedJobsHistoryLimit, 1)) + " that failed are kept"}
	if ttl := spec.JobTemplate.Spec.TTLSecondsAfterFinished; ttl != nil {
		lines = append(lines, "and none of them longer than "+span(time.Duration(*ttl)*time.Second)+" (ttlSecondsAfterFinished)")
	}
	return lines
}
