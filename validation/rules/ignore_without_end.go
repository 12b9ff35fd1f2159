package rules

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var ignoreWithoutEnd = rule{
	name: "ignore-without-end", severity: finding.Warning, kinds: both, needs: withFailureRule,
	check: func(s *subject) []finding.Finding {
		i := s.ignoredExitCodes()
		if i < 0 || s.ActiveDeadlineSeconds != nil {
			return nil
		}
		return say(s.at("podFailurePolicy.rules["+words.Itoa(i)+"].action"),
			"failures with these exit codes are ignored, so they never reach backoffLimit, and no activeDeadlineSeconds ends the Job: it can try for ever",
			"write activeDeadlineSeconds in the Job's spec, or use the action Count")
	},
}

// ignoredExitCodes returns the first rule that ignores exit codes, -1 where there is none.
func (s *subject) ignoredExitCodes() int {
	if s.PodFailurePolicy == nil {
		return -1
	}
	return slices.IndexFunc(s.PodFailurePolicy.Rules, func(r batchv1.PodFailurePolicyRule) bool {
		return r.Action == batchv1.PodFailurePolicyActionIgnore && r.OnExitCodes != nil
	})
}
