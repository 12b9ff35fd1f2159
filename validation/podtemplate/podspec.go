package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// podSpec reports what is wrong with the spec of the pod. Its restartPolicy is the Job's to speak of.
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
	podResourceClaims(r, p, spec, opts)
	podResources(r, p, &s, opts)
	overhead(r, p, spec, opts)
	periods(r, p, spec)
	serviceAccount(r, p, spec)
	readinessGates(r, p, spec)
	evictionResponders(r, p, spec, opts)
	scheduling(r, p, spec, opts)
	podSecurity(r, p, spec, opts)
	hostNamespaces(r, p, &s, opts)
	hostProcess(r, p, spec)
	operatingSystem(r, p, spec, opts)
	dns(r, p, spec, opts)
	hostnames(r, p, spec, opts)
}
