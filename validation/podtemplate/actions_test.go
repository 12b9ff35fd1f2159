package podtemplate

const times = "timeoutSeconds: 1, periodSeconds: 1, successThreshold: 1, failureThreshold: 1"

// actionCases are about probes and hooks.
var actionCases = []templateCase{
	{name: "probes", with: `spec: {containers: [{livenessProbe: {httpGet: {path: /, port: 80, scheme: HTTP, httpHeaders: [{name: A-b, value: c}]}, ` + times + `, terminationGracePeriodSeconds: 1}, readinessProbe: {tcpSocket: {port: http}, ` + times + `, successThreshold: 3}, startupProbe: {grpc: {port: 1, service: ""}, ` + times + `}}]}`},
	{name: "probe numbers", with: `spec: {containers: [{livenessProbe: {exec: {command: [a]}, initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, successThreshold: 2, failureThreshold: -1, terminationGracePeriodSeconds: 0}, readinessProbe: {exec: {command: [a]}, ` + times + `, terminationGracePeriodSeconds: 1}}]}`,
		want: `probe-number-negative Invalid spec.containers[0].livenessProbe.initialDelaySeconds
			probe-number-negative Invalid spec.containers[0].livenessProbe.timeoutSeconds
			probe-number-negative Invalid spec.containers[0].livenessProbe.periodSeconds
			probe-number-negative Invalid spec.containers[0].livenessProbe.failureThreshold
			probe-success-threshold Invalid spec.containers[0].livenessProbe.successThreshold
			probe-grace-period Invalid spec.containers[0].livenessProbe.terminationGracePeriodSeconds
			probe-readiness-grace-period Invalid spec.containers[0].readinessProbe.terminationGracePeriodSeconds`},
	{name: "hooks", with: `spec: {containers: [{lifecycle: {postStart: {sleep: {seconds: 0}}, preStop: {sleep: {seconds: 30}}}}]}`},
	{name: "hooks, wrong", with: `spec: {containers: [{lifecycle: {postStart: {exec: {command: []}}, preStop: {}}}]}`,
		want: "exec-command-missing Required spec.containers[0].lifecycle.postStart.exec.command\nhandler-missing Required spec.containers[0].lifecycle.preStop"},
	{name: "hooks, two actions", with: `spec: {containers: [{lifecycle: {postStart: {sleep: {seconds: 31}}, preStop: {exec: {command: []}, httpGet: {port: 0}, tcpSocket: {port: 0}, sleep: {seconds: 0}}}}]}`,
		want: `sleep-seconds-range Invalid spec.containers[0].lifecycle.postStart.sleep
			exec-command-missing Required spec.containers[0].lifecycle.preStop.exec.command
			handler-many Forbidden spec.containers[0].lifecycle.preStop.httpGet
			handler-many Forbidden spec.containers[0].lifecycle.preStop.tcpSocket
			handler-many Forbidden spec.containers[0].lifecycle.preStop.sleep`},
	{name: "hook that sleeps too long", with: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 31}}}}]}`, want: "sleep-seconds-range Invalid spec.containers[0].lifecycle.preStop.sleep"},
	{name: "hook that sleeps 0, 1.31", at: "1.31", with: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: 0}}}}]}`, want: "sleep-seconds-range Invalid spec.containers[0].lifecycle.preStop.sleep"},
	{name: "sleep dropped, 1.29", at: "1.29", with: `spec: {containers: [{lifecycle: {preStop: {sleep: {seconds: -1}}}}]}`, want: "handler-missing Required spec.containers[0].lifecycle.preStop"},
	{name: "httpGet", with: `spec: {containers: [{livenessProbe: {httpGet: {path: "", port: A, scheme: http, httpHeaders: [{name: "a b", value: c}]}, ` + times + `}, startupProbe: {tcpSocket: {port: 65536}, ` + times + `}, readinessProbe: {grpc: {port: 0, service: ""}, ` + times + `}}]}`,
		want: `http-get-path-missing Required spec.containers[0].livenessProbe.httpGet.path
			handler-port-name-invalid Invalid spec.containers[0].livenessProbe.httpGet.port
			http-get-scheme-unknown NotSupported spec.containers[0].livenessProbe.httpGet.scheme
			http-get-header-invalid Invalid spec.containers[0].livenessProbe.httpGet.httpHeaders
			handler-port-range Invalid spec.containers[0].startupProbe.tcpSocket.port
			handler-port-range Invalid spec.containers[0].readinessProbe.grpc.port`},
	{name: "httpGet port 0", with: `spec: {containers: [{livenessProbe: {httpGet: {path: /, port: 0, scheme: HTTPS}, ` + times + `}}]}`, want: "handler-port-range Invalid spec.containers[0].livenessProbe.httpGet.port"},
	{name: "httpGet protocol", at: "1.37 H2CContainerProbe=true", with: `spec: {containers: [{livenessProbe: {httpGet: {path: /, port: 1, scheme: HTTP, protocol: h2}, ` + times + `}, startupProbe: {httpGet: {path: /, port: 1, scheme: HTTP, protocol: HTTP2}, ` + times + `}, readinessProbe: {httpGet: {path: /, port: 1, scheme: HTTPS, protocol: HTTP1}, ` + times + `}}]}`,
		want: "http-get-protocol-unknown NotSupported spec.containers[0].livenessProbe.httpGet.protocol"},
	{name: "httpGet protocol HTTP2", at: "1.37 H2CContainerProbe=true", with: `spec: {containers: [{livenessProbe: {httpGet: {path: /, port: 1, scheme: HTTPS, protocol: HTTP2}, ` + times + `}}]}`,
		want: "http-get-protocol-scheme Invalid spec.containers[0].livenessProbe.httpGet.protocol"},
	{name: "httpGet protocol HTTP2 with a host", at: "1.37 H2CContainerProbe=true", with: `spec: {containers: [{livenessProbe: {httpGet: {path: /, port: 1, scheme: HTTP, host: a, protocol: HTTP2}, ` + times + `}}]}`,
		want: "http-get-protocol-host Invalid spec.containers[0].livenessProbe.httpGet.host"},
	{name: "httpGet protocol dropped", with: `spec: {containers: [{livenessProbe: {httpGet: {path: /, port: 1, scheme: HTTP, protocol: x}, ` + times + `}}]}`},
	{name: "grpc mode", at: "1.37 GRPCContainerProbeTLS=true", with: `spec: {containers: [{livenessProbe: {grpc: {port: 1, service: "", mode: tls}, ` + times + `}, startupProbe: {grpc: {port: 1, service: "", mode: TLS}, ` + times + `}}]}`,
		want: "grpc-mode-unknown NotSupported spec.containers[0].livenessProbe.grpc.mode"},
	{name: "grpc mode dropped", with: `spec: {containers: [{livenessProbe: {grpc: {port: 1, service: "", mode: tls}, ` + times + `}}]}`},
	{name: "stopSignal dropped", with: `spec: {containers: [{lifecycle: {stopSignal: x}}]}`},
	{name: "stopSignal without os", at: "1.37 ContainerStopSignals=true", with: `spec: {containers: [{lifecycle: {stopSignal: SIGTERM}}]}`, want: "stop-signal-needs-os Forbidden spec.containers[0].lifecycle.stopSignal"},
	{name: "stopSignal", at: "1.37 ContainerStopSignals=true", with: `spec: {os: {name: linux}, containers: [{lifecycle: {stopSignal: SIGRTMAX-14}}, {name: b, ` + defaulted + `, lifecycle: {stopSignal: SIGRTMAX-15}}]}`,
		want: "stop-signal-unknown NotSupported spec.containers[1].lifecycle.stopSignal"},
	{name: "stopSignal of Windows", at: "1.37 ContainerStopSignals=true", with: `spec: {os: {name: windows}, containers: [{lifecycle: {stopSignal: SIGHUP}}]}`, want: "stop-signal-unknown NotSupported spec.containers[0].lifecycle.stopSignal"},

	{name: "init container with what only others have", with: `spec: {initContainers: [{name: i, ` + defaulted + `, lifecycle: {}, livenessProbe: {}, readinessProbe: {}, startupProbe: {}}]}`,
		want: `init-container-field-forbidden Forbidden spec.initContainers[0].lifecycle
			init-container-field-forbidden Forbidden spec.initContainers[0].livenessProbe
			init-container-field-forbidden Forbidden spec.initContainers[0].readinessProbe
			init-container-field-forbidden Forbidden spec.initContainers[0].startupProbe`},
	{name: "sidecar with a probe", with: `spec: {initContainers: [{name: i, ` + defaulted + `, restartPolicy: Always, livenessProbe: {exec: {command: [a]}, ` + times + `}}]}`},
}
