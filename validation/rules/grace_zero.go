package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var graceZero = rule{
	name: "grace-zero", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		if grace := s.pod.TerminationGracePeriodSeconds; grace == nil || *grace != 0 {
			return nil
		}
		field := s.atPod("terminationGracePeriodSeconds")
		return mend(say(field,
			"terminationGracePeriodSeconds is 0: a pod that is deleted is killed without a chance to save its work",
			"remove it, for the usual 30 seconds"),
			finding.Fix{Title: "remove terminationGracePeriodSeconds", Edits: []finding.Edit{{Op: finding.Remove, Field: field}}})
	},
}
