package rules

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var failureRuleShadowed = rule{
	name: "failure-rule-shadowed", severity: finding.Warning, kinds: both, needs: withFailureRule,
	check: func(s *subject) (found []finding.Finding) {
		rules := s.PodFailurePolicy.Rules
		for i := range rules {
			if i > 0 && shadowed(rules[:i], &rules[i]) {
				found = append(found, say(s.at("podFailurePolicy.rules["+words.Itoa(i)+"]"),
					"this rule never matches: the rules before it match all that it does, and the first match decides",
					"put it before them, or remove it")...)
			}
		}
		return found
	},
}

// shadowed reports whether the earlier rules match every pod that the later one does.
func shadowed(earlier []batchv1.PodFailurePolicyRule, later *batchv1.PodFailurePolicyRule) bool {
	codes := later.OnExitCodes
	if codes == nil {
		return len(later.OnPodConditions) > 0 && conditionsShadowed(earlier, later.OnPodConditions)
	}
	if codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn {
		for _, code := range codes.Values {
			if !codeMatched(earlier, codes.ContainerName, code) {
				return false
			}
		}
		return len(codes.Values) > 0
	}
	for i := range earlier {
		if e := earlier[i].OnExitCodes; e != nil && sameContainer(e, codes.ContainerName) &&
			e.Operator == batchv1.PodFailurePolicyOnExitCodesOpNotIn && exceptionsMatched(earlier, e.Values, codes) {
			return true
		}
	}
	return false
}

// exceptionsMatched reports whether each code that an earlier NotIn leaves out is left out by the later rule
// too, is success, or is matched by another of the earlier rules.
func exceptionsMatched(earlier []batchv1.PodFailurePolicyRule, exceptions []int32, later *batchv1.PodFailurePolicyOnExitCodesRequirement) bool {
	for _, code := range exceptions {
		if code != 0 && !slices.Contains(later.Values, code) && !codeMatched(earlier, later.ContainerName, code) {
			return false
		}
	}
	return true
}

// codeMatched reports whether one of the rules matches the exit code of the container.
func codeMatched(rules []batchv1.PodFailurePolicyRule, container *string, code int32) bool {
	return slices.ContainsFunc(rules, func(r batchv1.PodFailurePolicyRule) bool {
		return r.OnExitCodes != nil && sameContainer(r.OnExitCodes, container) && matchesCode(r.OnExitCodes, code)
	})
}

func matchesCode(codes *batchv1.PodFailurePolicyOnExitCodesRequirement, code int32) bool {
	in := slices.Contains(codes.Values, code)
	return in == (codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn)
}

// sameContainer reports whether the requirement is about every container that the other one is about.
func sameContainer(codes *batchv1.PodFailurePolicyOnExitCodesRequirement, container *string) bool {
	return codes.ContainerName == nil || container != nil && *codes.ContainerName == *container
}

func conditionsShadowed(earlier []batchv1.PodFailurePolicyRule, patterns []batchv1.PodFailurePolicyOnPodConditionsPattern) bool {
	for _, p := range patterns {
		matched := slices.ContainsFunc(earlier, func(r batchv1.PodFailurePolicyRule) bool {
			return slices.ContainsFunc(r.OnPodConditions, func(e batchv1.PodFailurePolicyOnPodConditionsPattern) bool {
				return e.Type == p.Type && status(e) == status(p)
			})
		})
		if !matched {
			return false
		}
	}
	return true
}

// status is what the pattern waits for; a CronJob's is not defaulted before 1.34.
func status(p batchv1.PodFailurePolicyOnPodConditionsPattern) corev1.ConditionStatus {
	if p.Status == "" {
		return corev1.ConditionTrue
	}
	return p.Status
}
