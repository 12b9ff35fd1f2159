package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	failureRulesTooMany         check.ID = "pod-failure-policy-rules-too-many"
	failureActionMissing        check.ID = "pod-failure-policy-action-missing"
	failureActionUnknown        check.ID = "pod-failure-policy-action-unknown"
	failureActionFailIndex      check.ID = "pod-failure-policy-fail-index"
	failureRuleBoth             check.ID = "pod-failure-policy-rule-both"
	failureRuleEmpty            check.ID = "pod-failure-policy-rule-empty"
	failureConditionsTooMany    check.ID = "pod-failure-policy-conditions-too-many"
	failureConditionType        check.ID = "pod-failure-policy-condition-type"
	failureStatusMissing        check.ID = "pod-failure-policy-condition-status-missing"
	failureStatusUnknown        check.ID = "pod-failure-policy-condition-status-unknown"
	maxPodFailureRules                   = 20
	maxPodFailureConditionCount          = 20
)

// Parity: batch validatePodFailurePolicy. KEP-3329.
func podFailurePolicy(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	policy := spec.PodFailurePolicy
	if policy == nil {
		return
	}
	policyPath := p.Child("podFailurePolicy")
	rules := policyPath.Child("rules")
	if n := len(policy.Rules); n > maxPodFailureRules {
		r.TooMany(failureRulesTooMany, &rules, n, "podFailurePolicy has "+words.Itoa(n)+" rules; at most "+words.Itoa(maxPodFailureRules)+" are possible", "join or remove "+words.Itoa(n-maxPodFailureRules))
	}
	for i := range policy.Rules {
		at := rules.Index(i)
		podFailureRule(r, &at, spec, &policy.Rules[i])
	}
}

func podFailureRule(r *check.Report, p *check.Path, spec *batchv1.JobSpec, rule *batchv1.PodFailurePolicyRule) {
	podFailureAction(r, p, spec, rule.Action)
	if rule.OnExitCodes != nil {
		at := p.Child("onExitCodes")
		podFailureExitCodes(r, &at, spec, rule.OnExitCodes)
	}
	if len(rule.OnPodConditions) > 0 {
		at := p.Child("onPodConditions")
		podFailureConditions(r, &at, rule.OnPodConditions)
	}
	switch exitCodes, conditions := rule.OnExitCodes != nil, len(rule.OnPodConditions) > 0; {
	case exitCodes && conditions:
		r.Invalid(failureRuleBoth, p, nil, "the rule matches both exit codes and pod conditions; a rule matches one of the two", "write two rules, one with onExitCodes and one with onPodConditions")
	case !exitCodes && !conditions:
		r.Invalid(failureRuleEmpty, p, nil, "the rule says nothing to match", "add onExitCodes or onPodConditions, or remove the rule")
	}
}

func podFailureAction(r *check.Report, p *check.Path, spec *batchv1.JobSpec, action batchv1.PodFailurePolicyAction) {
	switch action {
	case batchv1.PodFailurePolicyActionFailJob, batchv1.PodFailurePolicyActionIgnore, batchv1.PodFailurePolicyActionCount:
	case batchv1.PodFailurePolicyActionFailIndex:
		if spec.BackoffLimitPerIndex == nil {
			at := p.Child("action")
			r.Invalid(failureActionFailIndex, &at, action, "action FailIndex needs backoffLimitPerIndex, which is not set", "add backoffLimitPerIndex to the Job's spec, or use FailJob")
		}
	case "":
		at := p.Child("action")
		r.Required(failureActionMissing, &at, "the rule has no action", "write FailJob, FailIndex, Ignore or Count")
	default:
		at := p.Child("action")
		r.NotSupported(failureActionUnknown, &at, action, "action is "+words.Quoted(action),
			words.OneOf(action, batchv1.PodFailurePolicyActionFailJob, batchv1.PodFailurePolicyActionFailIndex, batchv1.PodFailurePolicyActionIgnore, batchv1.PodFailurePolicyActionCount))
	}
}

func podFailureConditions(r *check.Report, p *check.Path, patterns []batchv1.PodFailurePolicyOnPodConditionsPattern) {
	if n := len(patterns); n > maxPodFailureConditionCount {
		r.TooMany(failureConditionsTooMany, p, n, "onPodConditions has "+words.Itoa(n)+" patterns; at most "+words.Itoa(maxPodFailureConditionCount)+" are possible", "spread them over several rules")
	}
	for i := range patterns {
		pattern := &patterns[i]
		if !syntax.IsQualifiedName(string(pattern.Type)) {
			element := p.Index(i)
			at := element.Child("type")
			r.Invalid(failureConditionType, &at, pattern.Type, "condition type "+words.Quoted(pattern.Type)+" cannot be the name of a pod condition", "write a condition of pods, such as DisruptionTarget")
		}
		switch pattern.Status {
		case corev1.ConditionTrue, corev1.ConditionFalse, corev1.ConditionUnknown:
		case "":
			element := p.Index(i)
			at := element.Child("status")
			r.Required(failureStatusMissing, &at, "the pattern does not say which status the condition has", "write `status: \"True\"`")
		default:
			element := p.Index(i)
			at := element.Child("status")
			r.NotSupported(failureStatusUnknown, &at, pattern.Status, "status is "+words.Quoted(pattern.Status),
				words.OneOf(pattern.Status, corev1.ConditionTrue, corev1.ConditionFalse, corev1.ConditionUnknown)+" Keep the quotes, or YAML reads a boolean")
		}
	}
}
