package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const warnByteFraction check.ID = "resource-fraction-of-byte"

func warnResources(w *check.Warnings, p *check.Path, c *corev1.Container) {
	at := p.Child("resources")
	warnFraction(w, &at, "limits", c.Resources.Limits, corev1.ResourceMemory)
	warnFraction(w, &at, "requests", c.Resources.Requests, corev1.ResourceMemory)
	warnFraction(w, &at, "limits", c.Resources.Limits, corev1.ResourceEphemeralStorage)
	warnFraction(w, &at, "requests", c.Resources.Requests, corev1.ResourceEphemeralStorage)
}

// warnPodResources: the API server warns of the overhead, not of the pod's own resources.
func warnPodResources(w *check.Warnings, p *check.Path, spec *corev1.PodSpec) {
	warnFraction(w, p, "overhead", spec.Overhead, corev1.ResourceMemory)
	warnFraction(w, p, "overhead", spec.Overhead, corev1.ResourceEphemeralStorage)
}
