package podtemplate

import "strings"

var containerSecurityCases = []templateCase{
	{name: "container security", with: `spec: {hostUsers: false, containers: [{securityContext: {runAsUser: 0, runAsGroup: 2147483647, procMount: Unmasked, privileged: true, allowPrivilegeEscalation: true, capabilities: {add: [CAP_SYS_ADMIN]}, seccompProfile: {type: Localhost, localhostProfile: a/b}, appArmorProfile: {type: Localhost, localhostProfile: a}, windowsOptions: {gmsaCredentialSpecName: a, gmsaCredentialSpec: a, runAsUserName: 'NT AUTHORITY\SYSTEM'}}}]}`},
	{name: "container ids", with: `spec: {containers: [{securityContext: {runAsUser: -1, runAsGroup: 2147483648}}]}`,
		want: "container-run-as-user-range Invalid spec.containers[0].securityContext.runAsUser\ncontainer-run-as-group-range Invalid spec.containers[0].securityContext.runAsGroup"},
	{name: "procMount", with: `spec: {containers: [{securityContext: {procMount: x}}, {name: b, ` + defaulted + `, securityContext: {procMount: Unmasked}}]}`,
		want: "container-proc-mount-unknown NotSupported spec.containers[0].securityContext.procMount\ncontainer-proc-mount-host-users Invalid spec.containers[1].securityContext.procMount"},
	{name: "procMount becomes Default", at: "1.31", with: `spec: {containers: [{securityContext: {procMount: x}}]}`},
	{name: "without escalation", with: `spec: {containers: [{securityContext: {allowPrivilegeEscalation: false, privileged: true}}, {name: b, ` + defaulted + `, securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [A, CAP_SYS_ADMIN]}}}]}`,
		want: "container-privileged-without-escalation Invalid spec.containers[0].securityContext\ncontainer-sys-admin-without-escalation Invalid spec.containers[1].securityContext"},
	{name: "seccomp", with: `spec: {containers: [{securityContext: {seccompProfile: {type: "", localhostProfile: a}}}, {name: b, ` + defaulted + `, securityContext: {seccompProfile: {type: x}}}, {name: c, ` + defaulted + `, securityContext: {seccompProfile: {type: Localhost}}}, {name: d, ` + defaulted + `, securityContext: {seccompProfile: {type: Localhost, localhostProfile: /a}}}]}`,
		want: `seccomp-type-missing Required spec.containers[0].securityContext.seccompProfile.type
			seccomp-localhost-profile-unused Invalid spec.containers[0].securityContext.seccompProfile.localhostProfile
			seccomp-type-unknown NotSupported spec.containers[1].securityContext.seccompProfile.type
			seccomp-localhost-profile-missing Required spec.containers[2].securityContext.seccompProfile.localhostProfile
			seccomp-localhost-profile-invalid Invalid spec.containers[3].securityContext.seccompProfile.localhostProfile`},
	{name: "seccomp field and annotation", with: `{metadata: {annotations: {container.seccomp.security.alpha.kubernetes.io/main: unconfined, seccomp.security.alpha.kubernetes.io/pod: localhost/a}}, spec: {securityContext: {seccompProfile: {type: Localhost, localhostProfile: b}}, containers: [{securityContext: {seccompProfile: {type: RuntimeDefault}}}]}}`,
		want: `seccomp-annotation-mismatch Forbidden spec.containers[0].securityContext.seccompProfile.type
			seccomp-annotation-mismatch Forbidden spec.securityContext.seccompProfile.localhostProfile`},
	{name: "AppArmor", with: `spec: {containers: [{securityContext: {appArmorProfile: {type: ""}}}, {name: b, ` + defaulted + `, securityContext: {appArmorProfile: {type: x}}}, {name: c, ` + defaulted + `, securityContext: {appArmorProfile: {type: Localhost}}}, {name: d, ` + defaulted + `, securityContext: {appArmorProfile: {type: Localhost, localhostProfile: " a"}}}, {name: e, ` + defaulted + `, securityContext: {appArmorProfile: {type: Unconfined, localhostProfile: a}}}, {name: f, ` + defaulted + `, securityContext: {appArmorProfile: {type: Localhost, localhostProfile: ` + strings.Repeat("a", 4096) + `}}}]}`,
		want: `apparmor-type-missing Required spec.containers[0].securityContext.appArmorProfile.type
			apparmor-type-unknown NotSupported spec.containers[1].securityContext.appArmorProfile.type
			apparmor-localhost-profile-missing Required spec.containers[2].securityContext.appArmorProfile.localhostProfile
			apparmor-localhost-profile-padded Invalid spec.containers[3].securityContext.appArmorProfile.localhostProfile
			apparmor-localhost-profile-unused Invalid spec.containers[4].securityContext.appArmorProfile.localhostProfile
			apparmor-localhost-profile-too-long TooLong spec.containers[5].securityContext.appArmorProfile.localhostProfile`},
	{name: "AppArmor field and annotation", with: `{metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/main: unconfined}}, spec: {securityContext: {appArmorProfile: {type: RuntimeDefault}}}}`,
		want: "apparmor-annotation-mismatch Forbidden spec.containers[0].securityContext.appArmorProfile.type"},
	{name: "AppArmor field and annotation, 1.29", at: "1.29", with: `{metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/main: unconfined}}, spec: {securityContext: {appArmorProfile: {type: RuntimeDefault}}}}`},
	{name: "windowsOptions", with: `spec: {containers: [{securityContext: {windowsOptions: {gmsaCredentialSpecName: A, gmsaCredentialSpec: "", runAsUserName: 'a\'}}}]}`,
		want: `windows-gmsa-name-invalid Invalid spec.containers[0].securityContext.windowsOptions.gmsaCredentialSpecName
			windows-gmsa-spec-size Invalid spec.containers[0].securityContext.windowsOptions.gmsaCredentialSpec
			windows-user-name-invalid Invalid spec.containers[0].securityContext.windowsOptions.runAsUserName`},
}
