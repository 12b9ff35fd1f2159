package target

// Gate is a feature gate of the API server that a Job or CronJob meets on its way: those that decide which
// fields are kept and which rules hold.
type Gate uint8

// The gates.
const (
	AnyVolumeDataSource Gate = iota
	AppArmor
	AppArmorFields
	AtomicWriteVolumeUserFields
	ClusterTrustBundleProjection
	ContainerRestartRules
	ContainerStopSignals
	CrossNamespaceVolumeDataSource
	DefaultHostNetworkHostPortsInPodTemplates
	DynamicResourceAllocation
	ElasticIndexedJob
	EmptyDirVolumeMode
	EnvFiles
	EvictionRequestAPI
	GRPCContainerProbeTLS
	GenericWorkload
	GitRepoVolumeDriver
	H2CContainerProbe
	HostnameOverride
	ImageVolume
	ImageVolumeWithDigest
	InPlacePodLevelResourcesVerticalScaling
	InPlacePodVerticalScaling
	InPlacePodVerticalScalingMemoryBackedVolumes
	JobBackoffLimitPerIndex
	JobManagedBy
	JobPodFailurePolicy
	JobPodReplacementPolicy
	JobSuccessPolicy
	MatchLabelKeysInPodAffinity
	MatchLabelKeysInPodTopologySpread
	MatchLabelKeysInPodTopologySpreadSelectorMerge
	MinDomainsInPodTopologySpread
	MutablePodResourcesForSuspendedJobs
	MutableSchedulingDirectivesForSuspendedJobs
	NodeInclusionPolicyInPodTopologySpread
	PodCertificateRequest
	PodDeletionCost
	PodHostIPs
	PodLevelResources
	PodLevelResourcesFixDefaulting      // says nothing of Jobs, but needs one that does
	PodLevelResourcesFixKubeletQOSClass // likewise
	PodLifecycleSleepAction
	PodLifecycleSleepActionAllowZero
	PodSchedulingReadiness
	ProcMountType
	RecursiveReadOnlyMounts
	RelaxedDNSSearchValidation
	RelaxedEnvironmentVariableValidation
	RestartAllContainersOnContainerExits
	SELinuxChangePolicy
	SELinuxMount
	SidecarContainers
	StrictIPCIDRValidation
	SupplementalGroupsPolicy
	TaintTolerationComparisonOperators
	UserNamespacesHostNetworkSupport
	UserNamespacesSupport
	VolumeAttributesClass
	VolumeBindMountOptions
	WorkloadWithJob
	DeclarativeValidation
	DeclarativeValidationBeta
	DeclarativeValidationTakeover

	// No field of a Job hangs on these, but other gates do.
	AuthorizeNodeWithSelectors
	ClusterTrustBundle
	ExtendWebSocketsToKubelet
	InPlacePodVerticalScalingInitContainers
	NodeDeclaredFeatures
	gateCount

	noGate = gateCount // of a field that has none
)

// stage is what one Kubernetes version says of one gate.
type stage uint8

const (
	absent    stage = iota // not in this version: not yet, or removed after it graduated
	alphaOff               // α, off by default
	betaOff                // β, off by default
	betaOn                 // β, on by default
	stableOn               // GA, on, and may still be turned off
	locked                 // GA, on and locked
	oldOff                 // deprecated, off by default
	oldLocked              // deprecated, off and locked
)

