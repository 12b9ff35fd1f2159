package target

import "fmt"

import (
	"cmp"
	"slices"
)

// Field is a field of the API that not every version has, or that hangs on a feature gate.
type Field struct {
	Type string // of the object that the field is in, as the published OpenAPI calls it: PodSpec
	Name string // in JSON
	// First and Last are the minors between which the published API has the field; 0: from before Oldest on,
	// or to Newest.
	First, Last int
	// gate decides whether the API server keeps the field; noGate: it always does.
	gate Gate
}

// Gate returns the feature gate that decides whether the field is kept, false where there is none.
func (f Field) Gate() (Gate, bool) { return f.gate, f.gate != noGate }

// In reports whether the published API of the version has the field.
func (f Field) In(v Version) bool {
	return v.Since(f.First) && (f.Last == 0 || v.Minor() <= f.Last)
}

// Versions says which versions have the field, as in "1.30 brought it"; "" where all that are known do.
func (f Field) Versions() string {
	switch {
	case f.First == 0 && f.Last == 0:
		return ""
	case f.Last == 0:
		return fmt.Sprintf("1.%d brought it", f.First)
	case f.First == 0:
		return fmt.Sprintf("1.%d was the last to have it", f.Last)
	case f.First == f.Last:
		return fmt.Sprintf("only 1.%d has it", f.First)
	default:
		return fmt.Sprintf("only 1.%d to 1.%d have it", f.First, f.Last)
	}
}

