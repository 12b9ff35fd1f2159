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
	resourceLists(r, &at, spec.Overhead, nil, false, opts)
}
