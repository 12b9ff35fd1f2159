package podtemplate

import (
	"math"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	gracePeriodMissing  check.ID = "termination-grace-period-missing"
	activeDeadlineRange check.ID = "pod-active-deadline-range"
)

// periods is about how long the pod may run, and may take to end. A negative grace period is none to the API
// server: a pod made of the template gets 1 second.
//
// Parity: core ValidatePodSpec.
func periods(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	if spec.TerminationGracePeriodSeconds == nil && r.Target.Since(31) {
		at := p.Child("terminationGracePeriodSeconds")
		r.Required(gracePeriodMissing, &at, "terminationGracePeriodSeconds is missing", "write 30, which defaulting would")
	}
	if n := spec.ActiveDeadlineSeconds; n != nil && (*n < 1 || *n > math.MaxInt32) {
		at := p.Child("activeDeadlineSeconds")
		r.Invalid(activeDeadlineRange, &at, *n, "activeDeadlineSeconds of the pod is "+words.Itoa(*n)+"; it must be 1 to 2147483647", "write it, or set activeDeadlineSeconds of the Job instead")
	}
}
