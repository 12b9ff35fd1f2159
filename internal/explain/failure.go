package explain

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"
)

// failure tells what a failed pod leads to, rule by rule.
func failure(spec *batchv1.JobSpec) []string {
	var lines []string
	if policy := spec.PodFailurePolicy; policy != nil {
		lines = append(lines, "the first rule of podFailurePolicy that matches decides:")
		for i := range policy.Rules {
			lines = append(lines, "  "+number(int64(i))+". "+matches(&policy.Rules[i])+": "+consequence(policy.Rules[i].Action, spec))
		}
		lines = append(lines, "  else: "+counted(spec))
		if !handlesDisruption(policy) {
			lines = append(lines, drain(spec))
		}
		return lines
	}
	if restartsInPlace(spec) {
		lines = append(lines, "a container that exits with another code than 0 is restarted in its pod; "+restartLimit(spec))
	} else {
		lines = append(lines, "a pod that exits with another code than 0 "+strings.TrimPrefix(counted(spec), "it "))
	}
	return append(lines, drain(spec))
}

// drain tells what the end of a node does where no rule speaks of it.
func drain(spec *batchv1.JobSpec) string {
	return "a node drain, preemption or eviction is a failure like any other: " + counted(spec)
}

// restartLimit: the controller adds up the restarts of running pods.
//
// Source: pastBackoffLimitOnFailure.
func restartLimit(spec *batchv1.JobSpec) string {
	limit := max(int64(value(spec.BackoffLimit, defaultBackoffLimit)), 1)
	return "restart number " + number(limit) + " fails the Job, and its pods are deleted with their logs (backoffLimit)"
}

// counted tells what a failure that counts leads to.
func counted(spec *batchv1.JobSpec) string {
	limit := int64(value(spec.BackoffLimit, defaultBackoffLimit))
	if spec.BackoffLimitPerIndex != nil && isIndexed(spec) {
		text := "it is tried again, until its index has failed " + times(int64(*spec.BackoffLimitPerIndex)+1) + " and is given up (backoffLimitPerIndex)"
		if spec.MaxFailedIndexes != nil {
			text += "; more than " + count(*spec.MaxFailedIndexes, "given-up index") + " end the Job (maxFailedIndexes)"
		}
		if limit < manyRetries {
			text += "; " + times(limit+1) + " over all indexes fails the Job (backoffLimit)"
		}
		return text
	}
	if limit == 0 {
		return "it fails the Job at once (backoffLimit 0)"
	}
	return "it is tried again; failure number " + number(limit+1) + " fails the Job (backoffLimit " + number(limit) + ")"
}

func handlesDisruption(policy *batchv1.PodFailurePolicy) bool {
	for i := range policy.Rules {
		for _, pattern := range policy.Rules[i].OnPodConditions {
			if string(pattern.Type) == "DisruptionTarget" {
				return true
			}
		}
	}
	return false
}

// matches tells which failures a rule is about.
func matches(rule *batchv1.PodFailurePolicyRule) string {
	if on := rule.OnExitCodes; on != nil {
		codes := make([]string, len(on.Values))
		for i, code := range on.Values {
			codes[i] = number(code)
		}
		text := "exit code " + or(codes)
		if on.Operator == batchv1.PodFailurePolicyOnExitCodesOpNotIn {
			text = "an exit code other than 0, " + or(codes)
		}
		if on.ContainerName != nil {
			return text + " of container " + *on.ContainerName
		}
		return text + " of any container"
	}
	conditions := make([]string, len(rule.OnPodConditions))
	for i, pattern := range rule.OnPodConditions {
		conditions[i] = string(pattern.Type)
		if pattern.Status != "" && pattern.Status != "True" {
			conditions[i] += " " + string(pattern.Status)
		}
	}
	text := "pod condition " + or(conditions)
	if strings.Contains(text, "DisruptionTarget") {
		text += " (drain, preemption, eviction)"
	}
	return text
}

// consequence tells what a rule's action does.
func consequence(action batchv1.PodFailurePolicyAction, spec *batchv1.JobSpec) string {
	switch action {
	case batchv1.PodFailurePolicyActionFailJob:
		return "the whole Job fails at once, running pods are deleted"
	case batchv1.PodFailurePolicyActionFailIndex:
		return "its index is given up at once, the others go on"
	case batchv1.PodFailurePolicyActionIgnore:
		return "it is tried again and counts for nothing"
	case batchv1.PodFailurePolicyActionCount:
		return counted(spec)
	default:
		return "unknown action " + string(action)
	}
}

func or(words []string) string {
	switch n := len(words); n {
	case 0:
		return "(none)"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
}
