package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var probesOnJob = rule{
	name: "probes-on-job", severity: finding.Info, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		s.eachWorker(func(c *corev1.Container, at place) {
			if len(c.Ports) > 0 && c.ReadinessProbe != nil && c.LivenessProbe == nil {
				return // something may call it while it works
			}
			field, effect := "readinessProbe", "nothing sends a Job's pod traffic, so whether it is ready changes nothing"
			switch {
			case c.LivenessProbe != nil:
				field, effect = "livenessProbe", "a worker that is busy and does not answer is killed in the middle of its work"
			case c.ReadinessProbe == nil:
				return
			}
			found = append(found, say(at.at(field), "the container "+c.Name+" has a "+field+": "+effect,
				"remove it; activeDeadlineSeconds ends a worker that hangs")...)
		})
		return found
	},
}
