package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var noMemoryLimit = rule{
	name: "no-memory-limit", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		return s.lacking(corev1.ResourceMemory,
			"neither requests nor limits memory: a run that grows takes its node down with it, or is the first to be evicted",
			"write resources.requests.memory and resources.limits.memory")
	},
}

// lacking is one finding, at the first of the workers that neither requests nor limits the resource; it
// names them all.
func (s *subject) lacking(name corev1.ResourceName, effect, hint string) []finding.Finding {
	if s.pod.Resources != nil && has(s.pod.Resources, name) {
		return nil
	}
	first, names := -1, ""
	for i := range s.pod.Containers {
		switch c := &s.pod.Containers[i]; {
		case has(&c.Resources, name):
		case first < 0:
			first, names = i, c.Name
		default:
			names += ", " + c.Name
		}
	}
	if first < 0 {
		return nil
	}
	return say(place{s.podAt(), "containers", first}.at("resources"), names+" "+effect, hint)
}

func has(resources *corev1.ResourceRequirements, name corev1.ResourceName) bool {
	_, requested := resources.Requests[name]
	_, limited := resources.Limits[name]
	return requested || limited
}
