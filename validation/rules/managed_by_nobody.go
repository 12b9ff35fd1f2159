package rules

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// knownManagers are the controllers that take Jobs over through managedBy.
var knownManagers = [...]string{
	batchv1.JobControllerName,
	"kueue.x-k8s.io/multikueue",
}

var managedByNobody = rule{
	name: "managed-by-nobody", severity: finding.Info, kinds: both, since: 32,
	check: func(s *subject) []finding.Finding {
		if s.ManagedBy == nil || *s.ManagedBy == "" || slices.Contains(knownManagers[:], *s.ManagedBy) {
			return nil
		}
		return say(s.at("managedBy"),
			"the Job is left to "+*s.ManagedBy+", which is not a controller that is known: without it the Job never starts",
			"check that it runs in the cluster, or remove managedBy")
	},
}
