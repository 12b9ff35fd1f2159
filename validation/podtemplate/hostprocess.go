package podtemplate

import (
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	hostProcessDiffers check.ID = "host-process-differs"
	hostProcessMixed   check.ID = "host-process-mixed"
	hostProcessNetwork check.ID = "host-process-host-network"
)

// hostProcess is about Windows containers that run as processes of the node: all of a pod or none, and on
// the node's network.
//
// Parity: core validateWindowsHostProcessPod.
func hostProcess(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	var ofPod *bool
	if spec.SecurityContext != nil && spec.SecurityContext.WindowsOptions != nil {
		ofPod = spec.SecurityContext.WindowsOptions.HostProcess
	}
	onHost := 0
	list := p.Child("initContainers")
	for i := range spec.InitContainers {
		at := list.Index(i)
		onHost += containerHostProcess(r, &at, spec.InitContainers[i].SecurityContext, ofPod)
	}
	list = p.Child("containers")
	for i := range spec.Containers {
		at := list.Index(i)
		onHost += containerHostProcess(r, &at, spec.Containers[i].SecurityContext, ofPod)
	}
	list = p.Child("ephemeralContainers")
	for i := range spec.EphemeralContainers {
		at := list.Index(i)
		onHost += containerHostProcess(r, &at, spec.EphemeralContainers[i].SecurityContext, ofPod)
	}
	if onHost == 0 {
		return
	}
	if onHost != len(spec.InitContainers)+len(spec.Containers)+len(spec.EphemeralContainers) {
		r.Invalid(hostProcessMixed, p, "", "some containers are hostProcess containers and others are not; a pod has all or none", "write `hostProcess: true` once, in the pod's securityContext.windowsOptions")
	}
	if !spec.HostNetwork {
		at := p.Child("hostNetwork")
		r.Invalid(hostProcessNetwork, &at, false, "hostProcess containers run on the node's network, and hostNetwork is not true", "write `hostNetwork: true`")
	}
}

// containerHostProcess returns 1 for a container that runs as a process of the node, else 0.
func containerHostProcess(r *check.Report, p *check.Path, sc *corev1.SecurityContext, ofPod *bool) int {
	own := ofPod
	if sc != nil && sc.WindowsOptions != nil && sc.WindowsOptions.HostProcess != nil {
		own = sc.WindowsOptions.HostProcess
		if ofPod != nil && *ofPod != *own {
			context := p.Child("securityContext")
			options := context.Child("windowsOptions")
			at := options.Child("hostProcess")
			r.Invalid(hostProcessDiffers, &at, *own, "hostProcess is "+strconv.FormatBool(*own)+", but the pod's securityContext says "+strconv.FormatBool(*ofPod), "write the same, or leave it to the pod")
		}
	}
	if own != nil && *own {
		return 1
	}
	return 0
}
