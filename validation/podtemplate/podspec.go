package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// podSpec reports what is wrong with the spec of the pod.
//
// Parity: core ValidatePodSpec.
func podSpec(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	before := len(r.Errors)
	volumes(r, p, spec, opts)
	s := scopeOf(r, p, spec, opts, before)
	containers(r, p, &s, opts)
	initContainers(r, p, &s, opts)
	ephemeralContainers(r, p, &s, opts)
	fileKeyVolumes(r, p, &s, opts)

	podResources(r, p, spec, opts)
	podMisc(r, p, spec, opts)
	podSecurity(r, p, spec, opts)
	scheduling(r, p, spec, opts)
	dns(r, p, spec, opts)
}
