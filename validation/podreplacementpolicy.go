package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	podReplacementPolicyUnknown check.ID = "pod-replacement-policy-unknown"
	podReplacementPolicyFailed  check.ID = "pod-replacement-policy-with-pod-failure-policy"
)

// Parity: batch validatePodReplacementPolicy. KEP-3939.
func podReplacementPolicy(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.PodReplacementPolicy == nil {
		return
	}
	policy := *spec.PodReplacementPolicy
	switch {
	case policy == batchv1.Failed:
	case spec.PodFailurePolicy != nil:
		at := p.Child("podReplacementPolicy")
		r.NotSupported(podReplacementPolicyFailed, &at, policy,
			"podReplacementPolicy is "+words.Quoted(policy)+", but beside a podFailurePolicy only Failed is possible", "write Failed, or leave podReplacementPolicy out")
	case policy != batchv1.TerminatingOrFailed:
		at := p.Child("podReplacementPolicy")
		r.NotSupported(podReplacementPolicyUnknown, &at, policy,
			"podReplacementPolicy is "+words.Quoted(policy), words.OneOf(policy, batchv1.Failed, batchv1.TerminatingOrFailed))
	}
}
