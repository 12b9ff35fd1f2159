package same

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

func affinity(a, b *corev1.Affinity) bool {
	if a == nil || b == nil {
		return a == b
	}
	return nodeAffinity(a.NodeAffinity, b.NodeAffinity) && podAffinity(a, b)
}

// podAffinity compares affinity and anti-affinity to pods.
func podAffinity(a, b *corev1.Affinity) bool {
	near, other := a.PodAffinity, b.PodAffinity
	if (near == nil) != (other == nil) {
		return false
	}
	if near != nil && !(slices.EqualFunc(near.RequiredDuringSchedulingIgnoredDuringExecution, other.RequiredDuringSchedulingIgnoredDuringExecution, podTerm) &&
		slices.EqualFunc(near.PreferredDuringSchedulingIgnoredDuringExecution, other.PreferredDuringSchedulingIgnoredDuringExecution, weightedPodTerm)) {
		return false
	}
	far, otherFar := a.PodAntiAffinity, b.PodAntiAffinity
	if far == nil || otherFar == nil {
		return far == otherFar
	}
	return slices.EqualFunc(far.RequiredDuringSchedulingIgnoredDuringExecution, otherFar.RequiredDuringSchedulingIgnoredDuringExecution, podTerm) &&
		slices.EqualFunc(far.PreferredDuringSchedulingIgnoredDuringExecution, otherFar.PreferredDuringSchedulingIgnoredDuringExecution, weightedPodTerm)
}

func weightedPodTerm(a, b corev1.WeightedPodAffinityTerm) bool {
	return a.Weight == b.Weight && podTerm(a.PodAffinityTerm, b.PodAffinityTerm)
}

func podTerm(a, b corev1.PodAffinityTerm) bool {
	return Selector(a.LabelSelector, b.LabelSelector) && slices.Equal(a.Namespaces, b.Namespaces) && a.TopologyKey == b.TopologyKey &&
		Selector(a.NamespaceSelector, b.NamespaceSelector) && slices.Equal(a.MatchLabelKeys, b.MatchLabelKeys) &&
		slices.Equal(a.MismatchLabelKeys, b.MismatchLabelKeys)
}

func nodeAffinity(a, b *corev1.NodeAffinity) bool {
	if a == nil || b == nil {
		return a == b
	}
	return nodeSelector(a.RequiredDuringSchedulingIgnoredDuringExecution, b.RequiredDuringSchedulingIgnoredDuringExecution) &&
		slices.EqualFunc(a.PreferredDuringSchedulingIgnoredDuringExecution, b.PreferredDuringSchedulingIgnoredDuringExecution, preferredNodes)
}

func preferredNodes(a, b corev1.PreferredSchedulingTerm) bool {
	return a.Weight == b.Weight && nodeTerm(a.Preference, b.Preference)
}

func nodeSelector(a, b *corev1.NodeSelector) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.NodeSelectorTerms, b.NodeSelectorTerms, nodeTerm)
}

func nodeTerm(a, b corev1.NodeSelectorTerm) bool {
	return slices.EqualFunc(a.MatchExpressions, b.MatchExpressions, nodeRequirement) && slices.EqualFunc(a.MatchFields, b.MatchFields, nodeRequirement)
}

func nodeRequirement(a, b corev1.NodeSelectorRequirement) bool {
	return a.Key == b.Key && a.Operator == b.Operator && slices.Equal(a.Values, b.Values)
}

func spread(a, b corev1.TopologySpreadConstraint) bool {
	return a.MaxSkew == b.MaxSkew && a.TopologyKey == b.TopologyKey && a.WhenUnsatisfiable == b.WhenUnsatisfiable &&
		Selector(a.LabelSelector, b.LabelSelector) && Pointer(a.MinDomains, b.MinDomains) && Pointer(a.NodeAffinityPolicy, b.NodeAffinityPolicy) &&
		Pointer(a.NodeTaintsPolicy, b.NodeTaintsPolicy) && slices.Equal(a.MatchLabelKeys, b.MatchLabelKeys)
}
