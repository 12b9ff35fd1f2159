package podtemplate

var schedulingCases = []templateCase{
	{name: "nodeSelector", with: `spec: {nodeSelector: {"a b": c, d: "-"}}`, want: "label-key-invalid Invalid spec.nodeSelector\nlabel-value-invalid Invalid spec.nodeSelector"},
	{name: "names", with: `spec: {nodeName: a.b, priorityClassName: a.b, runtimeClassName: a.b, serviceAccountName: a.b, serviceAccount: a.b, imagePullSecrets: [{name: ""}]}`},
	{name: "names in upper case", with: `spec: {nodeName: A, priorityClassName: A, runtimeClassName: A, serviceAccountName: A, serviceAccount: A}`,
		want: `node-name-invalid Invalid spec.nodeName
			priority-class-name-invalid Invalid spec.priorityClassName
			runtime-class-name-invalid Invalid spec.runtimeClassName
			service-account-name-invalid Invalid spec.serviceAccountName`},
	{name: "runtimeClassName empty", with: `spec: {runtimeClassName: ""}`, want: "runtime-class-name-invalid Invalid spec.runtimeClassName"},
	{name: "serviceAccount alone", with: `spec: {serviceAccountName: a, serviceAccount: b}`, want: "service-account-names-differ Invalid spec.deprecatedServiceAccount"},
	{name: "serviceAccount alone, 1.36", at: "1.36", with: `spec: {serviceAccountName: a, serviceAccount: b}`},

	{name: "schedulingGates", with: `spec: {schedulingGates: [{name: a}, {name: "b c"}, {name: a}, {name: ""}]}`,
		want: `scheduling-gate-name-invalid Invalid spec.schedulingGates[1]
			scheduling-gate-duplicate Duplicate spec.schedulingGates[2]
			scheduling-gate-name-invalid Invalid spec.schedulingGates[3]`},
	{name: "schedulingGates dropped", at: "1.29 PodSchedulingReadiness=false", with: `spec: {schedulingGates: [{name: "b c"}]}`},
	{name: "preemptionPolicy", with: `spec: {preemptionPolicy: PreemptLowerPriority}`},
	{name: "preemptionPolicy empty", with: `spec: {preemptionPolicy: ""}`, want: "preemption-policy-missing Required spec.preemptionPolicy"},
	{name: "preemptionPolicy unknown", with: `spec: {preemptionPolicy: never}`, want: "preemption-policy-unknown NotSupported spec.preemptionPolicy"},

	{name: "schedulingGroup dropped", with: `spec: {schedulingGroup: {}}`},
	{name: "schedulingGroup empty", at: "1.37 GenericWorkload=true", with: `spec: {schedulingGroup: {}}`, want: "scheduling-group-name-missing Invalid spec.schedulingGroup.podGroupName"},
	{name: "schedulingGroup", at: "1.37 GenericWorkload=true", with: `spec: {schedulingGroup: {podGroupName: A}}`, want: "scheduling-group-name-invalid Invalid spec.schedulingGroup.podGroupName"},
	{name: "schedulingGroup with evictionResponders", at: "1.37 GenericWorkload=true,EvictionRequestAPI=true", with: `spec: {schedulingGroup: {podGroupName: a}, evictionResponders: [{name: a.b/c, priority: 1000}]}`,
		want: "scheduling-group-with-eviction-responders Forbidden spec.schedulingGroup"},
	{name: "schedulingGroup, 1.35", at: "1.35 GenericWorkload=true", with: `spec: {schedulingGroup: {}}`},

	{name: "tolerations", with: `spec: {tolerations: [{operator: Exists}, {key: a}, {key: a, operator: Equal, value: b, effect: NoExecute, tolerationSeconds: -1}, {key: a, effect: PreferNoSchedule}]}`},
	{name: "toleration keys", with: `spec: {tolerations: [{key: "a b"}, {value: a}]}`, want: `label-key-invalid Invalid spec.tolerations[0].key
			toleration-key-missing Invalid spec.tolerations[1].operator`},
	{name: "toleration seconds", with: `spec: {tolerations: [{key: a, effect: NoSchedule, tolerationSeconds: 1}]}`, want: "toleration-seconds-effect Invalid spec.tolerations[0].effect"},
	{name: "toleration values", with: `spec: {tolerations: [{key: a, value: "-"}, {key: a, operator: Exists, value: b}]}`, want: `label-value-invalid Invalid spec.tolerations[0].operator
			toleration-value-unused Invalid spec.tolerations[1].operator`},
	{name: "toleration operators and effects", with: `spec: {tolerations: [{key: a, operator: equal, effect: noExecute}, {key: a, operator: Lt, value: "1"}]}`, want: `toleration-operator-unknown NotSupported spec.tolerations[0].operator
			toleration-effect-unknown NotSupported spec.tolerations[0].effect
			toleration-operator-unknown NotSupported spec.tolerations[1].operator`},
	{name: "toleration comparisons", at: "1.37 TaintTolerationComparisonOperators=true", with: `spec: {tolerations: [{key: a, operator: Lt, value: "-1"}, {key: a, operator: Gt, value: "01"}, {key: a, operator: Gt, value: "9223372036854775808"}, {key: a, operator: Gt, value: "-0"}, {key: a, operator: Gt, value: "0"}, {operator: Gt, value: "0"}]}`,
		want: `toleration-value-not-a-number Invalid spec.tolerations[1].value
			toleration-value-not-a-number Invalid spec.tolerations[2].value
			toleration-value-not-a-number Invalid spec.tolerations[3].value
			toleration-key-missing Invalid spec.tolerations[5].operator`},

	{name: "topologySpreadConstraints", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, minDomains: 1, nodeAffinityPolicy: Honor, nodeTaintsPolicy: Ignore, matchLabelKeys: [b], labelSelector: {matchLabels: {c: d}}},
		{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway}]}`},
	{name: "spread without anything", with: `spec: {topologySpreadConstraints: [{maxSkew: 0, topologyKey: "", whenUnsatisfiable: ""}]}`,
		want: `topology-spread-max-skew Invalid spec.topologySpreadConstraints[0].maxSkew
			topology-spread-key-missing Required spec.topologySpreadConstraints[0].topologyKey
			topology-spread-when-unsatisfiable-unknown NotSupported spec.topologySpreadConstraints[0].whenUnsatisfiable`},
	{name: "spread twice", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]}`,
		want: "topology-spread-duplicate Duplicate spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}"},
	{name: "spread domains and policies", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, minDomains: 0, nodeAffinityPolicy: honor, nodeTaintsPolicy: x}]}`,
		want: `topology-spread-min-domains-range Invalid spec.topologySpreadConstraints[0].minDomains
			topology-spread-min-domains-mode Invalid spec.topologySpreadConstraints[0].minDomains
			topology-spread-node-policy-unknown NotSupported spec.topologySpreadConstraints[0].nodeAffinityPolicy
			topology-spread-node-policy-unknown NotSupported spec.topologySpreadConstraints[0].nodeTaintsPolicy`},
	{name: "spread domains and policies dropped", at: "1.29 MinDomainsInPodTopologySpread=false,NodeInclusionPolicyInPodTopologySpread=false",
		with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, minDomains: 0, nodeAffinityPolicy: honor, nodeTaintsPolicy: x}]}`},
	{name: "spread selector", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {"a b": "-"}, matchExpressions: [{key: "", operator: Is, values: ["-"]}, {key: a, operator: In}, {key: a, operator: Exists, values: [b]}]}}]}`,
		want: `label-key-invalid Invalid spec.topologySpreadConstraints[0].labelSelector.matchLabels
			label-value-invalid Invalid spec.topologySpreadConstraints[0].labelSelector.matchLabels
			label-selector-operator-unknown Invalid spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0].operator
			label-key-invalid Invalid spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0].key
			label-value-invalid Invalid spec.topologySpreadConstraints[0].labelSelector.matchExpressions[0].values[0]
			label-selector-values-missing Required spec.topologySpreadConstraints[0].labelSelector.matchExpressions[1].values
			label-selector-values-forbidden Forbidden spec.topologySpreadConstraints[0].labelSelector.matchExpressions[2].values`},
	{name: "spread keys without a selector", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: ["a b"]}]}`,
		want: "match-label-keys-without-selector Forbidden spec.topologySpreadConstraints[0].matchLabelKeys"},
	{name: "spread keys without a selector, 1.31", at: "1.31", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: ["a b"]}]}`,
		want: `match-label-keys-without-selector Forbidden spec.topologySpreadConstraints[0].matchLabelKeys
			label-key-invalid Invalid spec.topologySpreadConstraints[0].matchLabelKeys[0]`},
	{name: "spread key that the selector has once", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [x, b], labelSelector: {matchLabels: {b: c}}}]}`},
	{name: "spread key that the selector has once, 1.31", at: "1.31", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [x, b], labelSelector: {matchLabels: {b: c}}}]}`,
		want: "match-label-key-in-selector Invalid spec.topologySpreadConstraints[0].matchLabelKeys[1]"},
	{name: "spread key that the selector has twice", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [b, b], labelSelector: {matchLabels: {b: c}, matchExpressions: [{key: b, operator: Exists}]}}]}`,
		want: "match-label-key-in-selector Invalid spec.topologySpreadConstraints[0][1]"},
	{name: "spread keys dropped", at: "1.37 MatchLabelKeysInPodTopologySpread=false,MatchLabelKeysInPodTopologySpreadSelectorMerge=false", with: `spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: ["a b"]}]}`},
}

