package rules

import (
	"fmt"
	"strings"

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
// names them.
func (s *subject) lacking(name corev1.ResourceName, effect, hint string) []finding.Finding {
	if s.pod.Resources != nil && has(s.pod.Resources, name) {
		return nil
	}
	first, names := 0, []string(nil)
	for i := range s.pod.Containers {
		if c := &s.pod.Containers[i]; !has(&c.Resources, name) {
			if names == nil {
				first = i
			}
			names = append(names, c.Name)
		}
	}
	if names == nil {
		return nil
	}
	who := strings.Join(names[:min(len(names), mostNamed)], ", ")
	if more := len(names) - mostNamed; more > 0 {
		who += fmt.Sprintf(" and %d more", more)
	}
	return say(place{s.podAt(), "containers", first}.at("resources"), who+" "+effect, hint)
}

// mostNamed containers are named in one finding.
const mostNamed = 10

func has(resources *corev1.ResourceRequirements, name corev1.ResourceName) bool {
	_, requested := resources.Requests[name]
	_, limited := resources.Limits[name]
	return requested || limited
}
