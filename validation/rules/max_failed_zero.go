package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var maxFailedZero = rule{
	name: "max-failed-zero", severity: finding.Info, kinds: both, needs: indexes,
	check: func(s *subject) []finding.Finding {
		if s.MaxFailedIndexes == nil || *s.MaxFailedIndexes != 0 {
			return nil
		}
		return say(s.at("maxFailedIndexes"),
			"maxFailedIndexes is 0: the first index that fails ends the Job and all the others",
			"raise it, or remove it with backoffLimitPerIndex if all must succeed")
	},
}
