package conformance

import (
	"errors"
	"testing"

	"github.com/jobvalidate/jobvalidate/test/conformance/campaign"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// gateSettings are flags that an API server takes or refuses to start with.
var gateSettings = []struct{ version, gates string }{
	{"1.37", "WorkloadWithJob=true,GenericWorkload=false"},
	{"1.37", "WorkloadWithJob=true"},
	{"1.37", "WorkloadWithJob=true,GenericWorkload=true"},
	{"1.37", "GenericWorkload=false"},
	{"1.37", "ContainerRestartRules=false"},
	{"1.37", "ContainerRestartRules=false,RestartAllContainersOnContainerExits=false"},
	{"1.37", "UserNamespacesSupport=false"},
	{"1.37", "ProcMountType=true,UserNamespacesSupport=false"},
	{"1.37", "PodLevelResources=false"},
	{"1.37", "PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false"},
	{"1.37", "MatchLabelKeysInPodTopologySpread=false"},
	{"1.37", "MatchLabelKeysInPodTopologySpread=false,MatchLabelKeysInPodTopologySpreadSelectorMerge=false"},
	{"1.37", "ImageVolume=false"},
	{"1.37", "HostnameOverride=true"},
	{"1.37", "JobSuccessPolicy=true"},
	{"1.37", "NoSuchGate=true"},
	{"1.37", "EvictionRequestAPI=true"},
	{"1.37", "JobManagedBy=false"},
	{"1.34", "JobManagedBy=false"},
	{"1.34", "ContainerRestartRules=true"},
	{"1.34", "ImageVolume=true"},
	{"1.34", "PodLevelResources=false"},
	{"1.34", "DynamicResourceAllocation=false"},
	{"1.34", "JobPodReplacementPolicy=false"},
	{"1.34", "EvictionRequestAPI=true"},
	{"1.34", "ProcMountType=true,UserNamespacesSupport=false"},
	{"1.31", "JobManagedBy=true"},
	{"1.31", "ElasticIndexedJob=false"},
	{"1.31", "JobPodReplacementPolicy=false"},
	{"1.31", "AppArmor=false"},
	{"1.31", "PodLevelResources=true"},
	{"1.31", "ImageVolume=true"},
}

// TestGatesThatAServerRefuses compares which settings are refused: unknown and locked gates, and gates that
// need others.
func TestGatesThatAServerRefuses(t *testing.T) {
	for _, c := range gateSettings {
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

// gateSets are gates other than the default that many cases are run with.
var gateSets = []struct{ name, version, gates string }{
	{"new", "1.37", "GenericWorkload=true,WorkloadWithJob=true,EvictionRequestAPI=true,ContainerStopSignals=true,H2CContainerProbe=true,GRPCContainerProbeTLS=true," +
		"VolumeBindMountOptions=true,EmptyDirVolumeMode=true,AtomicWriteVolumeUserFields=true,TaintTolerationComparisonOperators=true,UserNamespacesHostNetworkSupport=true"},
	{"old", "1.37", "ContainerRestartRules=false,RestartAllContainersOnContainerExits=false,EnvFiles=false,PodLevelResources=false,InPlacePodLevelResourcesVerticalScaling=false," +
		"UserNamespacesSupport=false,MutablePodResourcesForSuspendedJobs=false,MutableSchedulingDirectivesForSuspendedJobs=false"},
	{"new", "1.34", "ContainerRestartRules=true,EnvFiles=true,ImageVolume=true,HostnameOverride=true,PodCertificateRequest=true,ClusterTrustBundleProjection=true,ContainerStopSignals=true,SELinuxMount=true"},
	{"old", "1.34", "JobManagedBy=false,JobPodReplacementPolicy=false,PodLevelResources=false,DynamicResourceAllocation=true"},
	{"new", "1.31", "JobManagedBy=true,DynamicResourceAllocation=true,ImageVolume=true,UserNamespacesSupport=true,SupplementalGroupsPolicy=true,InPlacePodVerticalScaling=true," +
		"RelaxedEnvironmentVariableValidation=true,ProcMountType=true,ClusterTrustBundleProjection=true"},
	{"old", "1.31", "JobSuccessPolicy=false,JobBackoffLimitPerIndex=false,JobPodReplacementPolicy=false,MatchLabelKeysInPodAffinity=false,RecursiveReadOnlyMounts=false"},
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
