package defaults

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// setPodTemplate gives a pod template its defaults. at is its JSON pointer.
// Only the restart policy is set so far, because a Job's own rules read it.
func setPodTemplate(template *corev1.PodTemplateSpec, at string, _ target.Version, record *Record) {
	if template.Spec.RestartPolicy == "" {
		template.Spec.RestartPolicy = corev1.RestartPolicyAlways
		if record != nil {
			record.add(at+"/spec/restartPolicy", corev1.RestartPolicyAlways)
		}
	}
}
