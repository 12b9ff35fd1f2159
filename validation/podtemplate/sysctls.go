package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	sysctlNameMissing   check.ID = "sysctl-name-missing"
	sysctlNameInvalid   check.ID = "sysctl-name-invalid"
	sysctlNameDuplicate check.ID = "sysctl-name-duplicate"
	sysctlOfHost        check.ID = "sysctl-of-host-namespace"
)

// sysctls is about the kernel parameters of the pod; p is the path of the security context.
//
// Parity: core validateSysctls.
func sysctls(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.SecurityContext.Sysctls) == 0 {
		return
	}
	list := p.Child("sysctls")
	var names nameSet
	for i := range spec.SecurityContext.Sysctls {
		name := spec.SecurityContext.Sysctls[i].Name
		item := list.Index(i)
		at := item.Child("name")
		isNew := names.add(name)
		switch {
		case name == "":
			r.Required(sysctlNameMissing, &at, "the sysctl has no name", "write `name: kernel.shm_rmid_forced`, or what is to be set")
		case !syntax.IsSysctlName(name):
			r.Invalid(sysctlNameInvalid, &at, name, "sysctl "+words.Quoted(name)+" is none that can be: lower case letters, digits, - and _ in parts joined by . or /, 253 characters at most", "")
		case !isNew:
			r.Duplicate(sysctlNameDuplicate, &at, name, "sysctl "+words.Quoted(name)+" is set twice", "remove one")
		}
		if namespace := hostNamespace(spec, name); namespace != "" && !opts.AllowNamespacedSysctlsOnHost {
			r.Invalid(sysctlOfHost, &at, name, "sysctl "+words.Quoted(name)+" would change the node itself, because "+namespace+" is true", "remove it, or "+namespace)
		}
	}
}

// hostNamespace returns the field that makes the pod share the namespace of the parameter with the node,
// "" where it has one of its own.
//
// Parity: core ValidateHostSysctl.
func hostNamespace(spec *corev1.PodSpec, name string) string {
	if !spec.HostNetwork && !spec.HostIPC {
		return ""
	}
	name, _, _ = strings.Cut(dotted(name), "*")
	switch {
	case spec.HostNetwork && strings.HasPrefix(name, "net."):
		return "hostNetwork"
	case spec.HostIPC && isIPCParameter(name):
		return "hostIPC"
	}
	return ""
}

// dotted writes the name of a parameter with dots between its segments. Where the first separator is a /,
// the two have changed places.
func dotted(name string) string {
	if first := strings.IndexAny(name, "./"); first < 0 || name[first] == '.' {
		return name
	}
	swapped := []byte(name)
	for i, c := range swapped {
		switch c {
		case '.':
			swapped[i] = '/'
		case '/':
			swapped[i] = '.'
		}
	}
	return string(swapped)
}

func isIPCParameter(name string) bool {
	switch name {
	case "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced", "kernel.shm",
		"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.msg":
		return true
	}
	return strings.HasPrefix(name, "fs.mqueue.")
}
