package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// overhead is about what running the pod costs beside its containers: its amounts are those of limits.
//
// Parity: core validateOverhead.
func overhead(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.Overhead) == 0 {
		return
	}
	at := p.Child("overhead")
	limits := at.Child("limits")
	hugePages, compute := false, false
	for name, quantity := range spec.Overhead {
		item := limits.Key(string(name))
		containerResource(r, &item, name, &quantity, opts)
		hugePages = hugePages || isHugePages(name)
		compute = compute || name == corev1.ResourceCPU || name == corev1.ResourceMemory
	}
	if hugePages && !compute {
		r.Forbidden(resourceHugePagesAlone, &at, "huge pages are an overhead without cpu or memory", "write cpu or memory too")
	}
}
