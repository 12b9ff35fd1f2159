package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// podOptions sets what the pod around the containers may keep of old, in an update.
// Cost: allocates where the old template breaks a rule.
func podOptions(o *Options, old *corev1.PodTemplateSpec, t target.Version) {
	spec := &old.Spec
	if cost, ok := old.Annotations[deletionCost]; ok {
		o.AllowInvalidPodDeletionCost = !isDeletionCost(cost)
	}
	securityOptions(o, spec, t)
	affinityOptions(o, spec.Affinity, t)
	spreadOptions(o, spec.TopologySpreadConstraints, t)
	o.AllowTolerationComparison = t.Since(35) && hasComparison(spec.Tolerations)
	o.AllowRelaxedDNSSearch = t.Since(32) && spec.DNSConfig != nil && hasRelaxedSearch(spec.DNSConfig.Searches)
	o.KeepHostnameOverride = t.Since(34) && spec.HostnameOverride != nil
	o.KeepSchedulingGates = len(spec.SchedulingGates) > 0
	o.KeepSchedulingGroup = t.Since(36) && spec.SchedulingGroup != nil
	o.KeepPodResources = t.Since(32) && spec.Resources != nil && len(spec.Resources.Requests)+len(spec.Resources.Limits) > 0
	o.KeepEvictionResponders = t.Since(37) && len(spec.EvictionResponders) > 0
	if o.KeepEvictionResponders {
		o.OldEvictionResponders = spec.EvictionResponders
	}
}

// securityOptions is about the pod's security context, and what it shares with the node.
func securityOptions(o *Options, spec *corev1.PodSpec, t target.Version) {
	if sc := spec.SecurityContext; sc != nil {
		o.KeepSupplementalGroupsPolicy = t.Since(31) && sc.SupplementalGroupsPolicy != nil
		o.KeepSELinuxChangePolicy = t.Since(32) && sc.SELinuxChangePolicy != nil
		o.AllowAnySELinuxChangePolicy = o.KeepSELinuxChangePolicy
		for i := range sc.Sysctls {
			o.AllowNamespacedSysctlsOnHost = o.AllowNamespacedSysctlsOnHost || hostNamespace(spec, sc.Sysctls[i].Name) != ""
		}
	}
	if spec.HostUsers != nil && !*spec.HostUsers {
		o.AllowUserNamespacesOnHostNetwork = t.Since(35) && spec.HostNetwork
		o.AllowUserNamespacesWithDevices = t.Since(34) && hasVolumeDevices(spec)
	}
}

func hasVolumeDevices(spec *corev1.PodSpec) bool {
	for i := range spec.Containers {
		if len(spec.Containers[i].VolumeDevices) > 0 {
			return true
		}
	}
	for i := range spec.InitContainers {
		if len(spec.InitContainers[i].VolumeDevices) > 0 {
			return true
		}
	}
	for i := range spec.EphemeralContainers {
		if len(spec.EphemeralContainers[i].VolumeDevices) > 0 {
			return true
		}
	}
	return false
}

// affinityOptions: any fault of a selector lets values pass, as the API server has it.
func affinityOptions(o *Options, a *corev1.Affinity, t target.Version) {
	if a == nil {
		return
	}
	if a.NodeAffinity != nil && a.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution != nil {
		terms := a.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
		o.AllowInvalidLabelValueInNodeAffinity = t.Since(33) && hasInvalidNodeValue(terms)
	}
	if pod := a.PodAffinity; pod != nil {
		termOptions(o, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution)
	}
	if pod := a.PodAntiAffinity; pod != nil {
		termOptions(o, pod.RequiredDuringSchedulingIgnoredDuringExecution, pod.PreferredDuringSchedulingIgnoredDuringExecution)
	}
}

func termOptions(o *Options, required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm) {
	var faults check.Report
	at := check.Root("")
	for i := range required {
		affinitySelectors(&faults, &at, &required[i], false)
		o.KeepMatchLabelKeysInAffinity = o.KeepMatchLabelKeysInAffinity || hasMatchKeys(&required[i])
	}
	for i := range preferred {
		affinitySelectors(&faults, &at, &preferred[i].PodAffinityTerm, false)
		o.KeepMatchLabelKeysInAffinity = o.KeepMatchLabelKeysInAffinity || hasMatchKeys(&preferred[i].PodAffinityTerm)
	}
	o.AllowInvalidLabelValueInSelector = o.AllowInvalidLabelValueInSelector || len(faults.Errors) > 0
}

func hasMatchKeys(term *corev1.PodAffinityTerm) bool {
	return len(term.MatchLabelKeys) > 0 || len(term.MismatchLabelKeys) > 0
}

func hasInvalidNodeValue(terms []corev1.NodeSelectorTerm) bool {
	for i := range terms {
		for j := range terms[i].MatchExpressions {
			for _, value := range terms[i].MatchExpressions[j].Values {
				if !syntax.IsLabelValue(value) {
					return true
				}
			}
		}
	}
	return false
}

func spreadOptions(o *Options, constraints []corev1.TopologySpreadConstraint, t target.Version) {
	var inSelectors, inMerged, inUnmerged check.Report
	at := check.Root("")
	for i := range constraints {
		c := &constraints[i]
		o.KeepMinDomains = o.KeepMinDomains || c.MinDomains != nil
		o.KeepNodeAffinityPolicy = o.KeepNodeAffinityPolicy || c.NodeAffinityPolicy != nil
		o.KeepNodeTaintsPolicy = o.KeepNodeTaintsPolicy || c.NodeTaintsPolicy != nil
		o.KeepMatchLabelKeysInSpread = o.KeepMatchLabelKeysInSpread || len(c.MatchLabelKeys) > 0
		labelSelector(&inSelectors, &at, c.LabelSelector, false)
		matchLabelKeys(&inMerged, &at, c.MatchLabelKeys, nil, c.LabelSelector)
		unmergedKeys(&inUnmerged, &at, c.MatchLabelKeys, c.LabelSelector)
	}
	o.AllowInvalidSpreadSelector = len(inSelectors.Errors) > 0
	if t.Since(34) && t.Enabled(target.MatchLabelKeysInPodTopologySpread) {
		o.OldViolatesMatchLabelKeys = mergesSpreadKeys(t) && len(inMerged.Errors) > 0
		o.OldViolatesLegacyMatchLabelKeys = !mergesSpreadKeys(t) && len(inUnmerged.Errors) > 0
	}
}

func hasComparison(list []corev1.Toleration) bool {
	for i := range list {
		if list[i].Operator == corev1.TolerationOpLt || list[i].Operator == corev1.TolerationOpGt {
			return true
		}
	}
	return false
}

func hasRelaxedSearch(domains []string) bool {
	for _, domain := range domains {
		if domain == "." || strings.Contains(domain, "_") {
			return true
		}
	}
	return false
}
