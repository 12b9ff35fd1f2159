package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var manualSelector = rule{
	name: "manual-selector", severity: finding.Warning, kinds: jobs,
	check: func(s *subject) []finding.Finding {
		if s.ManualSelector == nil || !*s.ManualSelector {
			return nil
		}
		return say(s.at("manualSelector"),
			"manualSelector is true: a selector that is not unique makes the Job count, adopt and delete the pods of others",
			"remove manualSelector and selector: the server makes a unique one")
	},
}
