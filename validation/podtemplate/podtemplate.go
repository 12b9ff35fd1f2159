// Package podtemplate says what the API server would say of the pod template of a Job: the same set of
// error types and field paths, each concern in its own file.
//
// It takes the defaulted template. Fields that the target's API server would drop before it validates,
// because their feature gate is off, are passed over as if they were not there; the template itself is
// never changed.
//
// Where a cluster's administrator can loosen or tighten a rule by a flag, we take the value that clusters
// have: privileged containers are allowed (--allow-privileged).
package podtemplate

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// Validate reports what is wrong with the template, which stands at p. opts may be nil on a create.
//
// Parity: core ValidatePodTemplateSpec.
func Validate(r *check.Report, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	var create Options
	if opts == nil {
		opts = &create
	}
	templateMetadata(r, p, template, opts)
	spec := p.Child("spec")
	podSpec(r, &spec, &template.Spec, opts)
	profileAnnotations(r, &spec, template, opts)
}

// Catalog returns a row for every check of the package.
func Catalog() []check.Row {
	return slices.Concat(catalogLabels(), catalogContainers(), catalogVolumes(), catalogPod())
}
