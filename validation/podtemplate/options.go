package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Options say what an update may keep because the old object has it already: Allow… loosens a rule that
// the old object breaks, Keep… keeps a field whose feature gate is off but which the old object uses, Old…
// says of the old object what decides between two rules or which part of a list has changed.
// The zero value is a create, where the target's gates alone decide.
type Options struct {
	// Containers.
	AllowIndivisibleHugePages      bool // amounts of huge pages that are no multiple of the page
	AllowRelaxedEnvNames           bool // printable ASCII in names of environment variables
	AllowSleepZero                 bool // lifecycle handlers that sleep 0 seconds
	AllowInitResizePolicy          bool // resizePolicy on init containers
	AllowInitRestartOnResize       bool // resizePolicy RestartContainer on init containers that end
	AllowSysAdminWithoutEscalation bool // CAP_SYS_ADMIN with allowPrivilegeEscalation: false
	AllowHostIPs                   bool // status.hostIPs in the downward API
	KeepAppArmorFields             bool
	KeepAppArmorAnnotations        bool
	KeepBindMountOptions           bool
	KeepFileKeyRefs                bool
	KeepGRPCMode                   bool
	KeepHTTPProtocol               bool
	KeepProcMount                  bool
	KeepRecursiveReadOnly          bool
	KeepResizePolicy               bool
	KeepRestartRules               bool // restartPolicy and restartPolicyRules of containers
	KeepRestartAllContainers       bool
	KeepSidecars                   bool
	KeepSleep                      bool
	KeepStopSignals                bool

	// Both.
	KeepHostUsers      bool
	KeepImageVolumes   bool
	KeepResourceClaims bool

	// The pod.
	AllowAnySELinuxChangePolicy          bool
	AllowEmptyImageReference             bool
	AllowInvalidLabelValueInNodeAffinity bool
	AllowInvalidLabelValueInSelector     bool
	AllowInvalidPodDeletionCost          bool
	AllowInvalidSpreadSelector           bool
	AllowNamespacedSysctlsOnHost         bool
	AllowNonLocalTokenPath               bool
	AllowRelaxedDNSSearch                bool
	AllowTolerationComparison            bool
	AllowUserNamespacesOnHostNetwork     bool
	AllowUserNamespacesWithDevices       bool
	OldViolatesMatchLabelKeys            bool
	OldViolatesLegacyMatchLabelKeys      bool
	KeepClusterTrustBundles              bool
	KeepEmptyDirMode                     bool
	KeepEvictionResponders               bool
	OldEvictionResponders                []corev1.EvictionResponder // what of them has not changed is not looked at
	KeepHostnameOverride                 bool
	KeepMatchLabelKeysInAffinity         bool
	KeepMatchLabelKeysInSpread           bool
	KeepMinDomains                       bool
	KeepNodeAffinityPolicy               bool
	KeepNodeTaintsPolicy                 bool
	KeepPodCertificates                  bool
	KeepPodResources                     bool
	KeepSchedulingGates                  bool
	KeepSchedulingGroup                  bool
	KeepSELinuxChangePolicy              bool
	KeepSupplementalGroupsPolicy         bool
	KeepVolumeUsers                      bool
}

// OptionsFor returns what an update from old to new may keep. A nil old is a create.
//
// Parity: api/pod GetValidationOptionsFromPodTemplate, and the in-use tests of DropDisabledTemplateFields.
func OptionsFor(new, old *corev1.PodTemplateSpec, t target.Version) Options {
	var o Options
	if old == nil {
		return o
	}
	containerOptions(&o, new, old, t)
	volumeOptions(&o, old, t)
	podOptions(&o, old, t)
	return o
}
