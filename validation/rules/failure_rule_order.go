package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var failureRuleOrder = rule{
	name: "failure-rule-order", severity: finding.Warning, kinds: both, needs: withFailureRule,
	check: func(s *subject) []finding.Finding {
		early, ignore := s.signalBeforeDisruption()
		if ignore < 0 {
			return nil
		}
		return mend(say(s.at("podFailurePolicy.rules["+words.Itoa(early)+"]"),
			"this rule comes before the one that ignores disruptions and matches their exit codes (143, 137): a drained pod fails the whole "+whole(s.PodFailurePolicy.Rules[early].Action),
			"put the rule on DisruptionTarget first"),
			finding.Fix{Title: "put the disruption rule first", Edits: []finding.Edit{{
				Op: finding.Move, Field: s.at("podFailurePolicy.rules[" + words.Itoa(ignore) + "]"), To: s.at("podFailurePolicy.rules[0]"),
			}}})
	},
}

func whole(action batchv1.PodFailurePolicyAction) string {
	if action == batchv1.PodFailurePolicyActionFailIndex {
		return "index"
	}
	return "Job"
}

// signalBeforeDisruption returns the first rule that fails the Job or index on the exit codes of a killed
// pod, and the rule behind it that ignores disruptions; -1 where there is none.
func (s *subject) signalBeforeDisruption() (early, ignore int) {
	early = -1
	if s.PodFailurePolicy == nil {
		return -1, -1
	}
	for i, r := range s.PodFailurePolicy.Rules {
		switch {
		case isDisruptionIgnored(r) && early < 0:
			return -1, -1
		case isDisruptionIgnored(r):
			return early, i
		case early < 0 && failsOnSignal(r):
			early = i
		}
	}
	return early, -1
}

const (
	killed     = 137 // by SIGKILL: out of memory, or grace period over
	terminated = 143 // by SIGTERM: asked to end
)

func failsOnSignal(r batchv1.PodFailurePolicyRule) bool {
	fails := r.Action == batchv1.PodFailurePolicyActionFailJob || r.Action == batchv1.PodFailurePolicyActionFailIndex
	return fails && r.OnExitCodes != nil && (matchesCode(r.OnExitCodes, killed) || matchesCode(r.OnExitCodes, terminated))
}
