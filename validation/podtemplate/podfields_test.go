package podtemplate

import (
	"strconv"
	"strings"
)

var podFieldCases = []templateCase{
	{name: "activeDeadlineSeconds", with: `spec: {activeDeadlineSeconds: 2147483647}`},
	{name: "activeDeadlineSeconds 0", with: `spec: {activeDeadlineSeconds: 0}`, want: "pod-active-deadline-range Invalid spec.activeDeadlineSeconds"},
	{name: "activeDeadlineSeconds above the bound", with: `spec: {activeDeadlineSeconds: 2147483648}`, want: "pod-active-deadline-range Invalid spec.activeDeadlineSeconds"},
	{name: "no grace period", with: `spec: {terminationGracePeriodSeconds: null}`, want: "termination-grace-period-missing Required spec.terminationGracePeriodSeconds"},
	{name: "no grace period, 1.30", at: "1.30", with: `spec: {terminationGracePeriodSeconds: null}`},
	{name: "grace period -1", with: `spec: {terminationGracePeriodSeconds: -1}`},
	{name: "readinessGates", with: `spec: {readinessGates: [{conditionType: a/b}, {conditionType: ""}]}`, want: "readiness-gate-condition-invalid Invalid spec.readinessGates[1].conditionType"},

	{name: "overhead", with: `spec: {overhead: {cpu: 1m, memory: 1Mi}}`},
	{name: "overhead, wrong", with: `spec: {overhead: {cpu: "-1", x: "1", hugepages-2Mi: 1Mi}}`,
		want: `resource-negative Invalid spec.overhead.limits[cpu]
			resource-name-unknown Invalid spec.overhead.limits[x]
			resource-huge-pages-indivisible Invalid spec.overhead.limits[hugepages-2Mi]`},
	{name: "overhead of huge pages alone", with: `spec: {overhead: {hugepages-2Mi: 2Mi}}`, want: "resource-huge-pages-alone Forbidden spec.overhead"},

	{name: "resourceClaims", with: `spec: {resourceClaims: [{name: a, resourceClaimName: b}, {name: c, resourceClaimTemplateName: d}]}`},
	{name: "resourceClaims, wrong", with: `spec: {resourceClaims: [{resourceClaimName: B}, {name: A, resourceClaimTemplateName: D}, {name: c}, {name: c, resourceClaimName: b, resourceClaimTemplateName: d}]}`,
		want: `pod-resource-claim-name-missing Required spec.resourceClaims[0].name
			pod-resource-claim-object-invalid Invalid spec.resourceClaims[0].resourceClaimName
			pod-resource-claim-name-invalid Invalid spec.resourceClaims[1].name
			pod-resource-claim-template-invalid Invalid spec.resourceClaims[1].resourceClaimTemplateName
			pod-resource-claim-neither Invalid spec.resourceClaims[2]
			pod-resource-claim-duplicate Duplicate spec.resourceClaims[3].name
			pod-resource-claim-both Invalid spec.resourceClaims[3]`},
	{name: "resourceClaims dropped", at: "1.31", with: `spec: {resourceClaims: [{}]}`},
	{name: "resourceClaims, 1.31 with the gate", at: "1.31 DynamicResourceAllocation=true", with: `spec: {resourceClaims: [{name: a}]}`, want: "pod-resource-claim-neither Invalid spec.resourceClaims[0]"},

	{name: "pod resources", with: `spec: {resources: {requests: {cpu: 1500m, memory: 2Gi}, limits: {cpu: 2, memory: 2Gi, hugepages-2Mi: 4Mi}}, containers: [{resources: {requests: {cpu: 1}, limits: {cpu: 2, hugepages-2Mi: 2Mi}}}, {name: b, ` + defaulted + `, resources: {requests: {cpu: 500m}}}]}`},
	{name: "pod resources, names and amounts", with: `spec: {resources: {limits: {cpu: "-1", ephemeral-storage: 1, foo: 1, "a b": 1, a.b/c: 1, pods: 500m, hugepages-2Mi: 1Mi}}}`,
		want: `resource-negative Invalid spec.resources.limits[cpu]
			pod-resource-unsupported NotSupported spec.resources.limits[ephemeral-storage]
			resource-name-unknown Invalid spec.resources.limits[foo]
			resource-name-invalid Invalid spec.resources.limits[a b]
			pod-resource-unsupported NotSupported spec.resources.limits[a.b/c]
			pod-resource-unsupported NotSupported spec.resources.limits[pods]
			resource-not-whole Invalid spec.resources.limits[pods]
			resource-huge-pages-indivisible Invalid spec.resources.limits[hugepages-2Mi]`},
	{name: "pod requests above limits", with: `spec: {resources: {requests: {cpu: 2, hugepages-2Mi: 2Mi}, limits: {cpu: 1}}}`,
		want: "resource-request-above-limit Invalid spec.resources.requests\nresource-limit-missing Required spec.resources.limits"},
	{name: "pod huge pages alone", with: `spec: {resources: {limits: {hugepages-2Mi: 2Mi}}}`, want: "resource-huge-pages-alone Forbidden spec.resources"},
	{name: "pod claims", with: `spec: {resources: {claims: [{name: a}]}}`, want: "pod-resources-claims Forbidden spec.resources.claims\nresource-claim-unknown NotFound spec.resources.claims[0]"},
	{name: "pod claims, none", with: `spec: {resources: {claims: []}}`, want: "pod-resources-claims Forbidden spec.resources.claims"},
	{name: "pod resources on Windows", with: `spec: {os: {name: windows}, resources: {limits: {foo: 1}}}`, want: "pod-resources-windows Forbidden spec.resources"},
	{name: "pod requests below the containers'", with: `spec: {resources: {requests: {cpu: 2499m}}, containers: [{resources: {requests: {cpu: 1}}}],
		initContainers: [{name: s, ` + defaulted + `, restartPolicy: Always, resources: {requests: {cpu: 500m}}}, {name: i, ` + defaulted + `, resources: {requests: {cpu: 2}}}]}`,
		want: "pod-request-below-containers Invalid spec.resources.requests[cpu]"},
	{name: "pod requests equal to the containers'", with: `spec: {resources: {requests: {cpu: 2500m}}, containers: [{resources: {requests: {cpu: 1}}}],
		initContainers: [{name: s, ` + defaulted + `, restartPolicy: Always, resources: {requests: {cpu: 500m}}}, {name: i, ` + defaulted + `, resources: {requests: {cpu: 2}}}]}`},
	{name: "pod without the request that a container has", with: `spec: {resources: {limits: {memory: 1Gi}}, containers: [{resources: {requests: {cpu: 1}}}]}`},
	{name: "pod without the request that a container has, 1.33", at: "1.33 PodLevelResources=true", with: `spec: {resources: {limits: {memory: 1Gi}}, containers: [{resources: {requests: {cpu: 1}}}], initContainers: [{name: i, ` + defaulted + `, resources: {requests: {memory: 1}}}]}`,
		want: "pod-request-below-containers Invalid spec.resources.requests[cpu]\npod-request-below-containers Invalid spec.resources.requests[memory]"},
	{name: "pod huge pages, 1.32", at: "1.32 PodLevelResources=true", with: `spec: {resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}}`, want: "pod-resource-unsupported NotSupported spec.resources.limits[hugepages-2Mi]"},
	{name: "pod huge pages below the containers'", with: `spec: {resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}, containers: [{resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}}, {name: b, ` + defaulted + `, resources: {limits: {cpu: 1, hugepages-2Mi: 2Mi}}}]}`,
		want: "pod-limit-below-containers Invalid spec.resources.limits[hugepages-2Mi]"},
	{name: "container above the pod", with: `spec: {resources: {limits: {cpu: 1}}, containers: [{resources: {limits: {cpu: 1001m, memory: 1}}}], initContainers: [{name: i, ` + defaulted + `, resources: {limits: {cpu: 2}}}]}`,
		want: "container-limit-above-pod Invalid spec.resources.containers[0][cpu].limits"},
	{name: "pod resources dropped", at: "1.32", with: `spec: {resources: {limits: {foo: 1}}}`},

	{name: "evictionResponders dropped", with: `spec: {evictionResponders: [{name: ""}]}`},
	{name: "evictionResponders", at: "1.37 EvictionRequestAPI=true", with: "spec: {evictionResponders: [" + responders(10) + "]}"},
	{name: "evictionResponders, eleven", at: "1.37 EvictionRequestAPI=true", with: "spec: {evictionResponders: [" + responders(11) + "]}", want: "eviction-responders-too-many TooMany spec.evictionResponders"},
	{name: "evictionResponders, wrong", at: "1.37 EvictionRequestAPI=true", with: `spec: {evictionResponders: [{name: ""}, {name: a, priority: -1}, {name: a.b/c, priority: 999}, {name: a.b/c, priority: 100001}, {name: x.K8s.io./c, priority: 100000}, {name: kubernetes.io, priority: 1000}]}`,
		want: `eviction-responder-name-missing Required spec.evictionResponders[0].name
			eviction-responder-priority-missing Required spec.evictionResponders[0].priority
			eviction-responder-name-invalid Invalid spec.evictionResponders[1].name
			eviction-responder-priority-range Invalid spec.evictionResponders[1].priority
			eviction-responder-priority-reserved Invalid spec.evictionResponders[2].priority
			eviction-responder-duplicate Duplicate spec.evictionResponders[3]
			eviction-responder-priority-range Invalid spec.evictionResponders[3].priority
			eviction-responder-name-reserved Invalid spec.evictionResponders[4].name
			eviction-responder-name-invalid Invalid spec.evictionResponders[4].name
			eviction-responder-name-reserved Invalid spec.evictionResponders[5].name
			eviction-responder-name-invalid Invalid spec.evictionResponders[5].name`},
}

// responders are so many valid evictionResponders.
func responders(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("{name: a.b/c" + strconv.Itoa(i) + ", priority: 1000}, ")
	}
	return b.String()
}
