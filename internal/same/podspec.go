package same

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// Allowed is what an update may change: it is not compared. The zero value compares all.
type Allowed struct {
	// Scheduling lets nodeSelector, tolerations, node affinity and scheduling gates differ, and in a
	// template labels and annotations.
	Scheduling bool
	// Resources lets the resources of containers and init containers differ. Containers that are not in
	// their old place must be the same altogether.
	Resources bool
}

// PodTemplate reports whether both are the same.
func PodTemplate(a, b *corev1.PodTemplateSpec) bool { return PodTemplateBut(a, b, Allowed{}) }

// PodTemplateBut reports whether both are the same but for what is allowed.
func PodTemplateBut(a, b *corev1.PodTemplateSpec, allowed Allowed) bool {
	return Meta(&a.ObjectMeta, &b.ObjectMeta) &&
		(allowed.Scheduling || Map(a.Labels, b.Labels) && Map(a.Annotations, b.Annotations)) &&
		PodSpecBut(&a.Spec, &b.Spec, allowed)
}

// PodSpecBut reports whether both are the same but for what is allowed.
func PodSpecBut(a, b *corev1.PodSpec, allowed Allowed) bool {
	return podNames(a, b) && podNumbers(a, b) && podSwitches(a, b) &&
		containers(a.Containers, b.Containers, allowed.Resources) && containers(a.InitContainers, b.InitContainers, allowed.Resources) &&
		List(a.EphemeralContainers, b.EphemeralContainers) && slices.EqualFunc(a.Volumes, b.Volumes, volume) &&
		placement(a, b, allowed.Scheduling) &&
		podSecurity(a.SecurityContext, b.SecurityContext) &&
		slices.Equal(a.ImagePullSecrets, b.ImagePullSecrets) && List(a.HostAliases, b.HostAliases) && Any(a.DNSConfig, b.DNSConfig) &&
		slices.Equal(a.ReadinessGates, b.ReadinessGates) && resourceList(a.Overhead, b.Overhead) &&
		List(a.ResourceClaims, b.ResourceClaims) && Any(a.Resources, b.Resources) && Any(a.SchedulingGroup, b.SchedulingGroup) &&
		List(a.EvictionResponders, b.EvictionResponders) && Pointer(a.OS, b.OS)
}

func podNames(a, b *corev1.PodSpec) bool {
	return a.RestartPolicy == b.RestartPolicy && a.DNSPolicy == b.DNSPolicy &&
		a.ServiceAccountName == b.ServiceAccountName && a.DeprecatedServiceAccount == b.DeprecatedServiceAccount &&
		a.NodeName == b.NodeName && a.Hostname == b.Hostname && a.Subdomain == b.Subdomain && a.SchedulerName == b.SchedulerName &&
		a.PriorityClassName == b.PriorityClassName && Pointer(a.RuntimeClassName, b.RuntimeClassName) &&
		Pointer(a.PreemptionPolicy, b.PreemptionPolicy) && Pointer(a.HostnameOverride, b.HostnameOverride)
}

func podNumbers(a, b *corev1.PodSpec) bool {
	return Pointer(a.TerminationGracePeriodSeconds, b.TerminationGracePeriodSeconds) &&
		Pointer(a.ActiveDeadlineSeconds, b.ActiveDeadlineSeconds) && Pointer(a.Priority, b.Priority)
}

func podSwitches(a, b *corev1.PodSpec) bool {
	return a.HostNetwork == b.HostNetwork && a.HostPID == b.HostPID && a.HostIPC == b.HostIPC &&
		Pointer(a.AutomountServiceAccountToken, b.AutomountServiceAccountToken) && Pointer(a.ShareProcessNamespace, b.ShareProcessNamespace) &&
		Pointer(a.EnableServiceLinks, b.EnableServiceLinks) && Pointer(a.SetHostnameAsFQDN, b.SetHostnameAsFQDN) && Pointer(a.HostUsers, b.HostUsers)
}

// placement compares where the pod may run.
func placement(a, b *corev1.PodSpec, allowed bool) bool {
	if !slices.EqualFunc(a.TopologySpreadConstraints, b.TopologySpreadConstraints, spread) {
		return false
	}
	if allowed {
		return affinityBesidesNodes(a.Affinity, b.Affinity)
	}
	return Map(a.NodeSelector, b.NodeSelector) && slices.EqualFunc(a.Tolerations, b.Tolerations, toleration) &&
		affinity(a.Affinity, b.Affinity) && slices.Equal(a.SchedulingGates, b.SchedulingGates)
}

// affinityBesidesNodes compares affinity to pods. An affinity to nodes alone is the same as none.
func affinityBesidesNodes(a, b *corev1.Affinity) bool {
	var none corev1.Affinity
	switch {
	case a == nil && b == nil:
		return true
	case a == nil:
		a = &none
	case b == nil:
		b = &none
	}
	return podAffinity(a, b)
}

func toleration(a, b corev1.Toleration) bool {
	return a.Key == b.Key && a.Operator == b.Operator && a.Value == b.Value && a.Effect == b.Effect && Pointer(a.TolerationSeconds, b.TolerationSeconds)
}

func podSecurity(a, b *corev1.PodSecurityContext) bool {
	if a == nil || b == nil {
		return a == b
	}
	return Pointer(a.SELinuxOptions, b.SELinuxOptions) && Any(a.WindowsOptions, b.WindowsOptions) &&
		Pointer(a.RunAsUser, b.RunAsUser) && Pointer(a.RunAsGroup, b.RunAsGroup) && Pointer(a.RunAsNonRoot, b.RunAsNonRoot) &&
		slices.Equal(a.SupplementalGroups, b.SupplementalGroups) && Pointer(a.SupplementalGroupsPolicy, b.SupplementalGroupsPolicy) &&
		Pointer(a.FSGroup, b.FSGroup) && slices.Equal(a.Sysctls, b.Sysctls) && Pointer(a.FSGroupChangePolicy, b.FSGroupChangePolicy) &&
		seccomp(a.SeccompProfile, b.SeccompProfile) && Any(a.AppArmorProfile, b.AppArmorProfile) &&
		Pointer(a.SELinuxChangePolicy, b.SELinuxChangePolicy)
}

func seccomp(a, b *corev1.SeccompProfile) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Type == b.Type && Pointer(a.LocalhostProfile, b.LocalhostProfile)
}
