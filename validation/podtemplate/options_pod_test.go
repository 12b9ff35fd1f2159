package podtemplate

// podOptionCases are updates that keep what the old template has, and updates that do not.
var podOptionCases = []templateCase{
	{name: "update: deletion cost kept", old: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: x}}`, with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: y}}`},
	{name: "update: deletion cost spoilt", old: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "1"}}`, with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: y}}`,
		want: "annotation-pod-deletion-cost-invalid Invalid annotations[controller.kubernetes.io/pod-deletion-cost]"},
	{name: "update: node affinity value kept", old: nodeValue("-x"), with: nodeValue("-y")},
	{name: "update: node affinity value spoilt", old: nodeValue("x"), with: nodeValue("-y"),
		want: "label-value-invalid Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[0]"},
	{name: "update: pod affinity value kept", old: podValue("-x"), with: podValue("-y")},
	{name: "update: pod affinity value spoilt", old: podValue("x"), with: podValue("-y"),
		want: "label-value-invalid Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector.matchExpressions[0].values[0]"},
	{name: "update: spread selector kept", old: spread("labelSelector: {matchLabels: {a b: c}}"), with: spread("labelSelector: {matchLabels: {d e: c}}")},
	{name: "update: spread selector spoilt", old: spread("labelSelector: {}"), with: spread("labelSelector: {matchLabels: {d e: c}}"),
		want: "label-key-invalid Invalid spec.topologySpreadConstraints[0].labelSelector.matchLabels"},
	{name: "update: spread keys that the merge refuses", old: spread("labelSelector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: Exists}]}, matchLabelKeys: [a]"),
		with: spread("labelSelector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: Exists}]}, matchLabelKeys: [a]"),
		want: "match-label-key-in-selector Invalid spec.topologySpreadConstraints[0].matchLabelKeys[0]"},
	{name: "update: spread keys that the scheduler refuses", at: "1.34 MatchLabelKeysInPodTopologySpreadSelectorMerge=false", old: spread("labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a]"),
		with: spread("labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [a]")},
	{name: "update: spread fields kept with their gates off", at: "1.29 MinDomainsInPodTopologySpread=false,NodeInclusionPolicyInPodTopologySpread=false,MatchLabelKeysInPodTopologySpread=false",
		old: spread("minDomains: 1, nodeAffinityPolicy: Honor, nodeTaintsPolicy: Honor, matchLabelKeys: [a]"), with: spread("minDomains: 0, nodeAffinityPolicy: x, nodeTaintsPolicy: x, matchLabelKeys: [a]"),
		want: `topology-spread-min-domains-range Invalid spec.topologySpreadConstraints[0].minDomains
			topology-spread-min-domains-mode Invalid spec.topologySpreadConstraints[0].minDomains
			topology-spread-node-policy-unknown NotSupported spec.topologySpreadConstraints[0].nodeAffinityPolicy
			topology-spread-node-policy-unknown NotSupported spec.topologySpreadConstraints[0].nodeTaintsPolicy
			match-label-keys-without-selector Forbidden spec.topologySpreadConstraints[0].matchLabelKeys`},
	{name: "update: sysctl of the host kept", old: `spec: {hostNetwork: true, securityContext: {sysctls: [{name: net.a, value: ""}]}}`, with: `spec: {hostIPC: true, securityContext: {sysctls: [{name: kernel.sem, value: ""}]}}`},
	{name: "update: toleration comparison kept", old: `spec: {tolerations: [{key: a, operator: Lt, value: "1"}]}`, with: `spec: {tolerations: [{key: a, operator: Gt, value: x}]}`,
		want: "toleration-value-not-a-number Invalid spec.tolerations[0].value"},
	{name: "update: toleration comparison, 1.34", at: "1.34", old: `spec: {tolerations: [{key: a, operator: Lt, value: "1"}]}`, with: `spec: {tolerations: [{key: a, operator: Gt, value: "1"}]}`,
		want: "toleration-operator-unknown NotSupported spec.tolerations[0].operator"},
	{name: "update: relaxed search kept", at: "1.33 RelaxedDNSSearchValidation=false", old: `spec: {dnsConfig: {searches: ["."]}}`, with: `spec: {dnsConfig: {searches: [_a.b]}}`},
	{name: "update: relaxed search, 1.31", at: "1.31", old: `spec: {dnsConfig: {searches: ["."]}}`, with: `spec: {dnsConfig: {searches: [_a.b]}}`, want: "dns-search-invalid Invalid spec.dnsConfig.searches[0]"},
	{name: "update: nameserver not kept", old: `spec: {dnsConfig: {nameservers: [010.0.0.1]}}`, with: `spec: {dnsConfig: {nameservers: [010.0.0.1]}}`, want: "dns-nameserver-invalid Invalid spec.dnsConfig.nameservers[0]"},
	{name: "update: hostnameOverride kept", at: "1.34", old: `spec: {hostnameOverride: a}`, with: `spec: {hostnameOverride: A}`, want: "hostname-override-invalid Invalid spec.hostnameOverride"},
	{name: "update: hostUsers kept", at: "1.31", old: `spec: {hostUsers: true}`, with: `spec: {hostUsers: false, hostPID: true}`, want: "host-users-host-pid Forbidden spec.HostPID"},
	{name: "update: hostUsers with hostNetwork kept", old: `spec: {hostUsers: false, hostNetwork: true}`, with: `spec: {hostUsers: false, hostNetwork: true}`},
	{name: "update: hostUsers with devices kept", old: `spec: {hostUsers: false, volumes: [{name: v, persistentVolumeClaim: {claimName: c}}], containers: [{volumeDevices: [{name: v, devicePath: /a}]}]}`,
		with: `spec: {hostUsers: false, volumes: [{name: v, persistentVolumeClaim: {claimName: c}}], containers: [{volumeDevices: [{name: v, devicePath: /b}]}]}`},
	{name: "update: seLinuxChangePolicy kept", at: "1.34", old: `spec: {securityContext: {seLinuxChangePolicy: Recursive}}`, with: `spec: {securityContext: {seLinuxChangePolicy: MountOption}}`},
	{name: "update: seLinuxChangePolicy kept with the gate off", at: "1.32", old: `spec: {securityContext: {seLinuxChangePolicy: Recursive}}`, with: `spec: {securityContext: {seLinuxChangePolicy: x}}`,
		want: "pod-selinux-change-policy-unknown NotSupported spec.securityContext.seLinuxChangePolicy"},
	{name: "update: supplementalGroupsPolicy kept", at: "1.31", old: `spec: {securityContext: {supplementalGroupsPolicy: Merge}}`, with: `spec: {securityContext: {supplementalGroupsPolicy: x}}`,
		want: "pod-supplemental-groups-policy-unknown NotSupported spec.securityContext.supplementalGroupsPolicy"},
	{name: "update: matchLabelKeys of affinity kept", at: "1.29", old: affinityKeys, with: affinityKeys,
		want: "match-label-keys-without-selector Forbidden spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys"},
	{name: "update: schedulingGates kept", at: "1.29 PodSchedulingReadiness=false", old: `spec: {schedulingGates: [{name: a}]}`, with: `spec: {schedulingGates: [{name: "a b"}]}`, want: "scheduling-gate-name-invalid Invalid spec.schedulingGates[0]"},
	{name: "update: schedulingGroup kept", old: `spec: {schedulingGroup: {podGroupName: a}}`, with: `spec: {schedulingGroup: {podGroupName: A}}`, want: "scheduling-group-name-invalid Invalid spec.schedulingGroup.podGroupName"},
	{name: "update: resourceClaims kept", at: "1.31", old: `spec: {resourceClaims: [{name: a, resourceClaimName: b}]}`, with: `spec: {resourceClaims: [{name: a}]}`, want: "pod-resource-claim-neither Invalid spec.resourceClaims[0]"},
	{name: "update: pod resources are not looked at with the gate off", at: "1.32", old: `spec: {resources: {limits: {cpu: 1}}}`, with: `spec: {resources: {limits: {foo: 1}}}`},
	{name: "update: evictionResponders unchanged", old: `spec: {evictionResponders: [{name: a}, {name: a}]}`, with: `spec: {evictionResponders: [{name: a}, {name: a}]}`},
	{name: "update: evictionResponders changed in part", old: `spec: {evictionResponders: [{name: a}, {name: b, priority: 1}]}`, with: `spec: {evictionResponders: [{name: a}, {name: b, priority: 2}, {name: c, priority: 3}]}`,
		want: `eviction-responder-priority-reserved Invalid spec.evictionResponders[1].priority
			eviction-responder-name-invalid Invalid spec.evictionResponders[2].name
			eviction-responder-priority-reserved Invalid spec.evictionResponders[2].priority`},
}

const affinityKeys = `spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, matchLabelKeys: [b]}]}}}`

func nodeValue(v string) string {
	return `spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: ["` + v + `"]}]}]}}}}`
}

func podValue(v string) string {
	return `spec: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: In, values: ["` + v + `"]}]}}}]}}}`
}

func spread(more string) string {
	return `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, ` + more + `}]}`
}
