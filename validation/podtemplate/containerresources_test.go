package podtemplate

import "strings"

var containerResourceCases = []templateCase{
	{name: "resources", with: `spec: {resourceClaims: [{name: c, resourceClaimName: d}], containers: [{resources: {limits: {cpu: 1, memory: 1Gi, hugepages-2Mi: 4Mi, a.b/c: 2}, requests: {cpu: 1, ephemeral-storage: 1, hugepages-2Mi: 4Mi, a.b/c: 2}, claims: [{name: c, request: a}, {name: c, request: b}]}}]}`},
	{name: "resource names", with: `spec: {containers: [{resources: {limits: {"a b": 1, gpu: 1, requests.a.b/c: 1, ` + strings.Repeat("a", 246) + `/c: 1, kubernetes.io/x: 1}}}]}`,
		want: `resource-name-invalid Invalid spec.containers[0].resources.limits[a b]
			resource-name-unknown Invalid spec.containers[0].resources.limits[gpu]
			resource-name-invalid Invalid spec.containers[0].resources.limits[requests.a.b/c]
			resource-name-invalid Invalid spec.containers[0].resources.limits[` + strings.Repeat("a", 246) + `/c]`},
	{name: "resource amounts", with: `spec: {containers: [{resources: {limits: {cpu: "-1", a.b/c: 500m, hugepages-2Mi: 1Mi, hugepages-x: 1}}}]}`,
		want: `resource-negative Invalid spec.containers[0].resources.limits[cpu]
			resource-not-whole Invalid spec.containers[0].resources.limits[a.b/c]
			resource-huge-pages-indivisible Invalid spec.containers[0].resources.limits[hugepages-2Mi]
			resource-huge-pages-indivisible Invalid spec.containers[0].resources.limits[hugepages-x]`},
	{name: "huge pages alone", with: `spec: {containers: [{resources: {limits: {hugepages-2Mi: 2Mi}}}]}`, want: "resource-huge-pages-alone Forbidden spec.containers[0].resources"},
	{name: "requests and limits", with: `spec: {containers: [{resources: {limits: {cpu: 1, a.b/c: 1}, requests: {cpu: 1001m, a.b/c: 2, d.e/f: 1}}}]}`,
		want: `resource-request-above-limit Invalid spec.containers[0].resources.requests
			resource-request-not-limit Invalid spec.containers[0].resources.requests
			resource-limit-missing Required spec.containers[0].resources.limits`},
	{name: "claims", with: `spec: {resourceClaims: [{name: c, resourceClaimName: d}], containers: [{resources: {claims: [{name: ""}, {name: c}, {name: c}, {name: x, request: A}]}}]}`,
		want: `resource-claim-name-missing Required spec.containers[0].resources.claims[0]
			resource-claim-duplicate Duplicate spec.containers[0].resources.claims[2]
			resource-claim-request-invalid Invalid spec.containers[0].resources.claims[3].request
			resource-claim-unknown NotFound spec.containers[0].resources.claims[3]`},
	{name: "claims dropped", at: "1.31", with: `spec: {containers: [{resources: {claims: [{name: x}]}}]}`},
	{name: "resizePolicy", with: `spec: {restartPolicy: OnFailure, containers: [{resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: memory, restartPolicy: RestartContainer}]}]}`},
	{name: "resizePolicy, wrong", with: `spec: {restartPolicy: OnFailure, containers: [{resizePolicy: [{resourceName: "", restartPolicy: ""}, {resourceName: x, restartPolicy: x}, {resourceName: x, restartPolicy: NotRequired}]}]}`,
		want: `resize-policy-missing Required spec.containers[0].resizePolicy
			resize-policy-unknown NotSupported spec.containers[0].resizePolicy
			resize-policy-duplicate Duplicate spec.containers[0].resizePolicy[2]`},
	{name: "resizePolicy in a pod that never restarts", with: `spec: {containers: [{resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}]}`, want: "resize-policy-restart-never Invalid spec.containers[0].resizePolicy"},
	{name: "resizePolicy of an init container", with: `spec: {restartPolicy: OnFailure, initContainers: [{name: i, ` + defaulted + `, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}, {name: s, ` + defaulted + `, restartPolicy: Always, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}]}`,
		want: "init-container-resize-restart Invalid spec.initContainers[0].resizePolicy[0].restartPolicy"},
	{name: "resizePolicy of an init container, 1.32", at: "1.32 InPlacePodVerticalScaling=true", with: `spec: {initContainers: [{name: i, ` + defaulted + `, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}]}`,
		want: "init-container-resize-policy Invalid spec.initContainers[0].resizePolicy"},
	{name: "resizePolicy dropped", at: "1.31", with: `spec: {containers: [{resizePolicy: [{resourceName: x, restartPolicy: x}]}]}`},
}
