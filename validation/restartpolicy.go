package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	restartPolicyMissing  check.ID = "restart-policy"
	restartPolicyUnknown  check.ID = "restart-policy-unknown"
	restartPolicyNotNever check.ID = "restart-policy-with-pod-failure-policy"
)

// RestartPolicyMissing is the message where the author wrote no restartPolicy. Defaulting has put Always
// there, so only a caller with a record of the defaults can tell the two apart, and say this instead.
const RestartPolicyMissing = "restartPolicy is missing; pods of a Job need Never or OnFailure"

const restartPolicyHint = "write `restartPolicy: Never` in the template's spec; Never keeps failed pods and their logs"

// Parity: batch validateJobSpec.
func restartPolicy(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	policy := spec.Template.Spec.RestartPolicy
	switch {
	case policy == corev1.RestartPolicyNever:
		return
	case policy == corev1.RestartPolicyOnFailure && spec.PodFailurePolicy == nil:
		return
	}
	template := p.Child("template")
	podSpec := template.Child("spec")
	at := podSpec.Child("restartPolicy")
	switch policy {
	case "":
		r.Required(restartPolicyMissing, &at, RestartPolicyMissing, restartPolicyHint)
	case corev1.RestartPolicyAlways:
		r.Required(restartPolicyMissing, &at, "restartPolicy is Always, but pods of a Job must end: Never or OnFailure", restartPolicyHint)
	case corev1.RestartPolicyOnFailure:
		r.Invalid(restartPolicyNotNever, &at, policy,
			"podFailurePolicy works only with restartPolicy Never, and this is OnFailure", "set Never, or remove podFailurePolicy")
	default:
		r.NotSupported(restartPolicyUnknown, &at, policy,
			"restartPolicy is "+words.Quoted(policy), words.OneOf(policy, corev1.RestartPolicyNever, corev1.RestartPolicyOnFailure))
	}
}
