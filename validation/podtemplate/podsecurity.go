package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	podFSGroupRange        check.ID = "pod-fs-group-range"
	podUserRange           check.ID = "pod-run-as-user-range"
	podGroupRange          check.ID = "pod-run-as-group-range"
	podSupplementalRange   check.ID = "pod-supplemental-group-range"
	podFSGroupChangePolicy check.ID = "pod-fs-group-change-policy-unknown"
	podSupplementalPolicy  check.ID = "pod-supplemental-groups-policy-unknown"
	podSELinuxChangePolicy check.ID = "pod-selinux-change-policy-unknown"
)

// podSecurity reports what is wrong with the security context of the pod. What the pod's system (os.name)
// has to say of it is said by operatingSystem.
//
// Parity: core validatePodSpecSecurityContext.
func podSecurity(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	sc := spec.SecurityContext
	if sc == nil {
		return
	}
	at := p.Child("securityContext")
	podIDs(r, &at, sc)
	sysctls(r, &at, spec, opts)
	if sc.FSGroupChangePolicy != nil {
		fsGroupChangePolicy(r, &at, *sc.FSGroupChangePolicy)
	}
	if sc.SeccompProfile != nil {
		in := at.Child("seccompProfile")
		seccompProfile(r, &in, sc.SeccompProfile)
	}
	if sc.WindowsOptions != nil {
		in := at.Child("windowsOptions")
		windowsOptions(r, &in, sc.WindowsOptions)
	}
	if sc.AppArmorProfile != nil && keepsAppArmor(r.Target, opts) {
		in := at.Child("appArmorProfile")
		appArmorProfile(r, &in, sc.AppArmorProfile)
	}
	if sc.SupplementalGroupsPolicy != nil && keepsSupplementalGroupsPolicy(r, opts) {
		supplementalGroupsPolicy(r, &at, *sc.SupplementalGroupsPolicy)
	}
	if sc.SELinuxChangePolicy != nil && keepsSELinuxChangePolicy(r, opts) {
		seLinuxChangePolicy(r, &at, *sc.SELinuxChangePolicy, opts)
	}
}

// podIDs is about the numbers of users and groups.
func podIDs(r *check.Report, p *check.Path, sc *corev1.PodSecurityContext) {
	if sc.FSGroup != nil && !isID(*sc.FSGroup) {
		at := p.Child("fsGroup")
		r.Invalid(podFSGroupRange, &at, *sc.FSGroup, idFault("fsGroup", *sc.FSGroup), "")
	}
	if sc.RunAsUser != nil && !isID(*sc.RunAsUser) {
		at := p.Child("runAsUser")
		r.Invalid(podUserRange, &at, *sc.RunAsUser, idFault("runAsUser", *sc.RunAsUser), "")
	}
	if sc.RunAsGroup != nil && !isID(*sc.RunAsGroup) {
		at := p.Child("runAsGroup")
		r.Invalid(podGroupRange, &at, *sc.RunAsGroup, idFault("runAsGroup", *sc.RunAsGroup), "")
	}
	for i, group := range sc.SupplementalGroups {
		if !isID(group) {
			list := p.Child("supplementalGroups")
			at := list.Index(i)
			r.Invalid(podSupplementalRange, &at, group, idFault("supplemental group", group), "")
		}
	}
}

func fsGroupChangePolicy(r *check.Report, p *check.Path, policy corev1.PodFSGroupChangePolicy) {
	if policy == corev1.FSGroupChangeOnRootMismatch || policy == corev1.FSGroupChangeAlways {
		return
	}
	at := p.Child("fsGroupChangePolicy")
	r.NotSupported(podFSGroupChangePolicy, &at, policy, "fsGroupChangePolicy is "+words.Quoted(policy), words.OneOf(policy, corev1.FSGroupChangeOnRootMismatch, corev1.FSGroupChangeAlways))
}

// keepsSupplementalGroupsPolicy: the field came with 1.31, on by default from 1.33.
func keepsSupplementalGroupsPolicy(r *check.Report, opts *Options) bool {
	return r.Target.Enabled(target.SupplementalGroupsPolicy) || opts.KeepSupplementalGroupsPolicy
}

func supplementalGroupsPolicy(r *check.Report, p *check.Path, policy corev1.SupplementalGroupsPolicy) {
	if policy == corev1.SupplementalGroupsPolicyMerge || policy == corev1.SupplementalGroupsPolicyStrict {
		return
	}
	at := p.Child("supplementalGroupsPolicy")
	r.NotSupported(podSupplementalPolicy, &at, policy, "supplementalGroupsPolicy is "+words.Quoted(policy), words.OneOf(policy, corev1.SupplementalGroupsPolicyMerge, corev1.SupplementalGroupsPolicyStrict))
}

// keepsSELinuxChangePolicy: the field came with 1.32, on by default from 1.33.
func keepsSELinuxChangePolicy(r *check.Report, opts *Options) bool {
	return r.Target.Enabled(target.SELinuxChangePolicy) || opts.KeepSELinuxChangePolicy
}

// seLinuxChangePolicy: MountOption needs SELinuxMount, on by default from 1.37.
func seLinuxChangePolicy(r *check.Report, p *check.Path, policy corev1.PodSELinuxChangePolicy, opts *Options) {
	if policy == corev1.SELinuxChangePolicyRecursive {
		return
	}
	at := p.Child("seLinuxChangePolicy")
	switch any := opts.AllowAnySELinuxChangePolicy || r.Target.Enabled(target.SELinuxMount); {
	case policy == corev1.SELinuxChangePolicyMountOption && any:
	case policy == corev1.SELinuxChangePolicyMountOption:
		r.NotSupported(podSELinuxChangePolicy, &at, policy, "seLinuxChangePolicy MountOption is not turned on in Kubernetes "+r.Target.String(), "write Recursive")
	default:
		r.NotSupported(podSELinuxChangePolicy, &at, policy, "seLinuxChangePolicy is "+words.Quoted(policy), words.OneOf(policy, corev1.SELinuxChangePolicyRecursive, corev1.SELinuxChangePolicyMountOption))
	}
}
