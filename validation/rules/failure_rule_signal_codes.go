package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var failureRuleSignalCodes = rule{
	name: "failure-rule-signal-codes", severity: finding.Info, kinds: both, needs: withFailureRule,
	check: func(s *subject) []finding.Finding {
		early, ignore := s.signalBeforeDisruption()
		if early < 0 || ignore >= 0 {
			return nil // failure-rule-order says more where the disruption rule comes later
		}
		if s.PodFailurePolicy.Rules[early].OnExitCodes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn {
			return nil
		}
		return say(s.at("podFailurePolicy.rules["+words.Itoa(early)+"].onExitCodes.values"),
			"137 and 143 are what a pod exits with when it is out of memory, drained or on a node that goes: they look alike",
			"put a rule before it that ignores the pod condition DisruptionTarget")
	},
}
