package podtemplate

import "strings"

var podSecurityCases = []templateCase{
	{name: "pod security", with: `spec: {securityContext: {fsGroup: 0, runAsUser: 2147483647, runAsGroup: 0, supplementalGroups: [0, 2147483647], fsGroupChangePolicy: Always,
		supplementalGroupsPolicy: Strict, seLinuxChangePolicy: MountOption, seccompProfile: {type: RuntimeDefault}, appArmorProfile: {type: Unconfined},
		sysctls: [{name: kernel.shm_rmid_forced, value: "1"}, {name: net/ipv4/ip_local_port_range, value: "1"}]}}`},
	{name: "pod ids below 0", with: `spec: {securityContext: {fsGroup: -1, runAsUser: -1, runAsGroup: -1, supplementalGroups: [1, -1]}}`,
		want: `pod-fs-group-range Invalid spec.securityContext.fsGroup
			pod-run-as-user-range Invalid spec.securityContext.runAsUser
			pod-run-as-group-range Invalid spec.securityContext.runAsGroup
			pod-supplemental-group-range Invalid spec.securityContext.supplementalGroups[1]`},
	{name: "pod id above the bound", with: `spec: {securityContext: {fsGroup: 2147483648}}`, want: "pod-fs-group-range Invalid spec.securityContext.fsGroup"},
	{name: "fsGroupChangePolicy", with: `spec: {securityContext: {fsGroupChangePolicy: always}}`,
		want: "pod-fs-group-change-policy-unknown NotSupported spec.securityContext.fsGroupChangePolicy"},
	{name: "supplementalGroupsPolicy", with: `spec: {securityContext: {supplementalGroupsPolicy: strict}}`,
		want: "pod-supplemental-groups-policy-unknown NotSupported spec.securityContext.supplementalGroupsPolicy"},
	{name: "supplementalGroupsPolicy dropped", at: "1.31", with: `spec: {securityContext: {supplementalGroupsPolicy: strict}}`},
	{name: "seLinuxChangePolicy", with: `spec: {securityContext: {seLinuxChangePolicy: x}}`,
		want: "pod-selinux-change-policy-unknown NotSupported spec.securityContext.seLinuxChangePolicy"},
	{name: "seLinuxChangePolicy MountOption, 1.34", at: "1.34", with: `spec: {securityContext: {seLinuxChangePolicy: MountOption}}`,
		want: "pod-selinux-change-policy-unknown NotSupported spec.securityContext.seLinuxChangePolicy"},
	{name: "seLinuxChangePolicy MountOption, 1.34 with SELinuxMount", at: "1.34 SELinuxMount=true", with: `spec: {securityContext: {seLinuxChangePolicy: MountOption}}`},
	{name: "seLinuxChangePolicy dropped", at: "1.32", with: `spec: {securityContext: {seLinuxChangePolicy: x}}`},
	{name: "pod seccomp", with: `spec: {securityContext: {seccompProfile: {type: x}}}`,
		want: "seccomp-type-unknown NotSupported spec.securityContext.seccompProfile.type"},
	{name: "pod AppArmor", with: `spec: {securityContext: {appArmorProfile: {type: Localhost}}}`,
		want: "apparmor-localhost-profile-missing Required spec.securityContext.appArmorProfile.localhostProfile"},
	{name: "pod AppArmor, 1.29", at: "1.29", with: `spec: {securityContext: {appArmorProfile: {type: Localhost}}}`},
	{name: "pod windowsOptions", with: `spec: {securityContext: {windowsOptions: {runAsUserName: ""}}}`,
		want: "windows-user-name-invalid Invalid spec.securityContext.windowsOptions.runAsUserName"},

	{name: "sysctl names", with: `spec: {securityContext: {sysctls: [{name: "", value: ""}, {name: a..b, value: ""}, {name: a, value: ""}, {name: a, value: ""}, {name: ` + strings.Repeat("a", 254) + `, value: ""}, {name: ` + strings.Repeat("a", 253) + `, value: ""}]}}`,
		want: `sysctl-name-missing Required spec.securityContext.sysctls[0].name
			sysctl-name-invalid Invalid spec.securityContext.sysctls[1].name
			sysctl-name-duplicate Duplicate spec.securityContext.sysctls[3].name
			sysctl-name-invalid Invalid spec.securityContext.sysctls[4].name`},
	{name: "sysctls of the host", with: `spec: {hostNetwork: true, hostIPC: true, securityContext: {sysctls: [{name: net.a, value: ""}, {name: kernel/sem, value: ""}, {name: fs.mqueue.a, value: ""}, {name: vm.a, value: ""}]}}`,
		want: `sysctl-of-host-namespace Invalid spec.securityContext.sysctls[0].name
			sysctl-of-host-namespace Invalid spec.securityContext.sysctls[1].name
			sysctl-of-host-namespace Invalid spec.securityContext.sysctls[2].name`},
	{name: "sysctls of the pod", with: `spec: {securityContext: {sysctls: [{name: net.a, value: ""}, {name: kernel.sem, value: ""}]}}`},
}