// gateTable has one row a gate and one column a minor version, oldest first. The values are those of
// pkg/features/kube_features.go (and apiserver's own) in the last patch of each minor.
var gateTable = [gateCount]struct {
	name   string
	stages [Newest - Oldest + 1]stage
}{
	AnyVolumeDataSource:                            {"AnyVolumeDataSource", [...]stage{betaOn, betaOn, betaOn, betaOn, locked, locked, locked, locked, absent}},
	AppArmor:                                       {"AppArmor", [...]stage{betaOn, betaOn, locked, locked, absent, absent, absent, absent, absent}},
	AppArmorFields:                                 {"AppArmorFields", [...]stage{absent, betaOn, locked, locked, absent, absent, absent, absent, absent}},
	AtomicWriteVolumeUserFields:                    {"AtomicWriteVolumeUserFields", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	ClusterTrustBundleProjection:                   {"ClusterTrustBundleProjection", [...]stage{alphaOff, alphaOff, alphaOff, alphaOff, betaOff, betaOff, betaOff, betaOff, stableOn}},
	ContainerRestartRules:                          {"ContainerRestartRules", [...]stage{absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn, betaOn}},
	ContainerStopSignals:                           {"ContainerStopSignals", [...]stage{absent, absent, absent, absent, alphaOff, alphaOff, alphaOff, alphaOff, alphaOff}},
	CrossNamespaceVolumeDataSource:                 {"CrossNamespaceVolumeDataSource", [...]stage{alphaOff, alphaOff, alphaOff, alphaOff, alphaOff, alphaOff, alphaOff, alphaOff, alphaOff}},
	DefaultHostNetworkHostPortsInPodTemplates:      {"DefaultHostNetworkHostPortsInPodTemplates", [...]stage{oldOff, oldOff, absent, absent, absent, absent, absent, absent, absent}},
	DynamicResourceAllocation:                      {"DynamicResourceAllocation", [...]stage{alphaOff, alphaOff, alphaOff, betaOff, betaOff, stableOn, locked, locked, locked}},
	ElasticIndexedJob:                              {"ElasticIndexedJob", [...]stage{betaOn, betaOn, locked, locked, locked, absent, absent, absent, absent}},
	EmptyDirVolumeMode:                             {"EmptyDirVolumeMode", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	EnvFiles:                                       {"EnvFiles", [...]stage{absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn, betaOn}},
	EvictionRequestAPI:                             {"EvictionRequestAPI", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	GRPCContainerProbeTLS:                          {"GRPCContainerProbeTLS", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	GenericWorkload:                                {"GenericWorkload", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, alphaOff, betaOff}},
	GitRepoVolumeDriver:                            {"GitRepoVolumeDriver", [...]stage{absent, absent, absent, absent, oldOff, oldOff, oldOff, oldLocked, oldLocked}},
	H2CContainerProbe:                              {"H2CContainerProbe", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	HostnameOverride:                               {"HostnameOverride", [...]stage{absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn, locked}},
	ImageVolume:                                    {"ImageVolume", [...]stage{absent, absent, alphaOff, alphaOff, betaOff, betaOff, betaOn, locked, locked}},
	ImageVolumeWithDigest:                          {"ImageVolumeWithDigest", [...]stage{absent, absent, absent, absent, absent, absent, absent, alphaOff, alphaOff}},
	InPlacePodLevelResourcesVerticalScaling:        {"InPlacePodLevelResourcesVerticalScaling", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn}},
	InPlacePodVerticalScaling:                      {"InPlacePodVerticalScaling", [...]stage{alphaOff, alphaOff, alphaOff, alphaOff, betaOn, betaOn, locked, locked, locked}},
	InPlacePodVerticalScalingMemoryBackedVolumes:   {"InPlacePodVerticalScalingMemoryBackedVolumes", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	JobBackoffLimitPerIndex:                        {"JobBackoffLimitPerIndex", [...]stage{betaOn, betaOn, betaOn, betaOn, locked, locked, locked, locked, absent}},
	JobManagedBy:                                   {"JobManagedBy", [...]stage{absent, alphaOff, alphaOff, betaOn, betaOn, betaOn, locked, locked, locked}},
	JobPodFailurePolicy:                            {"JobPodFailurePolicy", [...]stage{betaOn, betaOn, locked, locked, absent, absent, absent, absent, absent}},
	JobPodReplacementPolicy:                        {"JobPodReplacementPolicy", [...]stage{betaOn, betaOn, betaOn, betaOn, betaOn, locked, locked, locked, absent}},
	JobSuccessPolicy:                               {"JobSuccessPolicy", [...]stage{absent, alphaOff, betaOn, betaOn, locked, locked, locked, locked, absent}},
	MatchLabelKeysInPodAffinity:                    {"MatchLabelKeysInPodAffinity", [...]stage{alphaOff, alphaOff, betaOn, betaOn, locked, locked, locked, locked, locked}},
	MatchLabelKeysInPodTopologySpread:              {"MatchLabelKeysInPodTopologySpread", [...]stage{betaOn, betaOn, betaOn, betaOn, betaOn, betaOn, betaOn, betaOn, betaOn}},
	MatchLabelKeysInPodTopologySpreadSelectorMerge: {"MatchLabelKeysInPodTopologySpreadSelectorMerge", [...]stage{absent, absent, absent, absent, absent, betaOn, betaOn, betaOn, betaOn}},
	MinDomainsInPodTopologySpread:                  {"MinDomainsInPodTopologySpread", [...]stage{betaOn, locked, locked, absent, absent, absent, absent, absent, absent}},
	MutablePodResourcesForSuspendedJobs:            {"MutablePodResourcesForSuspendedJobs", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn}},
	MutableSchedulingDirectivesForSuspendedJobs:    {"MutableSchedulingDirectivesForSuspendedJobs", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn}},
	NodeInclusionPolicyInPodTopologySpread:         {"NodeInclusionPolicyInPodTopologySpread", [...]stage{betaOn, betaOn, betaOn, betaOn, locked, locked, locked, locked, locked}},
	PodCertificateRequest:                          {"PodCertificateRequest", [...]stage{absent, absent, absent, absent, absent, alphaOff, betaOff, betaOff, stableOn}},
	PodDeletionCost:                                {"PodDeletionCost", [...]stage{betaOn, betaOn, betaOn, betaOn, betaOn, betaOn, betaOn, betaOn, betaOn}},
	PodHostIPs:                                     {"PodHostIPs", [...]stage{betaOn, locked, locked, absent, absent, absent, absent, absent, absent}},
	PodLevelResources:                              {"PodLevelResources", [...]stage{absent, absent, absent, alphaOff, alphaOff, betaOn, betaOn, betaOn, betaOn}},
	PodLevelResourcesFixDefaulting:                 {"PodLevelResourcesFixDefaulting", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, betaOn}},
	PodLevelResourcesFixKubeletQOSClass:            {"PodLevelResourcesFixKubeletQOSClass", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, betaOn}},
	PodLifecycleSleepAction:                        {"PodLifecycleSleepAction", [...]stage{alphaOff, betaOn, betaOn, betaOn, betaOn, locked, locked, locked, absent}},
	PodLifecycleSleepActionAllowZero:               {"PodLifecycleSleepActionAllowZero", [...]stage{absent, absent, absent, alphaOff, betaOn, locked, locked, locked, absent}},
	PodSchedulingReadiness:                         {"PodSchedulingReadiness", [...]stage{betaOn, locked, locked, locked, locked, locked, locked, locked, locked}},
	ProcMountType:                                  {"ProcMountType", [...]stage{alphaOff, alphaOff, betaOff, betaOff, betaOn, betaOn, betaOn, locked, locked}},
	RecursiveReadOnlyMounts:                        {"RecursiveReadOnlyMounts", [...]stage{absent, alphaOff, betaOn, betaOn, locked, locked, locked, locked, locked}},
	RelaxedDNSSearchValidation:                     {"RelaxedDNSSearchValidation", [...]stage{absent, absent, absent, alphaOff, betaOn, locked, locked, locked, absent}},
	RelaxedEnvironmentVariableValidation:           {"RelaxedEnvironmentVariableValidation", [...]stage{absent, alphaOff, alphaOff, betaOn, betaOn, locked, locked, locked, locked}},
	RestartAllContainersOnContainerExits:           {"RestartAllContainersOnContainerExits", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, betaOn, betaOn}},
	SELinuxChangePolicy:                            {"SELinuxChangePolicy", [...]stage{absent, absent, absent, alphaOff, betaOn, betaOn, betaOn, locked, locked}},
	SELinuxMount:                                   {"SELinuxMount", [...]stage{absent, alphaOff, alphaOff, alphaOff, betaOff, betaOff, betaOff, betaOff, stableOn}},
	SidecarContainers:                              {"SidecarContainers", [...]stage{betaOn, betaOn, betaOn, betaOn, locked, locked, locked, locked, absent}},
	StrictIPCIDRValidation:                         {"StrictIPCIDRValidation", [...]stage{absent, absent, absent, absent, alphaOff, alphaOff, alphaOff, betaOn, betaOn}},
	SupplementalGroupsPolicy:                       {"SupplementalGroupsPolicy", [...]stage{absent, absent, alphaOff, alphaOff, betaOn, betaOn, locked, locked, locked}},
	TaintTolerationComparisonOperators:             {"TaintTolerationComparisonOperators", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, alphaOff, alphaOff}},
	UserNamespacesHostNetworkSupport:               {"UserNamespacesHostNetworkSupport", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, alphaOff, alphaOff}},
	UserNamespacesSupport:                          {"UserNamespacesSupport", [...]stage{alphaOff, betaOff, betaOff, betaOff, betaOn, betaOn, betaOn, locked, locked}},
	VolumeAttributesClass:                          {"VolumeAttributesClass", [...]stage{alphaOff, alphaOff, betaOff, betaOff, betaOff, stableOn, stableOn, locked, locked}},
	VolumeBindMountOptions:                         {"VolumeBindMountOptions", [...]stage{absent, absent, absent, absent, absent, absent, absent, absent, alphaOff}},
	WorkloadWithJob:                                {"WorkloadWithJob", [...]stage{absent, absent, absent, absent, absent, absent, absent, alphaOff, alphaOff}},
	DeclarativeValidation:                          {"DeclarativeValidation", [...]stage{absent, absent, absent, absent, betaOn, betaOn, betaOn, locked, locked}},
	DeclarativeValidationBeta:                      {"DeclarativeValidationBeta", [...]stage{absent, absent, absent, absent, absent, absent, absent, betaOn, betaOn}},
	DeclarativeValidationTakeover:                  {"DeclarativeValidationTakeover", [...]stage{absent, absent, absent, absent, betaOff, betaOff, betaOff, oldOff, oldLocked}},
	AuthorizeNodeWithSelectors:                     {"AuthorizeNodeWithSelectors", [...]stage{absent, absent, alphaOff, betaOn, betaOn, locked, locked, locked, absent}},
	ClusterTrustBundle:                             {"ClusterTrustBundle", [...]stage{alphaOff, alphaOff, alphaOff, alphaOff, betaOff, betaOff, betaOff, betaOff, stableOn}},
	ExtendWebSocketsToKubelet:                      {"ExtendWebSocketsToKubelet", [...]stage{absent, absent, absent, absent, absent, absent, absent, betaOn, betaOn}},
	InPlacePodVerticalScalingInitContainers:        {"InPlacePodVerticalScalingInitContainers", [...]stage{absent, absent, absent, absent, absent, absent, absent, betaOn, locked}},
	NodeDeclaredFeatures:                           {"NodeDeclaredFeatures", [...]stage{absent, absent, absent, absent, absent, absent, alphaOff, betaOn, locked}},
}
