package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
)

const readinessGateInvalid check.ID = "readiness-gate-condition-invalid"

// readinessGates is about the conditions that must hold before the pod counts as ready.
//
// Parity: core validateReadinessGates.
func readinessGates(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	for i := range spec.ReadinessGates {
		if name := string(spec.ReadinessGates[i].ConditionType); !syntax.IsQualifiedName(name) {
			list := p.Child("readinessGates")
			item := list.Index(i)
			at := item.Child("conditionType")
			r.Invalid(readinessGateInvalid, &at, name, qualifiedNameFault("conditionType", name), "")
		}
	}
}
