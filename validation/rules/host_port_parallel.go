package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var hostPortParallel = rule{
	name: "host-port-parallel", severity: finding.Warning, kinds: both, needs: parallel,
	check: func(s *subject) (found []finding.Finding) {
		s.eachContainer(func(c *corev1.Container, at place) {
			for i, port := range c.Ports {
				if found == nil && s.onHost(port) > 0 {
					found = say(at.at("ports["+words.Itoa(i)+"]"),
						words.Itoa(s.parallelism())+" pods at once want port "+words.Itoa(s.onHost(port))+" of their node: each node runs one, the rest wait",
						"remove the port, which a Job rarely needs, or lower parallelism to 1")
				}
			}
		})
		return found
	},
}

// onHost is the port of the node that the container takes; 0 where it takes none.
func (s *subject) onHost(port corev1.ContainerPort) int32 {
	if port.HostPort == 0 && s.pod.HostNetwork {
		return port.ContainerPort
	}
	return port.HostPort
}

// hostPort is the first port of the node that a pod takes; -1 where it takes none.
func (s *subject) hostPort() int32 {
	for i := range s.pod.Containers {
		for _, port := range s.pod.Containers[i].Ports {
			if taken := s.onHost(port); taken > 0 {
				return taken
			}
		}
	}
	return -1
}
