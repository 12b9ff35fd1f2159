package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	sharedProcessesOfHost check.ID = "share-process-namespace-host-pid"
	hostUsersNetwork      check.ID = "host-users-host-network"
	hostUsersPID          check.ID = "host-users-host-pid"
	hostUsersIPC          check.ID = "host-users-host-ipc"
	hostUsersDevices      check.ID = "host-users-volume-devices"
)

// keepsHostUsers: the field is older, but on by default only from 1.33.
func keepsHostUsers(r *check.Report, opts *Options) bool {
	return r.Target.Enabled(target.UserNamespacesSupport) || opts.KeepHostUsers
}

// hostNamespaces is about what the pod shares with its node: processes, users, network.
//
// Parity: core validateShareProcessNamespace, validateHostUsers.
func hostNamespaces(r *check.Report, p *check.Path, s *scope, opts *Options) {
	spec := s.spec
	if spec.HostPID && spec.ShareProcessNamespace != nil && *spec.ShareProcessNamespace {
		context := p.Child("securityContext") // where the API server's own type has the field up to 1.36
		at := context.Child("shareProcessNamespace")
		if r.Target.Since(37) {
			at = p.Child("shareProcessNamespace")
		}
		r.Invalid(sharedProcessesOfHost, &at, true, "shareProcessNamespace and hostPID are both true; the pod has either its own process namespace or the node's", "remove one of them")
	}
	if s.hostUsers {
		return
	}
	if spec.HostNetwork && !opts.AllowUserNamespacesOnHostNetwork && !r.Target.Enabled(target.UserNamespacesHostNetworkSupport) {
		forbiddenWithUserNamespace(r, hostUsersNetwork, p, "hostNetwork", "hostNetwork")
	}
	// The API server spells these two so.
	if spec.HostPID {
		forbiddenWithUserNamespace(r, hostUsersPID, p, "HostPID", "hostPID")
	}
	if spec.HostIPC {
		forbiddenWithUserNamespace(r, hostUsersIPC, p, "HostIPC", "hostIPC")
	}
	if r.Target.Since(34) && !opts.AllowUserNamespacesWithDevices {
		userNamespaceDevices(r, p, spec)
	}
}

func forbiddenWithUserNamespace(r *check.Report, id check.ID, p *check.Path, spelled, name string) {
	at := p.Child(spelled)
	r.Forbidden(id, &at, name+" does not go with hostUsers: false, which gives the pod users of its own", "remove "+name+", or hostUsers")
}

// userNamespaceDevices: block devices cannot be given to users of the pod's own.
func userNamespaceDevices(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	list := p.Child("initContainers")
	for i := range spec.InitContainers {
		at := list.Index(i)
		devicesWithUserNamespace(r, &at, len(spec.InitContainers[i].VolumeDevices))
	}
	list = p.Child("containers")
	for i := range spec.Containers {
		at := list.Index(i)
		devicesWithUserNamespace(r, &at, len(spec.Containers[i].VolumeDevices))
	}
	list = p.Child("ephemeralContainers")
	for i := range spec.EphemeralContainers {
		at := list.Index(i)
		devicesWithUserNamespace(r, &at, len(spec.EphemeralContainers[i].VolumeDevices))
	}
}

func devicesWithUserNamespace(r *check.Report, p *check.Path, count int) {
	if count > 0 {
		forbiddenWithUserNamespace(r, hostUsersDevices, p, "volumeDevices", "volumeDevices")
	}
}
