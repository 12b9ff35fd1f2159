package podtemplate

import "github.com/jobvalidate/jobvalidate/validation/internal/check"

// WarningCatalog returns a row for every warning of the package. Warnings have no type.
func WarningCatalog() []check.Row {
	const spec, annotations, container = "spec.template.spec", "spec.template.metadata.annotations[]", "spec.template.spec.containers[]"
	return []check.Row{
		row(warnAnnotationIdle, annotations, "", "the annotation has had no effect for years", 0),
		row(warnSeccompAnnotation, annotations, "", "a seccomp annotation stands without the field", 0),
		row(warnAppArmorAnnotation, annotations, "", "an AppArmor annotation stands without the field", 30),
		row(warnNodeLabel, spec+".nodeSelector[]", "", "the label of nodes is deprecated", 0),
		row(warnNodeValue, spec+".affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[].preference.matchExpressions[].values[]", "", "no label can have the value", 33),
		row(warnNullSelector, spec+".topologySpreadConstraints[].labelSelector", "", "without a selector no pod matches", 0),
		row(warnVolumeKind, spec+".volumes[].gitRepo", "", "the kind of volume is deprecated or gone", 0),
		row(warnFileOverlap, spec+".volumes[].projected.sources[].secret.items[].path", "", "two files of a volume are in each other's way", 32),
		row(warnProjectEmpty, spec+".volumes[].projected.sources[]", "", "the source has nothing in it", 32),
		row(warnByteFraction, container+".resources.limits[memory]", "", "the amount is not a whole number of bytes", 0),
		row(warnEnvHidden, container+".env[]", "", "a variable hides an earlier one", 0),
		row(warnHostIPAlone, container+".ports[]", "", "hostIP stands without hostPort", 0),
		row(warnPortTwice, container+".ports[]", "", "another port of the pod is the same", 0),
		row(warnPortOverlap, container+".ports[]", "", "another port is the same but for its hostPort", 0),
		row(warnPortAmbiguous, container+".ports[]", "", "another port has the same hostPort, and one of them a hostIP", 0),
		row(warnPortName, container+".ports[]", "", "another port of the pod has the name", 33),
		row(warnAliasTwice, spec+".hostAliases[].ip", "", "another host alias has the address", 0),
		row(warnAddressForm, spec+".dnsConfig.nameservers[]", "", "the address has leading zeros, or is IPv4 in IPv6", 33),
		row(warnAddressSpelled, spec+".dnsConfig.nameservers[]", "", "the IPv6 address is spelled in an unusual way", 33),
		row(warnSecretTwice, spec+".imagePullSecrets[].name", "", "the Secret is named twice", 0),
		row(warnSecretUnnamed, spec+".imagePullSecrets[].name", "", "the Secret has no name", 0),
		row(warnNegativeGracePeriod, spec+".terminationGracePeriodSeconds", "", "the number is negative", 0),
	}
}
