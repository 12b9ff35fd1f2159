package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var cronForbidNoDeadline = rule{
	name: "cron-forbid-no-deadline", severity: finding.Warning, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		if s.concurrency() != batchv1.ForbidConcurrent || s.hasDeadline() || s.suspended() || s.ManagedBy != nil {
			return nil
		}
		return say(s.at("activeDeadlineSeconds"),
			"concurrencyPolicy is Forbid and nothing bounds a run: one that hangs stops the schedule for good",
			"write `activeDeadlineSeconds: N` in the jobTemplate's spec, with the longest time that a run may take")
	},
}
