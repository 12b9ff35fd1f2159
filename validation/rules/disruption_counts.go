package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	longRun    = 3600 // seconds; a node drain in that time is no surprise
	fewRetries = 6    // failures that a few drained nodes use up
)

var disruptionCounts = rule{
	name: "disruption-counts", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		limit := s.backoffLimit()
		if s.BackoffLimitPerIndex != nil {
			limit = min(limit, *s.BackoffLimitPerIndex)
		}
		long := s.ActiveDeadlineSeconds != nil && *s.ActiveDeadlineSeconds > longRun
		switch {
		case s.pod.RestartPolicy != corev1.RestartPolicyNever, limit > fewRetries, s.ignoresDisruption():
			return nil
		case s.parallelism() <= 1 && !long:
			return nil
		}
		field := s.at("podFailurePolicy")
		found := say(field,
			"a pod that is drained, preempted or evicted counts as a failure, and the Job takes "+words.Itoa(limit),
			"put a podFailurePolicy rule first: action Ignore on the pod condition DisruptionTarget")
		if s.PodFailurePolicy != nil {
			return found
		}
		return mend(found, finding.Fix{Title: "ignore disrupted pods", Edits: []finding.Edit{{
			Op: finding.Set, Field: field, Value: map[string]any{"rules": []any{map[string]any{
				"action": "Ignore", "onPodConditions": []any{map[string]any{"type": "DisruptionTarget"}},
			}}},
		}}})
	},
}
