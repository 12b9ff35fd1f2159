package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var helmHookNoDeletePolicy = rule{
	name: "helm-hook-no-delete-policy", severity: finding.Off, kinds: jobs, needs: hooked,
	check: func(s *subject) []finding.Finding {
		if _, is := s.meta.Annotations[helmHook]; !is {
			return nil
		}
		if _, said := s.meta.Annotations[helmHookDelete]; said {
			return nil
		}
		return say("metadata.annotations["+helmHook+"]",
			"the hook has no "+helmHookDelete+": Helm keeps the Job until the next release deletes it",
			"write "+helmHookDelete+": before-hook-creation,hook-succeeded")
	},
}
