package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var runAsRoot = rule{
	name: "run-as-root", severity: finding.Off, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		pod := s.pod.SecurityContext
		podSafe := pod != nil && (isTrue(pod.RunAsNonRoot) || pod.RunAsUser != nil && *pod.RunAsUser != 0)
		s.eachWorker(func(c *corev1.Container, at place) {
			own := c.SecurityContext
			if own != nil && (isTrue(own.RunAsNonRoot) || own.RunAsUser != nil) {
				if isTrue(own.RunAsNonRoot) || *own.RunAsUser != 0 {
					return
				}
			} else if podSafe {
				return
			}
			found = append(found, say(at.at("securityContext"), "the container "+c.Name+" may run as root",
				"write `runAsNonRoot: true` in its securityContext or the pod's")...)
		})
		return found
	},
}

func isTrue(flag *bool) bool { return flag != nil && *flag }
