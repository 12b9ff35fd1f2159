package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var backoffDefault = rule{
	name: "backoff-default", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		if s.wroteBackoffLimit() || s.BackoffLimitPerIndex != nil || s.ManagedBy != nil {
			return nil
		}
		return say(s.at("backoffLimit"),
			"backoffLimit is not written: a run that fails is tried 6 times more, over ten minutes and longer",
			"write `backoffLimit: N`, with the number of times that the work may be repeated")
	},
}