var hostCases = []templateCase{
	{name: "shareProcessNamespace and hostPID", with: `spec: {hostPID: true, shareProcessNamespace: true}`, want: "share-process-namespace-host-pid Invalid spec.shareProcessNamespace"},
	{name: "shareProcessNamespace and hostPID, 1.36", at: "1.36", with: `spec: {hostPID: true, shareProcessNamespace: true}`, want: "share-process-namespace-host-pid Invalid spec.securityContext.shareProcessNamespace"},
	{name: "shareProcessNamespace false and hostPID", with: `spec: {hostPID: true, shareProcessNamespace: false}`},
	{name: "hostUsers false with host namespaces", with: `spec: {hostUsers: false, hostNetwork: true, hostPID: true, hostIPC: true}`,
		want: `host-users-host-network Forbidden spec.hostNetwork
			host-users-host-pid Forbidden spec.HostPID
			host-users-host-ipc Forbidden spec.HostIPC`},
	{name: "hostUsers false with hostNetwork and its gate", at: "1.37 UserNamespacesHostNetworkSupport=true", with: `spec: {hostUsers: false, hostNetwork: true}`},
	{name: "hostUsers dropped", at: "1.31", with: `spec: {hostUsers: false, hostNetwork: true}`},
	{name: "hostUsers true with host namespaces", with: `spec: {hostUsers: true, hostNetwork: true, hostPID: true, hostIPC: true}`},
	{name: "hostUsers false with devices", with: `spec: {hostUsers: false, volumes: [{name: v, persistentVolumeClaim: {claimName: c}}],
		containers: [{volumeDevices: [{name: v, devicePath: /a}]}], initContainers: [{name: i, ` + defaulted + `, volumeDevices: [{name: v, devicePath: /a}]}]}`,
		want: `host-users-volume-devices Forbidden spec.containers[0].volumeDevices
			host-users-volume-devices Forbidden spec.initContainers[0].volumeDevices`},
	{name: "hostUsers false with devices, 1.33", at: "1.33", with: `spec: {hostUsers: false, volumes: [{name: v, persistentVolumeClaim: {claimName: c}}],
		containers: [{volumeDevices: [{name: v, devicePath: /a}]}]}`},

	{name: "hostProcess", with: `spec: {hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}}`},
	{name: "hostProcess of one container", with: `spec: {containers: [{securityContext: {windowsOptions: {hostProcess: true}}}, {name: b, ` + defaulted + `}]}`,
		want: `host-process-mixed Invalid spec
			host-process-host-network Invalid spec.hostNetwork`},
	{name: "hostProcess two ways", with: `spec: {hostNetwork: true, securityContext: {windowsOptions: {hostProcess: true}}, containers: [{securityContext: {windowsOptions: {hostProcess: false}}}]}`,
		want: "host-process-differs Invalid spec.containers[0].securityContext.windowsOptions.hostProcess"},
	{name: "hostProcess two ways, none on the host", with: `spec: {securityContext: {windowsOptions: {hostProcess: false}}, containers: [{securityContext: {windowsOptions: {hostProcess: false}}}]}`},

	{name: "os without a name", with: `spec: {os: {name: ""}}`, want: "os-name-missing Required spec.os.name"},
	{name: "os unknown", with: `spec: {os: {name: Linux}}`, want: "os-name-unknown NotSupported spec.os"},
	{name: "os linux", with: `spec: {os: {name: linux}, hostPID: true, securityContext: {runAsUser: 1}}`},
	{name: "os linux with options of Windows", with: `spec: {os: {name: linux}, securityContext: {windowsOptions: {}}, containers: [{securityContext: {windowsOptions: {}}}], initContainers: [{name: i, ` + defaulted + `, securityContext: {windowsOptions: {}}}]}`,
		want: `os-linux-field-forbidden Forbidden spec.securityContext.windowsOptions
			os-linux-field-forbidden Forbidden spec.containers[0].securityContext.windowsOptions
			os-linux-field-forbidden Forbidden spec.initContainers[0].securityContext.windowsOptions`},
	{name: "os windows", with: `spec: {os: {name: windows}, securityContext: {windowsOptions: {runAsUserName: ContainerUser}}}`},
	{name: "os windows with fields of Linux", with: `spec: {os: {name: windows}, hostUsers: true, hostPID: true, hostIPC: true, shareProcessNamespace: false,
		securityContext: {appArmorProfile: {type: Unconfined}, seLinuxOptions: {}, seccompProfile: {type: Unconfined}, fsGroup: 1, fsGroupChangePolicy: Always, sysctls: [{name: a, value: ""}],
		runAsUser: 1, runAsGroup: 1, supplementalGroups: [], supplementalGroupsPolicy: Merge, seLinuxChangePolicy: Recursive}}`,
		want: strings.Join([]string{forWindows("hostUsers"), forWindows("hostPID"), forWindows("hostIPC"), forWindows("shareProcessNamespace"),
			forWindows("securityContext.appArmorProfile"), forWindows("securityContext.seLinuxOptions"), forWindows("securityContext.seccompProfile"),
			forWindows("securityContext.fsGroup"), forWindows("securityContext.fsGroupChangePolicy"), forWindows("securityContext.sysctls"),
			forWindows("securityContext.runAsUser"), forWindows("securityContext.runAsGroup"), forWindows("securityContext.supplementalGroups"),
			forWindows("securityContext.supplementalGroupsPolicy"), forWindows("securityContext.seLinuxChangePolicy")}, "\n")},
	{name: "os windows with fields that 1.31 drops", at: "1.31", with: `spec: {os: {name: windows}, hostUsers: true, securityContext: {supplementalGroupsPolicy: Merge, seLinuxChangePolicy: Recursive, sysctls: []}}`},
	{name: "os windows, containers with fields of Linux", with: `spec: {os: {name: windows}, containers: [{securityContext: {appArmorProfile: {type: Unconfined}, seLinuxOptions: {}, seccompProfile: {type: Unconfined},
		capabilities: {}, readOnlyRootFilesystem: false, privileged: false, allowPrivilegeEscalation: true, procMount: Default, runAsUser: 1, runAsGroup: 1}}]}`,
		want: strings.Join([]string{forWindows("containers[0].securityContext.appArmorProfile"), forWindows("containers[0].securityContext.seLinuxOptions"),
			forWindows("containers[0].securityContext.seccompProfile"), forWindows("containers[0].securityContext.capabilities"),
			forWindows("containers[0].securityContext.readOnlyRootFilesystem"), forWindows("containers[0].securityContext.privileged"),
			forWindows("containers[0].securityContext.allowPrivilegeEscalation"), forWindows("containers[0].securityContext.procMount"),
			forWindows("containers[0].securityContext.runAsUser"), forWindows("containers[0].securityContext.runAsGroup")}, "\n")},
}

func forWindows(name string) string { return "os-windows-field-forbidden Forbidden spec." + name }
