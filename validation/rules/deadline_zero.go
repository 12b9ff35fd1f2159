package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var deadlineZero = rule{
	name: "deadline-zero", severity: finding.Error, kinds: both, needs: deadline,
	check: func(s *subject) []finding.Finding {
		if *s.ActiveDeadlineSeconds != 0 {
			return nil
		}
		return say(s.at("activeDeadlineSeconds"),
			"activeDeadlineSeconds is 0: the Job fails as soon as it is seen, before a pod has run",
			"remove it, or write the seconds that the Job may take")
	},
}
