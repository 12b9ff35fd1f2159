package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var noDeadline = rule{
	name: "no-deadline", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		switch {
		case s.hasDeadline(), s.suspended(), s.ManagedBy != nil:
			return nil
		case s.cronJob != nil && s.concurrency() != batchv1.ReplaceConcurrent:
			return nil // cron-allow-overlap and cron-forbid-no-deadline say more
		case s.neverEnds(), s.ignoredExitCodes() >= 0:
			return nil // command-never-ends and ignore-without-end say more
		}
		return say(s.at("activeDeadlineSeconds"),
			"nothing bounds how long the Job may take: a pod that hangs holds it for ever",
			"write `activeDeadlineSeconds: N` in the Job's spec, with the longest time that it may take")
	},
}

// hasDeadline reports whether the Job as a whole, or each of its pods, ends at some time.
func (s *subject) hasDeadline() bool {
	return s.ActiveDeadlineSeconds != nil || s.pod.ActiveDeadlineSeconds != nil
}
