package podtemplate

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// catalogPod has a row for every check of the pod around its containers and volumes. Checks that stand at
// several fields name one of them.
func catalogPod() []check.Row {
	return slices.Concat(catalogMetadata(), catalogSecurity(), catalogScheduling(), catalogPodFields())
}

func catalogMetadata() []check.Row {
	return []check.Row{
		row(annotationMirror, "spec.template.annotations[]", field.ErrorTypeInvalid, "the mirror of a static pod is bound to no node", 0),
		row(annotationTolerations, "spec.template.annotations", field.ErrorTypeInvalid, "the annotation is no JSON list of tolerations", 0),
		row(annotationCost, "spec.template.annotations[]", field.ErrorTypeInvalid, "the pod deletion cost is no whole number of 32 bits", 0),
		row(annotationSeccomp, "spec.template.annotations.seccomp.security.alpha.kubernetes.io/pod", field.ErrorTypeInvalid, "the annotation names no seccomp profile", 0),
		row(annotationAppArmorFor, "spec.template.annotations[]", field.ErrorTypeInvalid, "the pod has no container of the name", 0),
		row(annotationAppArmor, "spec.template.annotations[]", field.ErrorTypeInvalid, "the annotation names no AppArmor profile", 0),
	}
}

func catalogSecurity() []check.Row {
	return []check.Row{
		row(podFSGroupRange, "spec.template.spec.securityContext.fsGroup", field.ErrorTypeInvalid, "the number is not 0 to 2147483647", 0),
		row(podUserRange, "spec.template.spec.securityContext.runAsUser", field.ErrorTypeInvalid, "the number is not 0 to 2147483647", 0),
		row(podGroupRange, "spec.template.spec.securityContext.runAsGroup", field.ErrorTypeInvalid, "the number is not 0 to 2147483647", 0),
		row(podSupplementalRange, "spec.template.spec.securityContext.supplementalGroups[]", field.ErrorTypeInvalid, "the number is not 0 to 2147483647", 0),
		row(podFSGroupChangePolicy, "spec.template.spec.securityContext.fsGroupChangePolicy", field.ErrorTypeNotSupported, "it is neither OnRootMismatch nor Always", 0),
		row(podSupplementalPolicy, "spec.template.spec.securityContext.supplementalGroupsPolicy", field.ErrorTypeNotSupported, "it is neither Merge nor Strict", 31),
		row(podSELinuxChangePolicy, "spec.template.spec.securityContext.seLinuxChangePolicy", field.ErrorTypeNotSupported, "it is neither Recursive nor, from 1.37 on, MountOption", 32),
		row(sysctlNameMissing, "spec.template.spec.securityContext.sysctls[].name", field.ErrorTypeRequired, "the sysctl has no name", 0),
		row(sysctlNameInvalid, "spec.template.spec.securityContext.sysctls[].name", field.ErrorTypeInvalid, "the name is none that a sysctl can have", 0),
		row(sysctlNameDuplicate, "spec.template.spec.securityContext.sysctls[].name", field.ErrorTypeDuplicate, "the sysctl is set twice", 0),
		row(sysctlOfHost, "spec.template.spec.securityContext.sysctls[].name", field.ErrorTypeInvalid, "the sysctl would change the node, whose namespace the pod shares", 0),
		row(sharedProcessesOfHost, "spec.template.spec.shareProcessNamespace", field.ErrorTypeInvalid, "hostPID is true as well", 0),
		row(hostUsersNetwork, "spec.template.spec.hostNetwork", field.ErrorTypeForbidden, "hostUsers is false", 0),
		row(hostUsersPID, "spec.template.spec.HostPID", field.ErrorTypeForbidden, "hostUsers is false", 0),
		row(hostUsersIPC, "spec.template.spec.HostIPC", field.ErrorTypeForbidden, "hostUsers is false", 0),
		row(hostUsersDevices, "spec.template.spec.containers[].volumeDevices", field.ErrorTypeForbidden, "hostUsers is false", 34),
		row(hostProcessDiffers, "spec.template.spec.containers[].securityContext.windowsOptions.hostProcess", field.ErrorTypeInvalid, "the pod says otherwise", 0),
		row(hostProcessMixed, "spec.template.spec", field.ErrorTypeInvalid, "some containers are hostProcess containers, others are not", 0),
		row(hostProcessNetwork, "spec.template.spec.hostNetwork", field.ErrorTypeInvalid, "hostProcess containers are not on the node's network", 0),
		row(osNameMissing, "spec.template.spec.os.name", field.ErrorTypeRequired, "os has no name", 0),
		row(osNameUnknown, "spec.template.spec.os", field.ErrorTypeNotSupported, "the system is neither linux nor windows", 0),
		row(osLinuxForbidden, "spec.template.spec.securityContext.windowsOptions", field.ErrorTypeForbidden, "a Linux pod has options of Windows", 0),
		row(osWindowsForbidden, "spec.template.spec.hostPID", field.ErrorTypeForbidden, "a Windows pod has a field of Linux", 0),
	}
}

