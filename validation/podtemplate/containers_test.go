package podtemplate

import (
	"strconv"
	"strings"
)

var containerCases = []templateCase{
	{name: "no containers", with: `spec: {containers: null}`, want: "containers-missing Required spec.containers"},
	{name: "a container without anything", with: `spec: {containers: [{name: "", image: "", imagePullPolicy: "", terminationMessagePolicy: ""}]}`,
		want: `container-name-missing Required spec.containers[0].name
			container-image-missing Required spec.containers[0].image
			container-image-pull-policy-missing Required spec.containers[0].imagePullPolicy
			container-termination-message-policy-missing Required spec.containers[0].terminationMessagePolicy`},
	{name: "container name and policies", with: `spec: {containers: [{name: Main, imagePullPolicy: always, terminationMessagePolicy: file}]}`,
		want: `container-name-invalid Invalid spec.containers[0].name
			container-image-pull-policy-unknown NotSupported spec.containers[0].imagePullPolicy
			container-termination-message-policy-unknown NotSupported spec.containers[0].terminationMessagePolicy`},
	{name: "container name of 63", with: "spec: {containers: [{name: " + strings.Repeat("a", 63) + "}]}"},
	{name: "container name of 64", with: "spec: {containers: [{name: " + strings.Repeat("a", 64) + "}]}", want: "container-name-invalid Invalid spec.containers[0].name"},
	{name: "container names twice", with: `spec: {containers: [{}, {name: main, ` + defaulted + `}], initContainers: [{name: main, ` + defaulted + `}, {name: a, ` + defaulted + `}, {name: a, ` + defaulted + `}]}`,
		want: `container-name-duplicate Duplicate spec.containers[1].name
			container-name-duplicate Duplicate spec.initContainers[0].name
			container-name-duplicate Duplicate spec.initContainers[2].name`},
	{name: "ephemeral containers", with: `spec: {ephemeralContainers: [{name: main, ` + defaulted + `, targetContainerName: other, ports: [], livenessProbe: {exec: {command: [a]}, timeoutSeconds: 1, periodSeconds: 1, successThreshold: 1, failureThreshold: 1}}, {name: b, ` + defaulted + `, image: " a"}]}`,
		want: `ephemeral-containers-in-template Forbidden spec.ephemeralContainers
			container-name-duplicate Duplicate spec.ephemeralContainers[0].name
			ephemeral-container-target-unknown NotFound spec.ephemeralContainers[0].targetContainerName
			ephemeral-container-field-forbidden Forbidden spec.ephemeralContainers[0].ports
			ephemeral-container-field-forbidden Forbidden spec.ephemeralContainers[0].livenessProbe
			ephemeral-container-image-padded Invalid spec.ephemeralContainers[1].image`},

	{name: "ports", with: `spec: {containers: [{ports: [{name: a-1, containerPort: 1, protocol: TCP}, {name: b, containerPort: 65535, hostPort: 65535, protocol: SCTP}, {containerPort: 2, protocol: UDP}]}]}`},
	{name: "ports, wrong", with: `spec: {containers: [{ports: [{name: A, containerPort: 0, protocol: ""}, {name: a, containerPort: 65536, hostPort: -1, protocol: tcp}, {name: a, containerPort: 1, protocol: TCP}, {name: "1", containerPort: 1, protocol: TCP}]}]}`,
		want: `container-port-name-invalid Invalid spec.containers[0].ports[0].name
			container-port-missing Required spec.containers[0].ports[0].containerPort
			container-port-protocol-missing Required spec.containers[0].ports[0].protocol
			container-port-range Invalid spec.containers[0].ports[1].containerPort
			container-host-port-range Invalid spec.containers[0].ports[1].hostPort
			container-port-protocol-unknown NotSupported spec.containers[0].ports[1].protocol
			container-port-name-duplicate Duplicate spec.containers[0].ports[2].name
			container-port-name-invalid Invalid spec.containers[0].ports[3].name`},
	{name: "host ports", with: `spec: {containers: [{ports: [{containerPort: 1, hostPort: 8, protocol: TCP}, {containerPort: 1, hostPort: 8, protocol: UDP}, {containerPort: 1, hostPort: 8, hostIP: 1.1.1.1, protocol: TCP}, {containerPort: 2, hostPort: 8, protocol: TCP}]}]}`,
		want: "container-host-port-duplicate Duplicate spec.containers[0].ports[3].hostPort"},
	{name: "host ports on the host's network", with: `spec: {hostNetwork: true, containers: [{ports: [{containerPort: 1, hostPort: 2, protocol: TCP}, {containerPort: 3, hostPort: 3, protocol: TCP}, {containerPort: 4, protocol: TCP}]}]}`,
		want: "container-host-port-host-network Invalid spec.containers[0].ports[0].hostPort"},

	{name: "env", with: `spec: {containers: [{env: [{name: A, value: b}, {name: "a b;", value: c}, {name: A}, {name: C, valueFrom: {configMapKeyRef: {name: a, key: b}}}, {name: D, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: "metadata.labels['a']"}}},
		{name: E, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}], envFrom: [{prefix: "a b", configMapRef: {name: a}}, {secretRef: {name: a-}}]}]}`},
	{name: "env names", with: `spec: {containers: [{env: [{name: ""}, {name: "a=b"}], envFrom: [{prefix: "a=", configMapRef: {name: ""}}, {}, {configMapRef: {name: A}, secretRef: {name: a}}]}]}`,
		want: `env-name-missing Required spec.containers[0].env[0].name
			env-name-invalid Invalid spec.containers[0].env[1].name
			env-from-prefix-invalid Invalid spec.containers[0].envFrom[0].prefix
			env-from-name-missing Required spec.containers[0].envFrom[0].configMapRef.name
			env-from-empty Invalid spec.containers[0].envFrom
			env-from-name-invalid Invalid spec.containers[0].envFrom[2].configMapRef.name
			env-from-many Invalid spec.containers[0].envFrom`},
	{name: "env names, 1.31", at: "1.31", with: `spec: {containers: [{env: [{name: "a b"}, {name: 1a}, {name: a.b-c}]}]}`,
		want: "env-name-invalid Invalid spec.containers[0].env[0].name\nenv-name-invalid Invalid spec.containers[0].env[1].name"},
	{name: "env sources", with: `spec: {containers: [{env: [{name: A, valueFrom: {}}, {name: B, value: c, valueFrom: {secretKeyRef: {name: A, key: ""}}}, {name: C, valueFrom: {configMapKeyRef: {name: a, key: ".."}, secretKeyRef: {name: a, key: b}}}]}]}`,
		want: `env-value-from-empty Invalid spec.containers[0].env[0].valueFrom
			env-value-and-value-from Invalid spec.containers[0].env[1].valueFrom
			env-reference-name-invalid Invalid spec.containers[0].env[1].valueFrom.secretKeyRef.name
			env-reference-key-missing Required spec.containers[0].env[1].valueFrom.secretKeyRef.key
			env-value-from-many Invalid spec.containers[0].env[2].valueFrom
			env-reference-key-invalid Invalid spec.containers[0].env[2].valueFrom.configMapKeyRef.key`},
	{name: "env of a ConfigMap in upper case", with: `spec: {containers: [{env: [{name: A, valueFrom: {configMapKeyRef: {name: A, key: ""}}}]}]}`,
		want: "env-reference-name-invalid Invalid spec.containers[0].env[0].valueFrom.configMapKeyRef.name\nenv-reference-key-missing Required spec.containers[0].env[0].valueFrom.configMapKeyRef.key"},
	{name: "env fields", with: `spec: {containers: [{env: [{name: A, valueFrom: {fieldRef: {apiVersion: "", fieldPath: a}}}, {name: B, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: ""}}}, {name: C, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: spec.x}}},
		{name: D, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.phase}}}, {name: E, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: "metadata.labels['a b']"}}}, {name: F, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.hostIPs}}}]}]}`,
		want: `field-ref-version-missing Required spec.containers[0].env[0].valueFrom.fieldRef.apiVersion
			field-ref-path-missing Required spec.containers[0].env[1].valueFrom.fieldRef.fieldPath
			field-ref-path-invalid Invalid spec.containers[0].env[2].valueFrom.fieldRef.fieldPath
			field-ref-path-unsupported NotSupported spec.containers[0].env[3].valueFrom.fieldRef.fieldPath
			field-ref-key-invalid Invalid spec.containers[0].env[4].valueFrom.fieldRef`},
	{name: "env hostIPs turned off", at: "1.29 PodHostIPs=false", with: hostIPsOf, want: "field-ref-host-ips Forbidden spec.containers[0].env[0].valueFrom.fieldRef"},
	{name: "update: env hostIPs kept", at: "1.29 PodHostIPs=false", with: hostIPsOf, old: hostIPsOf},
	{name: "env resources", with: `spec: {containers: [{env: [{name: A, valueFrom: {resourceFieldRef: {resource: "", divisor: 0}}}, {name: B, valueFrom: {resourceFieldRef: {resource: limits.x, divisor: 0}}}, {name: C, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 2}}}, {name: D, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1m}}}]}]}`,
		want: `resource-ref-resource-missing Required spec.containers[0].env[0].valueFrom.resourceFieldRef.resource
			resource-ref-resource-unsupported NotSupported spec.containers[0].env[1].valueFrom.resourceFieldRef.resource
			resource-ref-divisor Invalid spec.containers[0].env[2].valueFrom.resourceFieldRef.divisor
			resource-ref-divisor Invalid spec.containers[0].env[3].valueFrom.resourceFieldRef.divisor`},
	{name: "env of a file", with: `spec: {volumes: [{name: v, emptyDir: {}}], containers: [{env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: a, key: B}}}]}]}`},
	{name: "env of files", with: `spec: {volumes: [{name: v, hostPath: {path: /a, type: ""}}], containers: [{env: [{name: A, valueFrom: {fileKeyRef: {volumeName: "", path: "", key: ""}}}, {name: B, valueFrom: {fileKeyRef: {volumeName: V, path: a/../b, key: "a="}}}, {name: C, valueFrom: {fileKeyRef: {volumeName: v, path: a, key: a}}}, {name: D, valueFrom: {fileKeyRef: {volumeName: w, path: a, key: a}}}]}]}`,
		want: `file-key-missing Required spec.containers[0].env[0].valueFrom.fileKeyRef.key
			file-key-volume-missing Required spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName
			file-key-volume-unknown NotFound spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName
			file-key-path-missing Required spec.containers[0].env[0].valueFrom.fileKeyRef.path
			file-key-invalid Invalid spec.containers[0].env[1].valueFrom.fileKeyRef.key
			file-key-volume-invalid Invalid spec.containers[0].env[1].valueFrom.fileKeyRef.volumeName
			file-key-volume-unknown NotFound spec.containers[0].env[1].valueFrom.fileKeyRef.volumeName
			file-key-path-backstep Invalid spec.containers[0].env[1].valueFrom.fileKeyRef.path
			file-key-volume-not-empty-dir Invalid spec.containers[0].env[2].valueFrom.fileKeyRef.volumeName
			file-key-volume-unknown NotFound spec.containers[0].env[3].valueFrom.fileKeyRef.volumeName`},
	{name: "env of a file dropped", at: "1.34", with: `spec: {containers: [{env: [{name: A, valueFrom: {fileKeyRef: {volumeName: V, path: a, key: a}}}]}]}`, want: "env-value-from-empty Invalid spec.containers[0].env[0].valueFrom"},

	{name: "restart rules", with: `spec: {containers: [{restartPolicy: Never, restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}, {action: RestartAllContainers, exitCodes: {operator: NotIn, values: []}}]}]}`},
	{name: "restart rules, wrong", with: `spec: {containers: [{restartPolicy: never, restartPolicyRules: [{action: restart}, {action: Restart, exitCodes: {operator: Is, values: [` + numbers(256) + `]}}]}]}`,
		want: `container-restart-policy-unknown NotSupported spec.containers[0].restartPolicy
			restart-rule-action-unknown NotSupported spec.containers[0].restartPolicyRules[0].action
			restart-rule-exit-codes-missing Required spec.containers[0].restartPolicyRules[0].exitCodes
			restart-rule-operator-unknown NotSupported spec.containers[0].restartPolicyRules[1].exitCodes.operator
			restart-rule-exit-codes-too-many TooMany spec.containers[0].restartPolicyRules[1].exitCodes.values`},
	{name: "restart rules without a policy", with: `spec: {containers: [{restartPolicyRules: [` + strings.Repeat("{action: Restart, exitCodes: {operator: In, values: [1]}}, ", 21) + `]}]}`,
		want: "container-restart-policy-missing Required spec.containers[0].restartPolicy\nrestart-rules-too-many TooMany spec.containers[0].restartPolicyRules"},
	{name: "restart rules without a policy, 1.35", at: "1.35", with: `spec: {containers: [{restartPolicyRules: [` + strings.Repeat("{action: Restart, exitCodes: {operator: In, values: [1]}}, ", 21) + `]}]}`,
		want: "container-restart-policy-missing Required spec.containers[0].restartPolicy\nrestart-rules-too-many TooLong spec.containers[0].restartPolicyRules"},
	{name: "restart rules on a sidecar, 1.35", at: "1.35", with: `spec: {initContainers: [{name: i, ` + defaulted + `, restartPolicy: Always, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [1]}}]}]}`,
		want: "restart-rules-on-sidecar Forbidden spec.initContainers[0].restartPolicyRules"},
	{name: "restartPolicy of a container, 1.33", at: "1.33", with: `spec: {containers: [{restartPolicy: Always}], initContainers: [{name: i, ` + defaulted + `, restartPolicy: Never}]}`,
		want: "container-restart-policy-forbidden Forbidden spec.containers[0].restartPolicy\ncontainer-restart-policy-unknown NotSupported spec.initContainers[0].restartPolicy"},
	{name: "restartPolicy of a container dropped", at: "1.34", with: `spec: {containers: [{restartPolicy: x}], initContainers: [{name: i, ` + defaulted + `, restartPolicy: x}]}`},
}

const hostIPsOf = `spec: {containers: [{env: [{name: A, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.hostIPs}}}]}]}`

func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strconv.Itoa(i) + ", ")
	}
	return b.String()
}
