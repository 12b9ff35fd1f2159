package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var generateNameApply = rule{
	name: "generate-name-apply", severity: finding.Info, kinds: jobs,
	check: func(s *subject) []finding.Finding {
		if !s.manifest || s.meta.Name != "" || s.meta.GenerateName == "" || s.hooked != "" {
			return nil
		}
		return say("metadata.generateName",
			"the Job has generateName and no name: kubectl apply, and tools that use it, refuse it",
			"use kubectl create, which makes a new Job each time")
	},
}