var affinityCases = []templateCase{
	{name: "nodeAffinity", with: `spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}, {key: a, operator: Gt, values: ["1"]}], matchFields: [{key: metadata.name, operator: In, values: [n]}]}, {}]},
		preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}, {weight: 100, preference: {matchExpressions: [{key: a, operator: In, values: ["-"]}]}}]}}}`},
	{name: "nodeAffinity without terms", with: `spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}`,
		want: "node-affinity-terms-missing Required spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"},
	{name: "nodeAffinity weights", with: `spec: {affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, preference: {}}, {weight: 101, preference: {matchExpressions: [{key: "a b", operator: Exists}]}}]}}}`,
		want: `node-affinity-weight-range Invalid spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight
			node-affinity-weight-range Invalid spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].weight
			label-key-invalid Invalid spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[1].preference.matchExpressions[0].key`},
	{name: "nodeAffinity expressions", with: `spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: "a b", operator: NotIn}, {key: a, operator: DoesNotExist, values: [b]}, {key: a, operator: Lt, values: ["1", "2"]}, {key: a, operator: Is}, {key: a, operator: In, values: ["-"]}]}]}}}}`,
		want: `label-key-invalid Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key
			node-affinity-values-missing Required spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values
			node-affinity-values-forbidden Forbidden spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values
			node-affinity-values-missing Required spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values
			node-affinity-operator-unknown Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[3].operator
			label-value-invalid Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[4].values[0]`},
	{name: "nodeAffinity value, 1.32", at: "1.32", with: `spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: ["-"]}]}]}}}}`},
	{name: "nodeAffinity fields", with: `spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [n, M]}, {key: metadata.name, operator: Exists}, {key: spec.x, operator: In, values: [A]}]}]}}}}`,
		want: `node-affinity-field-values Required spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].values
			node-affinity-field-node-name Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].values[1]
			node-affinity-field-operator Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[1].operator
			node-affinity-field-key Invalid spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[2].key`},
	{name: "podAffinity", with: `spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [b], labelSelector: {matchLabels: {c: d}}, matchLabelKeys: [c], mismatchLabelKeys: [c2]}]},
		podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a}}]}}}`},
	{name: "podAffinity terms", with: `spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: "", namespaces: [A], labelSelector: {matchExpressions: [{key: a, operator: In, values: ["-"]}]}, namespaceSelector: {matchLabels: {"a b": c}}}]},
		podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, podAffinityTerm: {topologyKey: "a b"}}]}}}`,
		want: `pod-affinity-topology-key-missing Required spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey
			label-key-invalid Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey
			pod-affinity-namespace-invalid Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace
			label-value-invalid Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchExpressions[0].values[0]
			label-key-invalid Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaceSelector.matchLabels
			pod-affinity-weight-range Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight
			label-key-invalid Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey`},
	{name: "podAffinity weight 101", with: `spec: {affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, podAffinityTerm: {topologyKey: a}}, {weight: 100, podAffinityTerm: {topologyKey: a}}]}}}`,
		want: "pod-affinity-weight-range Invalid spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight"},
	{name: "podAffinity keys without a selector", with: `spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, matchLabelKeys: ["a b"], mismatchLabelKeys: [c]}]}}}`,
		want: `match-label-keys-without-selector Forbidden spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys
			match-label-keys-without-selector Forbidden spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].mismatchLabelKeys`},
	{name: "podAffinity keys", with: `spec: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, labelSelector: {matchExpressions: [{key: c, operator: Exists}, {key: c, operator: Exists}]}, matchLabelKeys: ["a b", c], mismatchLabelKeys: [c, "d e"]}}]}}}`,
		want: `label-key-invalid Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[0]
			label-key-invalid Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.mismatchLabelKeys[1]
			match-label-key-in-selector Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm[1]
			match-label-key-in-mismatch Invalid spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.matchLabelKeys[1]`},
	{name: "podAffinity key in both lists", with: `spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {}, matchLabelKeys: [c], mismatchLabelKeys: [c]}]}}}`,
		want: "match-label-key-in-mismatch Invalid spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]"},
	{name: "podAffinity keys dropped", at: "1.29", with: `spec: {affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, matchLabelKeys: ["a b"]}]}}}`},
}
