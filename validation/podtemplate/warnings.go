package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// Warnings collects what the API server would warn of in the template, which stands at p, has its defaults
// and no errors. opts are those of Validate, and may be nil on a create. On an update the API server warns
// only where the spec changed: that is for the caller to ask.
//
// Parity: api/pod GetWarningsForPodTemplate.
func Warnings(w *check.Warnings, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
}
