package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var argoCDReplace = rule{
	name: "argocd-replace", severity: finding.Info, kinds: jobs,
	check: func(s *subject) []finding.Finding {
		if s.meta.Name == "" || s.hooked != "" || !s.trackedByArgo() || s.replacedByArgo() {
			return nil
		}
		return say("metadata.annotations["+argoOptions+"]",
			"Argo CD applies this Job, and cannot apply a change of its template: the sync fails then",
			"write "+argoOptions+": Force=true,Replace=true, or make it a hook")
	},
}

func (s *subject) trackedByArgo() bool {
	if _, is := s.meta.Labels[argoInstance]; is {
		return true
	}
	for key := range s.meta.Annotations {
		if key == argoTracking || key == argoWave || key == argoOptions {
			return true
		}
	}
	return false
}
