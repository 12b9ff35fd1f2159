package podtemplate

// containerOptionCases are updates that keep what the containers of the old template have.
var containerOptionCases = []templateCase{
	{name: "update: indivisible huge pages kept", old: `spec: {containers: [{resources: {limits: {cpu: 1, hugepages-2Mi: 1Mi}}}]}`, with: `spec: {containers: [{resources: {limits: {cpu: 1, hugepages-2Mi: 3Mi}}}]}`},
	{name: "update: CAP_SYS_ADMIN kept", old: sysAdmin, with: sysAdmin},
	{name: "update: CAP_SYS_ADMIN, 1.36", at: "1.36", old: sysAdmin, with: sysAdmin, want: "container-sys-admin-without-escalation Invalid spec.containers[0].securityContext"},
	{name: "update: relaxed env name kept", at: "1.31", old: `spec: {containers: [{env: [{name: a b}]}]}`, with: `spec: {containers: [{env: [{name: a b}, {name: c d}]}]}`},
	{name: "update: relaxed env name not kept", at: "1.31", old: `spec: {containers: [{env: [{name: a b}]}]}`, with: `spec: {containers: [{env: [{name: c d}]}]}`, want: "env-name-invalid Invalid spec.containers[0].env[0].name"},
	{name: "update: sleep 0 kept", at: "1.32", old: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 0}}}}]}`, with: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 0}}}}]}`},
	{name: "update: sleep 0 not kept", at: "1.31", old: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 0}}}}]}`, with: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 0}}}}]}`, want: "sleep-seconds-range Invalid spec.containers[0].lifecycle.preStop.sleep"},
	{name: "update: RestartContainer of an init container kept", old: initResize, with: initResize},
	{name: "update: procMount kept", at: "1.31", old: `spec: {containers: [{securityContext: {procMount: Unmasked}}]}`, with: `spec: {containers: [{securityContext: {procMount: x}}]}`, want: "container-proc-mount-unknown NotSupported spec.containers[0].securityContext.procMount"},
	{name: "update: restart rules kept", at: "1.34", old: `spec: {containers: [{restartPolicy: Never}]}`, with: `spec: {containers: [{restartPolicy: x}]}`, want: "container-restart-policy-unknown NotSupported spec.containers[0].restartPolicy"},
	{name: "update: fileKeyRef kept", at: "1.34", old: fileKey, with: fileKey},
	{name: "update: stopSignal kept", old: `spec: {containers: [{lifecycle: {stopSignal: SIGTERM}}]}`, with: `spec: {containers: [{lifecycle: {stopSignal: SIGTERM}}]}`, want: "stop-signal-needs-os Forbidden spec.containers[0].lifecycle.stopSignal"},
}

const (
	sysAdmin   = `spec: {containers: [{securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}}]}`
	initResize = `spec: {restartPolicy: OnFailure, initContainers: [{name: i, ` + defaulted + `, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}]}`
	fileKey    = `spec: {volumes: [{name: v, emptyDir: {}}], containers: [{env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: a, key: B}}}]}]}`
)