func catalogScheduling() []check.Row {
	return []check.Row{
		row(nodeTermsMissing, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", field.ErrorTypeRequired, "there are no terms", 0),
		row(nodeWeightRange, "spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[].weight", field.ErrorTypeInvalid, "the weight is not 1 to 100", 0),
		row(nodeValuesMissing, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchExpressions[].values", field.ErrorTypeRequired, "the operator needs values, or one", 0),
		row(nodeValuesForbidden, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchExpressions[].values", field.ErrorTypeForbidden, "the operator takes no values", 0),
		row(nodeOperatorUnknown, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchExpressions[].operator", field.ErrorTypeInvalid, "there is no such operator", 0),
		row(nodeFieldValues, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchFields[].values", field.ErrorTypeRequired, "a field is compared with one value", 0),
		row(nodeFieldOperator, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchFields[].operator", field.ErrorTypeInvalid, "the operator is neither In nor NotIn", 0),
		row(nodeFieldKey, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchFields[].key", field.ErrorTypeInvalid, "the field is not metadata.name", 0),
		row(nodeFieldNodeInvalid, "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchFields[].values[]", field.ErrorTypeInvalid, "no node can have the name", 0),
		row(podWeightRange, "spec.template.spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[].weight", field.ErrorTypeInvalid, "the weight is not 1 to 100", 0),
		row(podTopologyKeyMissing, "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].topologyKey", field.ErrorTypeRequired, "the term has no topologyKey", 0),
		row(podNamespaceInvalid, "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].namespace", field.ErrorTypeInvalid, "no namespace can have the name", 0),
		row(matchKeysAlone, "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].matchLabelKeys", field.ErrorTypeForbidden, "there is no labelSelector", 0),
		row(matchKeyInSelector, "spec.template.spec.topologySpreadConstraints[].matchLabelKeys[]", field.ErrorTypeInvalid, "the labelSelector has the key", 0),
		row(matchKeyMismatch, "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[].matchLabelKeys[]", field.ErrorTypeInvalid, "mismatchLabelKeys has the key", 0),
		row(tolerationKeyMissing, "spec.template.spec.tolerations[].operator", field.ErrorTypeInvalid, "there is no key, and the operator is not Exists", 0),
		row(tolerationSeconds, "spec.template.spec.tolerations[].effect", field.ErrorTypeInvalid, "tolerationSeconds go only with NoExecute", 0),
		row(tolerationValueUnused, "spec.template.spec.tolerations[].operator", field.ErrorTypeInvalid, "Exists compares with no value", 0),
		row(tolerationNotNumber, "spec.template.spec.tolerations[].value", field.ErrorTypeInvalid, "Lt and Gt compare whole numbers of 64 bits", 35),
		row(tolerationOperator, "spec.template.spec.tolerations[].operator", field.ErrorTypeNotSupported, "there is no such operator, or it is not turned on", 0),
		row(tolerationEffect, "spec.template.spec.tolerations[].effect", field.ErrorTypeNotSupported, "there is no such effect", 0),
		row(spreadSkew, "spec.template.spec.topologySpreadConstraints[].maxSkew", field.ErrorTypeInvalid, "it is less than 1", 0),
		row(spreadKeyMissing, "spec.template.spec.topologySpreadConstraints[].topologyKey", field.ErrorTypeRequired, "the constraint has no topologyKey", 0),
		row(spreadAction, "spec.template.spec.topologySpreadConstraints[].whenUnsatisfiable", field.ErrorTypeNotSupported, "it is neither DoNotSchedule nor ScheduleAnyway", 0),
		row(spreadDuplicate, "spec.template.spec.topologySpreadConstraints[].{topologyKey, whenUnsatisfiable}", field.ErrorTypeDuplicate, "a later constraint is of the same kind", 0),
		row(spreadDomains, "spec.template.spec.topologySpreadConstraints[].minDomains", field.ErrorTypeInvalid, "it is less than 1", 0),
		row(spreadDomainsMode, "spec.template.spec.topologySpreadConstraints[].minDomains", field.ErrorTypeInvalid, "it goes only with DoNotSchedule", 0),
		row(spreadNodePolicy, "spec.template.spec.topologySpreadConstraints[].nodeAffinityPolicy", field.ErrorTypeNotSupported, "it is neither Honor nor Ignore", 0),
		row(gateNameInvalid, "spec.template.spec.schedulingGates[]", field.ErrorTypeInvalid, "the name is none that a gate can have", 0),
		row(gateNameDuplicate, "spec.template.spec.schedulingGates[]", field.ErrorTypeDuplicate, "the gate stands twice", 0),
		row(nodeNameInvalid, "spec.template.spec.nodeName", field.ErrorTypeInvalid, "no node can have the name", 0),
		row(priorityClassName, "spec.template.spec.priorityClassName", field.ErrorTypeInvalid, "no class can have the name", 0),
		row(runtimeClassName, "spec.template.spec.runtimeClassName", field.ErrorTypeInvalid, "no class can have the name", 0),
		row(preemptionMissing, "spec.template.spec.preemptionPolicy", field.ErrorTypeRequired, "it is empty", 0),
		row(preemptionUnknown, "spec.template.spec.preemptionPolicy", field.ErrorTypeNotSupported, "it is neither PreemptLowerPriority nor Never", 0),
		row(groupNameMissing, "spec.template.spec.schedulingGroup.podGroupName", field.ErrorTypeInvalid, "no group is named", 36),
		row(groupNameInvalid, "spec.template.spec.schedulingGroup.podGroupName", field.ErrorTypeInvalid, "no group can have the name", 36),
		row(groupWithResponders, "spec.template.spec.schedulingGroup", field.ErrorTypeForbidden, "there are evictionResponders", 37),
	}
}

func catalogPodFields() []check.Row {
	return []check.Row{
		row(dnsPolicyMissing, "spec.template.spec.dnsPolicy", field.ErrorTypeRequired, "it is empty", 0),
		row(dnsPolicyUnknown, "spec.template.spec.dnsPolicy", field.ErrorTypeNotSupported, "it is none of the four", 0),
		row(dnsConfigMissing, "spec.template.spec.dnsConfig", field.ErrorTypeRequired, "dnsPolicy is None", 0),
		row(dnsServersMissing, "spec.template.spec.dnsConfig.nameservers", field.ErrorTypeRequired, "dnsPolicy is None", 0),
		row(dnsServersTooMany, "spec.template.spec.dnsConfig.nameservers", field.ErrorTypeInvalid, "there are more than 3", 0),
		row(dnsServerInvalid, "spec.template.spec.dnsConfig.nameservers[]", field.ErrorTypeInvalid, "it is no IP address", 0),
		row(dnsSearchesTooMany, "spec.template.spec.dnsConfig.searches", field.ErrorTypeInvalid, "there are more than 32", 0),
		row(dnsSearchesTooLong, "spec.template.spec.dnsConfig.searches", field.ErrorTypeInvalid, "together they have more than 2048 characters", 0),
		row(dnsSearchInvalid, "spec.template.spec.dnsConfig.searches[]", field.ErrorTypeInvalid, "it is no domain", 0),
		row(dnsOptionNameMissing, "spec.template.spec.dnsConfig.options[]", field.ErrorTypeRequired, "the option has no name", 0),
		row(hostnameInvalid, "spec.template.spec.hostname", field.ErrorTypeInvalid, "it is no DNS label", 0),
		row(subdomainInvalid, "spec.template.spec.subdomain", field.ErrorTypeInvalid, "it is no DNS label", 0),
		row(overrideFQDN, "spec.template.spec.hostnameOverride", field.ErrorTypeForbidden, "setHostnameAsFQDN is true", 34),
		row(overrideHostNetwork, "spec.template.spec.hostnameOverride", field.ErrorTypeForbidden, "hostNetwork is true", 34),
		row(overrideTooLong, "spec.template.spec.hostnameOverride", field.ErrorTypeTooLong, "it has more than 64 characters", 34),
		row(overrideInvalid, "spec.template.spec.hostnameOverride", field.ErrorTypeInvalid, "it is no DNS subdomain", 34),
		row(hostAliasIP, "spec.template.spec.hostAliases[].ip", field.ErrorTypeInvalid, "it is no IP address", 0),
		row(hostAliasName, "spec.template.spec.hostAliases[].hostnames[]", field.ErrorTypeInvalid, "it is no DNS subdomain", 0),
		row(podResourcesWindows, "spec.template.spec.resources", field.ErrorTypeForbidden, "a Windows pod has none of its own", 34),
		row(podResourcesClaims, "spec.template.spec.resources.claims", field.ErrorTypeForbidden, "a pod as a whole takes no claims", 32),
		row(podResourceUnknown, "spec.template.spec.resources.limits[]", field.ErrorTypeNotSupported, "a pod as a whole has no such resource", 32),
		row(podRequestBelowSum, "spec.template.spec.resources.requests[]", field.ErrorTypeInvalid, "the containers together request more", 32),
		row(podLimitBelowSum, "spec.template.spec.resources.limits[]", field.ErrorTypeInvalid, "the containers together may use more huge pages", 34),
		row(containerAbovePod, "spec.template.spec.resources.containers[][].limits", field.ErrorTypeInvalid, "a container may use more than the pod", 32),
		row(podClaimNameMissing, "spec.template.spec.resourceClaims[].name", field.ErrorTypeRequired, "the claim has no name", 0),
		row(podClaimNameInvalid, "spec.template.spec.resourceClaims[].name", field.ErrorTypeInvalid, "the name is no DNS label", 0),
		row(podClaimNameDuplicate, "spec.template.spec.resourceClaims[].name", field.ErrorTypeDuplicate, "two claims have the name", 0),
		row(podClaimBoth, "spec.template.spec.resourceClaims[]", field.ErrorTypeInvalid, "it names a claim and a template", 31),
		row(podClaimNeither, "spec.template.spec.resourceClaims[]", field.ErrorTypeInvalid, "it names neither a claim nor a template", 31),
		row(podClaimObject, "spec.template.spec.resourceClaims[].resourceClaimName", field.ErrorTypeInvalid, "no claim can have the name", 31),
		row(podClaimTemplate, "spec.template.spec.resourceClaims[].resourceClaimTemplateName", field.ErrorTypeInvalid, "no template can have the name", 31),
		row(gracePeriodMissing, "spec.template.spec.terminationGracePeriodSeconds", field.ErrorTypeRequired, "it is missing", 31),
		row(activeDeadlineRange, "spec.template.spec.activeDeadlineSeconds", field.ErrorTypeInvalid, "it is not 1 to 2147483647", 0),
		row(serviceAccountInvalid, "spec.template.spec.serviceAccountName", field.ErrorTypeInvalid, "no service account can have the name", 0),
		row(serviceAccountTwo, "spec.template.spec.deprecatedServiceAccount", field.ErrorTypeInvalid, "it is another than serviceAccountName", 37),
		row(readinessGateInvalid, "spec.template.spec.readinessGates[].conditionType", field.ErrorTypeInvalid, "no condition can be called that", 0),
		row(respondersTooMany, "spec.template.spec.evictionResponders", field.ErrorTypeTooMany, "there are more than 10", 37),
		row(responderDuplicate, "spec.template.spec.evictionResponders[]", field.ErrorTypeDuplicate, "two have the name", 37),
		row(responderNameMissing, "spec.template.spec.evictionResponders[].name", field.ErrorTypeRequired, "there is no name", 37),
		row(responderNameInvalid, "spec.template.spec.evictionResponders[].name", field.ErrorTypeInvalid, "it is no name with a domain", 37),
		row(responderNameReserved, "spec.template.spec.evictionResponders[].name", field.ErrorTypeInvalid, "the domain is Kubernetes' own", 37),
		row(responderPriorityMissing, "spec.template.spec.evictionResponders[].priority", field.ErrorTypeRequired, "there is no priority", 37),
		row(responderPriorityRange, "spec.template.spec.evictionResponders[].priority", field.ErrorTypeInvalid, "it is not 1000 to 100000", 37),
		row(responderPriorityReserved, "spec.template.spec.evictionResponders[].priority", field.ErrorTypeInvalid, "0 to 999 are for Kubernetes itself", 37),
	}
}
