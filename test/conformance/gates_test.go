package conformance

import (
	"errors"
	"testing"

	"github.com/jobvalidate/jobvalidate/test/conformance/campaign"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// gateSettings are flags of more than one gate that an API server takes or refuses to start with.
var gateSettings = []struct{ version, gates string }{
	{"1.37", "WorkloadWithJob=true,GenericWorkload=false"},
	{"1.37", "WorkloadWithJob=true,GenericWorkload=true"},
	{"1.37", "ContainerRestartRules=false,RestartAllContainersOnContainerExits=false"},
	{"1.37", "PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false"},
	{"1.37", "PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false,PodLevelResourcesFixDefaulting=false,PodLevelResourcesFixKubeletQOSClass=false"},
	{"1.37", "MatchLabelKeysInPodTopologySpread=false,MatchLabelKeysInPodTopologySpreadSelectorMerge=false"},
	{"1.37", "NoSuchGate=true"},
	{"1.34", "ProcMountType=true,UserNamespacesSupport=false"},
	{"1.34", "MatchLabelKeysInPodTopologySpread=false"},
}

// TestGatesThatAServerRefuses compares which settings are refused: unknown and locked gates, and gates that
// need others. Each gate that we know is turned on and off by itself.
func TestGatesThatAServerRefuses(t *testing.T) {
	settings := gateSettings
	for _, version := range oracle.Versions() {
		for _, gate := range target.Gates() {
			for _, value := range []string{"true", "false"} {
				settings = append(settings, struct{ version, gates string }{version, gate.String() + "=" + value})
			}
		}
	}
	for _, c := range settings {
		t.Run(c.version+"/"+c.gates, func(t *testing.T) {
			process, err := oracle.Start(c.version, c.gates)
			var refused oracle.RefusedToStart
			if err != nil && !errors.As(err, &refused) {
				t.Fatal(err)
			}
			if process != nil {
				defer process.Close()
			}
			at, err := target.Parse(c.version)
			if err != nil {
				t.Fatal(err)
			}
			_, err = at.WithGates(c.gates)
			if (err != nil) != (refused != "") {
				t.Errorf("the API server: %q, ours: %v", string(refused), err)
			}
		})
	}
}

// TestGateDefaults compares the default of each gate at each version.
func TestGateDefaults(t *testing.T) {
	for _, version := range oracle.Versions() {
		theirs, err := oracle.Gates(version)
		if err != nil {
			t.Fatal(err)
		}
		at := targetOf(t, version, "")
		known := 0
		for _, gate := range target.Gates() {
			if its, ok := theirs[gate.String()]; ok {
				known++
				if at.Enabled(gate) != its.Default {
					t.Errorf("%s: %s is %t by default, ours %t", version, gate, its.Default, at.Enabled(gate))
				}
			}
		}
		if known < 20 {
			t.Errorf("%s: only %d gates are known", version, known)
		}
	}
}

// gateSets are gates other than the default that many cases are run with.
var gateSets = []struct{ name, version, gates string }{
	{"new", "1.37", "GenericWorkload=true,WorkloadWithJob=true,EvictionRequestAPI=true,ContainerStopSignals=true,H2CContainerProbe=true,GRPCContainerProbeTLS=true," +
		"VolumeBindMountOptions=true,EmptyDirVolumeMode=true,AtomicWriteVolumeUserFields=true,TaintTolerationComparisonOperators=true,UserNamespacesHostNetworkSupport=true"},
	{"old", "1.37", "ContainerRestartRules=false,RestartAllContainersOnContainerExits=false,EnvFiles=false,PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false," +
		"PodLevelResourcesFixDefaulting=false,PodLevelResourcesFixKubeletQOSClass=false,MutablePodResourcesForSuspendedJobs=false,MutableSchedulingDirectivesForSuspendedJobs=false"},
	{"new", "1.34", "ContainerRestartRules=true,EnvFiles=true,ImageVolume=true,HostnameOverride=true,PodCertificateRequest=true,ClusterTrustBundleProjection=true,ContainerStopSignals=true,SELinuxMount=true"},
	{"old", "1.34", "JobManagedBy=false,PodLevelResources=false,DynamicResourceAllocation=false,InPlacePodVerticalScaling=false,ProcMountType=false,UserNamespacesSupport=false," +
		"SELinuxChangePolicy=false,MatchLabelKeysInPodTopologySpread=false,MatchLabelKeysInPodTopologySpreadSelectorMerge=false"},
	{"new", "1.31", "JobManagedBy=true,DynamicResourceAllocation=true,ImageVolume=true,UserNamespacesSupport=true,SupplementalGroupsPolicy=true,InPlacePodVerticalScaling=true," +
		"RelaxedEnvironmentVariableValidation=true,ProcMountType=true,ClusterTrustBundleProjection=true"},
	{"old", "1.31", "JobSuccessPolicy=false,JobBackoffLimitPerIndex=false,JobPodReplacementPolicy=false,MatchLabelKeysInPodAffinity=false,RecursiveReadOnlyMounts=false," +
		"PodLifecycleSleepAction=false,SidecarContainers=false,MatchLabelKeysInPodTopologySpread=false,NodeInclusionPolicyInPodTopologySpread=false"},
}

// TestVerdictsWithGates is TestVerdicts with gates set.
func TestVerdictsWithGates(t *testing.T) {
	for _, set := range gateSets {
		for _, o := range operations {
			t.Run(set.version+"/"+set.name+"/"+o.name, func(t *testing.T) {
				run(t, campaign.Config{Version: set.version, Gates: set.gates, Kind: o.kind, Operation: o.operation})
			})
		}
	}
}
