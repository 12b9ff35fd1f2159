package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var emptyDirUnbounded = rule{
	name: "emptydir-unbounded", severity: finding.Info, kinds: both, needs: volumes,
	check: func(s *subject) (found []finding.Finding) {
		for i := range s.pod.Volumes {
			dir := s.pod.Volumes[i].EmptyDir
			if dir == nil || dir.SizeLimit != nil {
				continue
			}
			severity, effect := finding.Info, "fill its node's disk"
			if dir.Medium == corev1.StorageMediumMemory {
				if s.memoryLimited() {
					continue // the kubelet makes the volume as large as the pod's limit
				}
				severity, effect = finding.Warning, "use up memory, up to half of its node's"
			}
			found = append(found, sayAs(severity, s.atPod("volumes["+words.Itoa(i)+"].emptyDir"),
				"the emptyDir "+s.pod.Volumes[i].Name+" has no sizeLimit: what the work writes there can "+effect,
				"write sizeLimit")...)
		}
		return found
	},
}

// memoryLimited reports whether every worker has a memory limit, or the pod has.
func (s *subject) memoryLimited() bool {
	if s.pod.Resources != nil {
		if _, is := s.pod.Resources.Limits[corev1.ResourceMemory]; is {
			return true
		}
	}
	for i := range s.pod.Containers {
		if _, is := s.pod.Containers[i].Resources.Limits[corev1.ResourceMemory]; !is {
			return false
		}
	}
	return true
}