// fields is sorted by type and name. What is in a field that came late came with it and is not listed. The
// versions are those of api/openapi-spec of each minor (a test in test/versions holds them against it), the
// gates those that DropDisabledTemplateFields and the strategies ask.
var fields = []Field{
	{"ClusterTrustBundleProjection", "user", 37, 0, AtomicWriteVolumeUserFields},
	{"ConfigMapVolumeSource", "defaultUser", 37, 0, AtomicWriteVolumeUserFields},
	{"Container", "resizePolicy", 0, 0, InPlacePodVerticalScaling},
	{"Container", "restartPolicy", 0, 0, ContainerRestartRules}, // of an init container until 1.33 SidecarContainers
	{"Container", "restartPolicyRules", 34, 0, ContainerRestartRules},
	{"DownwardAPIVolumeFile", "user", 37, 0, AtomicWriteVolumeUserFields},
	{"DownwardAPIVolumeSource", "defaultUser", 37, 0, AtomicWriteVolumeUserFields},
	{"EmptyDirVolumeSource", "mode", 37, 0, EmptyDirVolumeMode},
	{"EnvVarSource", "fileKeyRef", 34, 0, EnvFiles},
	{"EphemeralContainer", "resizePolicy", 0, 0, InPlacePodVerticalScaling},
	{"EphemeralContainer", "restartPolicy", 0, 0, ContainerRestartRules},
	{"EphemeralContainer", "restartPolicyRules", 34, 0, ContainerRestartRules},
	{"GRPCAction", "mode", 37, 0, GRPCContainerProbeTLS},
	{"HTTPGetAction", "protocol", 37, 0, H2CContainerProbe},
	{"JobSpec", "backoffLimitPerIndex", 0, 0, JobBackoffLimitPerIndex},
	{"JobSpec", "managedBy", 30, 0, JobManagedBy},
	{"JobSpec", "maxFailedIndexes", 0, 0, JobBackoffLimitPerIndex},
	{"JobSpec", "podFailurePolicy", 0, 0, JobPodFailurePolicy},
	{"JobSpec", "podReplacementPolicy", 0, 0, JobPodReplacementPolicy},
	{"JobSpec", "scheduling", 37, 0, WorkloadWithJob},
	{"JobSpec", "successPolicy", 30, 0, JobSuccessPolicy},
	{"KeyToPath", "user", 37, 0, AtomicWriteVolumeUserFields},
	{"Lifecycle", "stopSignal", 33, 0, ContainerStopSignals},
	{"LifecycleHandler", "sleep", 0, 0, PodLifecycleSleepAction},
	{"PodAffinityTerm", "matchLabelKeys", 0, 0, MatchLabelKeysInPodAffinity},
	{"PodAffinityTerm", "mismatchLabelKeys", 0, 0, MatchLabelKeysInPodAffinity},
	{"PodCertificateProjection", "user", 37, 0, AtomicWriteVolumeUserFields},
	{"PodCertificateProjection", "userAnnotations", 35, 0, noGate},
	{"PodResourceClaim", "resourceClaimName", 31, 0, noGate},
	{"PodResourceClaim", "resourceClaimTemplateName", 31, 0, noGate},
	{"PodResourceClaim", "source", 0, 30, DynamicResourceAllocation},
	{"PodSecurityContext", "appArmorProfile", 30, 0, AppArmorFields},
	{"PodSecurityContext", "seLinuxChangePolicy", 32, 0, SELinuxChangePolicy},
	{"PodSecurityContext", "supplementalGroupsPolicy", 31, 0, SupplementalGroupsPolicy},
	{"PodSpec", "evictionResponders", 37, 0, EvictionRequestAPI},
	{"PodSpec", "hostUsers", 0, 0, UserNamespacesSupport},
	{"PodSpec", "hostnameOverride", 34, 0, HostnameOverride},
	{"PodSpec", "resourceClaims", 0, 0, DynamicResourceAllocation},
	{"PodSpec", "resources", 32, 0, PodLevelResources},
	{"PodSpec", "schedulingGates", 0, 0, PodSchedulingReadiness},
	{"PodSpec", "schedulingGroup", 36, 0, GenericWorkload},
	{"PodSpec", "workloadRef", 35, 35, GenericWorkload},
	{"ProjectedVolumeSource", "defaultUser", 37, 0, AtomicWriteVolumeUserFields},
	{"ResourceClaim", "request", 31, 0, noGate},
	{"ResourceRequirements", "claims", 0, 0, DynamicResourceAllocation},
	{"SecretVolumeSource", "defaultUser", 37, 0, AtomicWriteVolumeUserFields},
	{"SecurityContext", "appArmorProfile", 30, 0, AppArmorFields},
	{"SecurityContext", "procMount", 0, 0, ProcMountType}, // set to Default, not dropped
	{"ServiceAccountTokenProjection", "user", 37, 0, AtomicWriteVolumeUserFields},
	{"TopologySpreadConstraint", "matchLabelKeys", 0, 0, MatchLabelKeysInPodTopologySpread},
	{"TopologySpreadConstraint", "minDomains", 0, 0, MinDomainsInPodTopologySpread},
	{"TopologySpreadConstraint", "nodeAffinityPolicy", 0, 0, NodeInclusionPolicyInPodTopologySpread},
	{"TopologySpreadConstraint", "nodeTaintsPolicy", 0, 0, NodeInclusionPolicyInPodTopologySpread},
	{"Volume", "image", 31, 0, ImageVolume},
	{"VolumeMount", "bindMountOptions", 37, 0, VolumeBindMountOptions},
	{"VolumeMount", "recursiveReadOnly", 30, 0, RecursiveReadOnlyMounts},
	{"VolumeProjection", "clusterTrustBundle", 0, 0, ClusterTrustBundleProjection},
	{"VolumeProjection", "podCertificate", 34, 0, PodCertificateRequest},
}

// Fields returns the table: every field that some version of the range lacks, and every one with a gate. The
// caller may change what it gets.
func Fields() []Field { return slices.Clone(fields) }

// FieldOf returns the row of a field, false where every version has it and no gate decides.
func FieldOf(kind, name string) (Field, bool) {
	i, found := slices.BinarySearchFunc(fields, name, func(f Field, name string) int {
		return cmp.Or(cmp.Compare(f.Type, kind), cmp.Compare(f.Name, name))
	})
	if !found {
		return Field{}, false
	}
	return fields[i], true
}
