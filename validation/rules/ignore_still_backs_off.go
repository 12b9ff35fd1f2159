package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var ignoreStillBacksOff = rule{
	name: "ignore-still-backs-off", severity: finding.Off, kinds: both, needs: withFailureRule | parallel,
	check: func(s *subject) []finding.Finding {
		if !s.ignoresDisruption() {
			return nil
		}
		return say(s.at("podFailurePolicy"),
			"disrupted pods are ignored in the count of failures, but still make the wait before the next pod longer",
			"expect waits of up to 10 minutes after many disruptions")
	},
}
