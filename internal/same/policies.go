package same

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"
)

// PodFailurePolicy reports whether both have the same rules.
func PodFailurePolicy(a, b *batchv1.PodFailurePolicy) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Rules, b.Rules, failureRule)
}

func failureRule(a, b batchv1.PodFailurePolicyRule) bool {
	return a.Action == b.Action && exitCodes(a.OnExitCodes, b.OnExitCodes) && slices.Equal(a.OnPodConditions, b.OnPodConditions)
}

func exitCodes(a, b *batchv1.PodFailurePolicyOnExitCodesRequirement) bool {
	if a == nil || b == nil {
		return a == b
	}
	return Pointer(a.ContainerName, b.ContainerName) && a.Operator == b.Operator && slices.Equal(a.Values, b.Values)
}

// SuccessPolicy reports whether both have the same rules.
func SuccessPolicy(a, b *batchv1.SuccessPolicy) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Rules, b.Rules, successRule)
}

func successRule(a, b batchv1.SuccessPolicyRule) bool {
	return Pointer(a.SucceededIndexes, b.SucceededIndexes) && Pointer(a.SucceededCount, b.SucceededCount)
}
