package podtemplate

import (
	"math"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	securityUserRange     check.ID = "container-run-as-user-range"
	securityGroupRange    check.ID = "container-run-as-group-range"
	securityProcMount     check.ID = "container-proc-mount-unknown"
	securityProcMountHost check.ID = "container-proc-mount-host-users"
	securityPrivileged    check.ID = "container-privileged-without-escalation"
	securitySysAdmin      check.ID = "container-sys-admin-without-escalation"
)

// securityContext reports what is wrong with the security context of a container. What the pod's system
// (os.name) has to say of it is said by the pod's own checks.
//
// Parity: core ValidateSecurityContext.
func securityContext(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	sc := c.SecurityContext
	if sc == nil {
		return
	}
	at := p.Child("securityContext")
	if sc.RunAsUser != nil && !isID(*sc.RunAsUser) {
		in := at.Child("runAsUser")
		r.Invalid(securityUserRange, &in, *sc.RunAsUser, idFault("runAsUser", *sc.RunAsUser), "")
	}
	if sc.RunAsGroup != nil && !isID(*sc.RunAsGroup) {
		in := at.Child("runAsGroup")
		r.Invalid(securityGroupRange, &in, *sc.RunAsGroup, idFault("runAsGroup", *sc.RunAsGroup), "")
	}
	if sc.ProcMount != nil {
		procMount(r, &at, *sc.ProcMount, s, opts)
	}
	if sc.SeccompProfile != nil {
		in := at.Child("seccompProfile")
		seccompProfile(r, &in, sc.SeccompProfile)
	}
	if sc.AllowPrivilegeEscalation != nil && !*sc.AllowPrivilegeEscalation {
		withoutEscalation(r, &at, sc, opts)
	}
	if sc.WindowsOptions != nil {
		in := at.Child("windowsOptions")
		windowsOptions(r, &in, sc.WindowsOptions)
	}
	if sc.AppArmorProfile != nil && keepsAppArmor(r.Target, opts) {
		in := at.Child("appArmorProfile")
		appArmorProfile(r, &in, sc.AppArmorProfile)
	}
}

// isID reports whether n can be the number of a user or a group.
func isID(n int64) bool { return 0 <= n && n <= math.MaxInt32 }

func idFault(what string, n int64) string {
	return what + " is " + words.Itoa(n) + "; it must be 0 to 2147483647"
}

// procMount: with the gate off any value becomes Default. Unmasked needs a user namespace from 1.30 on.
func procMount(r *check.Report, p *check.Path, mount corev1.ProcMountType, s *scope, opts *Options) {
	if !r.Target.Enabled(target.ProcMountType) && !opts.KeepProcMount {
		return
	}
	switch mount {
	case corev1.DefaultProcMount:
	case corev1.UnmaskedProcMount:
		if s.hostUsers && r.Target.Since(30) {
			at := p.Child("procMount")
			r.Invalid(securityProcMountHost, &at, mount, "procMount Unmasked needs a user namespace", "write `hostUsers: false` in the pod's spec")
		}
	default:
		at := p.Child("procMount")
		r.NotSupported(securityProcMount, &at, mount, "procMount is "+words.Quoted(mount), words.OneOf(mount, corev1.DefaultProcMount, corev1.UnmaskedProcMount))
	}
}

// withoutEscalation: what lets a process gain rights cannot stand beside allowPrivilegeEscalation: false.
func withoutEscalation(r *check.Report, p *check.Path, sc *corev1.SecurityContext, opts *Options) {
	if sc.Privileged != nil && *sc.Privileged {
		r.Invalid(securityPrivileged, p, "privileged", "privileged is true and allowPrivilegeEscalation false; they exclude each other", "remove one of them")
	}
	if sc.Capabilities == nil || opts.AllowSysAdminWithoutEscalation {
		return
	}
	for _, name := range sc.Capabilities.Add {
		if name == "CAP_SYS_ADMIN" {
			r.Invalid(securitySysAdmin, p, name, "CAP_SYS_ADMIN is added and allowPrivilegeEscalation false; they exclude each other", "remove one of them")
			return
		}
	}
}
