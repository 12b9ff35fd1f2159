package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	osNameMissing      check.ID = "os-name-missing"
	osNameUnknown      check.ID = "os-name-unknown"
	osLinuxForbidden   check.ID = "os-linux-field-forbidden"
	osWindowsForbidden check.ID = "os-windows-field-forbidden"
)

// operatingSystem is about the pod's system, and about the fields that the other system has.
//
// Parity: core validateOS, validateLinux, validateWindows.
func operatingSystem(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if spec.OS == nil {
		return
	}
	switch at := p.Child("os"); spec.OS.Name {
	case corev1.Linux:
		linux(r, p, spec)
	case corev1.Windows:
		windows(r, p, spec, opts)
	case "":
		in := at.Child("name")
		r.Required(osNameMissing, &in, "os has no name", "write `name: linux`, or remove os")
	default:
		r.NotSupported(osNameUnknown, &at, finding.Part{Path: ".name", Value: string(spec.OS.Name)}, "os is "+words.Quoted(spec.OS.Name), words.OneOf(spec.OS.Name, corev1.Linux, corev1.Windows))
	}
}

func linux(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	if sc := spec.SecurityContext; sc != nil && sc.WindowsOptions != nil {
		at := p.Child("securityContext")
		forbiddenOnLinux(r, &at)
	}
	list := p.Child("initContainers")
	for i := range spec.InitContainers {
		at := list.Index(i)
		linuxContainer(r, &at, spec.InitContainers[i].SecurityContext)
	}
	list = p.Child("containers")
	for i := range spec.Containers {
		at := list.Index(i)
		linuxContainer(r, &at, spec.Containers[i].SecurityContext)
	}
	list = p.Child("ephemeralContainers")
	for i := range spec.EphemeralContainers {
		at := list.Index(i)
		linuxContainer(r, &at, spec.EphemeralContainers[i].SecurityContext)
	}
}

func linuxContainer(r *check.Report, p *check.Path, sc *corev1.SecurityContext) {
	if sc != nil && sc.WindowsOptions != nil {
		at := p.Child("securityContext")
		forbiddenOnLinux(r, &at)
	}
}

func forbiddenOnLinux(r *check.Report, p *check.Path) {
	at := p.Child("windowsOptions")
	r.Forbidden(osLinuxForbidden, &at, "a Linux pod (os.name) has no windowsOptions", "remove them")
}

func windows(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if spec.SecurityContext != nil {
		at := p.Child("securityContext")
		windowsPod(r, &at, spec.SecurityContext, opts)
	}
	forbidOnWindows(r, p, "hostUsers", spec.HostUsers != nil && keepsHostUsers(r, opts))
	forbidOnWindows(r, p, "hostPID", spec.HostPID)
	forbidOnWindows(r, p, "hostIPC", spec.HostIPC)
	forbidOnWindows(r, p, "shareProcessNamespace", spec.ShareProcessNamespace != nil)
	list := p.Child("initContainers")
	for i := range spec.InitContainers {
		at := list.Index(i)
		windowsContainer(r, &at, spec.InitContainers[i].SecurityContext, opts)
	}
	list = p.Child("containers")
	for i := range spec.Containers {
		at := list.Index(i)
		windowsContainer(r, &at, spec.Containers[i].SecurityContext, opts)
	}
	list = p.Child("ephemeralContainers")
	for i := range spec.EphemeralContainers {
		at := list.Index(i)
		windowsContainer(r, &at, spec.EphemeralContainers[i].SecurityContext, opts)
	}
}

// windowsPod: an empty list of supplementalGroups counts as given, an empty list of sysctls does not.
func windowsPod(r *check.Report, p *check.Path, sc *corev1.PodSecurityContext, opts *Options) {
	forbidOnWindows(r, p, "appArmorProfile", sc.AppArmorProfile != nil && keepsAppArmor(r.Target, opts))
	forbidOnWindows(r, p, "seLinuxOptions", sc.SELinuxOptions != nil)
	forbidOnWindows(r, p, "seccompProfile", sc.SeccompProfile != nil)
	forbidOnWindows(r, p, "fsGroup", sc.FSGroup != nil)
	forbidOnWindows(r, p, "fsGroupChangePolicy", sc.FSGroupChangePolicy != nil)
	forbidOnWindows(r, p, "sysctls", len(sc.Sysctls) > 0)
	forbidOnWindows(r, p, "runAsUser", sc.RunAsUser != nil)
	forbidOnWindows(r, p, "runAsGroup", sc.RunAsGroup != nil)
	forbidOnWindows(r, p, "supplementalGroups", sc.SupplementalGroups != nil)
	forbidOnWindows(r, p, "supplementalGroupsPolicy", sc.SupplementalGroupsPolicy != nil && keepsSupplementalGroupsPolicy(r, opts))
	forbidOnWindows(r, p, "seLinuxChangePolicy", sc.SELinuxChangePolicy != nil && keepsSELinuxChangePolicy(r, opts))
}

func windowsContainer(r *check.Report, p *check.Path, sc *corev1.SecurityContext, opts *Options) {
	if sc == nil {
		return
	}
	at := p.Child("securityContext")
	forbidOnWindows(r, &at, "appArmorProfile", sc.AppArmorProfile != nil && keepsAppArmor(r.Target, opts))
	forbidOnWindows(r, &at, "seLinuxOptions", sc.SELinuxOptions != nil)
	forbidOnWindows(r, &at, "seccompProfile", sc.SeccompProfile != nil)
	forbidOnWindows(r, &at, "capabilities", sc.Capabilities != nil)
	forbidOnWindows(r, &at, "readOnlyRootFilesystem", sc.ReadOnlyRootFilesystem != nil)
	forbidOnWindows(r, &at, "privileged", sc.Privileged != nil)
	forbidOnWindows(r, &at, "allowPrivilegeEscalation", sc.AllowPrivilegeEscalation != nil)
	forbidOnWindows(r, &at, "procMount", sc.ProcMount != nil)
	forbidOnWindows(r, &at, "runAsUser", sc.RunAsUser != nil)
	forbidOnWindows(r, &at, "runAsGroup", sc.RunAsGroup != nil)
}

func forbidOnWindows(r *check.Report, p *check.Path, name string, given bool) {
	if given {
		at := p.Child(name)
		r.Forbidden(osWindowsForbidden, &at, "a Windows pod (os.name) has no "+name, "remove it")
	}
}
