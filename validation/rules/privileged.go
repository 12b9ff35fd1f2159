package rules

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var privileged = rule{
	name: "privileged", severity: finding.Info, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		const why = ": what runs here owns the node"
		const hint = "remove it, or keep such Jobs to a namespace of their own"
		switch {
		case s.pod.HostPID:
			found = say(s.atPod("hostPID"), "the pods see the processes of their node (hostPID)"+why, hint)
		case s.pod.HostIPC:
			found = say(s.atPod("hostIPC"), "the pods share the memory of their node's processes (hostIPC)"+why, hint)
		}
		for i := range s.pod.Volumes {
			if path := s.pod.Volumes[i].HostPath; path != nil && isRuntimeSocket(path.Path) {
				found = append(found, say(s.atPod("volumes["+words.Itoa(i)+"].hostPath.path"), "the pods get the container runtime's socket"+why, hint)...)
			}
		}
		s.eachContainer(func(c *corev1.Container, at place) {
			if c.SecurityContext != nil && isTrue(c.SecurityContext.Privileged) {
				found = append(found, say(at.at("securityContext.privileged"), "the container "+c.Name+" is privileged"+why, hint)...)
			}
		})
		return found
	},
}

func isRuntimeSocket(path string) bool {
	return strings.HasSuffix(path, "docker.sock") || strings.HasSuffix(path, "containerd.sock") || strings.HasSuffix(path, "crio.sock")
}
