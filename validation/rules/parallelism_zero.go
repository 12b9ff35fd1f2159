package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var parallelismZero = rule{
	name: "parallelism-zero", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		if s.Parallelism == nil || *s.Parallelism != 0 || s.suspended() || s.ManagedBy != nil || s.Completions != nil && *s.Completions == 0 {
			return nil
		}
		return say(s.at("parallelism"),
			"parallelism is 0: the Job waits without running a pod, and its activeDeadlineSeconds is counting",
			"write `suspend: true` instead, which says so and stops the clock")
	},
}
