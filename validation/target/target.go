// Package target says which API server is asked: a Kubernetes minor version and its feature gates.
//
// Everything that differs between versions is a row of a table here, so that a check asks one question
// (Since, Enabled) and never compares version strings.
package target

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
)

// The minor versions that are known, of Kubernetes 1.
const (
	Oldest = 29
	Newest = 37
)

// Version is a Kubernetes minor version with its feature gates. It is a small value, to be copied.
// The zero value is the newest version known, with that version's gates at their defaults.
type Version struct {
	below uint8 // how many minors below Newest, so that zero is Newest
	set   gates
	unset gates
}

// gates is a set of gates.
type gates [(gateCount + 63) / 64]uint64

func (s *gates) has(g Gate) bool { return s[g/64]&(1<<(g%64)) != 0 }
func (s *gates) add(g Gate)      { s[g/64] |= 1 << (g % 64) }
func (s *gates) remove(g Gate)   { s[g/64] &^= 1 << (g % 64) }

// Minor returns the Version of Kubernetes 1.minor with default gates. It fails outside Oldest to Newest.
func Minor(minor int) (Version, error) {
	if minor < Oldest || minor > Newest {
		return Version{}, fmt.Errorf("version 1.%d of Kubernetes is not known: known are 1.%d to 1.%d", minor, Oldest, Newest)
	}
	return Version{below: uint8(Newest - minor)}, nil
}

// Parse reads what a user writes: "1.34", "v1.34", "1.34.2" (the patch is ignored) or "openshift-4.18".
// The empty string is the newest version. The error names the range that is known.
func Parse(text string) (Version, error) {
	if text == "" {
		return Version{}, nil
	}
	if rest, ok := strings.CutPrefix(text, "openshift-4."); ok {
		return parseOpenShift(text, rest)
	}
	parts := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "1" {
		return Version{}, fmt.Errorf("%q is not a Kubernetes version: write 1.%d to 1.%d, or openshift-4.16 and above", text, Oldest, Newest)
	}
	minor, err := strconv.Atoi(parts[1])
	if err != nil {
		return Version{}, fmt.Errorf("%q is not a Kubernetes version: write 1.%d to 1.%d, or openshift-4.16 and above", text, Oldest, Newest)
	}
	return Minor(minor)
}

// openShiftOffset is the distance between the minors of OpenShift 4 and Kubernetes 1: 4.16 is 1.29.
const openShiftOffset = 13

func parseOpenShift(text, rest string) (Version, error) {
	number, _, _ := strings.Cut(rest, ".") // the patch is ignored
	minor, err := strconv.Atoi(number)
	if err != nil || minor+openShiftOffset < Oldest || minor+openShiftOffset > Newest {
		return Version{}, fmt.Errorf("%s is not known: known are openshift-4.%d to openshift-4.%d (Kubernetes 1.%d to 1.%d)",
			text, Oldest-openShiftOffset, Newest-openShiftOffset, Oldest, Newest)
	}
	return Minor(minor + openShiftOffset)
}

// Minor returns the minor version: 34 for Kubernetes 1.34.
func (v Version) Minor() int { return Newest - int(v.below) }

// Since reports whether the version is Kubernetes 1.minor or newer.
func (v Version) Since(minor int) bool { return v.Minor() >= minor }

// String returns "1.34".
func (v Version) String() string { return "1." + strconv.Itoa(v.Minor()) }

// Enabled reports whether the gate is on. A gate that a version no longer has graduated: it is on there.
// A gate that a version does not have yet is off.
func (v Version) Enabled(g Gate) bool {
	switch {
	case v.set.has(g):
		return true
	case v.unset.has(g):
		return false
	}
	column := v.Minor() - Oldest
	switch gateTable[g].stages[column] {
	case betaOn, stableOn, locked:
		return true
	case absent:
		return graduatedBefore(g, column)
	default:
		return false
	}
}

// graduatedBefore reports whether the last stage that the gate had before the column was on.
func graduatedBefore(g Gate, column int) bool {
	for i := column - 1; i >= 0; i-- {
		switch gateTable[g].stages[i] {
		case absent:
		case betaOn, stableOn, locked:
			return true
		default:
			return false
		}
	}
	return false
}

// WithGates returns the version with gates set as in "A=true,B=false", the form of the API server's
// --feature-gates. It refuses what the API server would refuse to start with: a gate that the version
// does not have, a locked gate given another value, a gate whose prerequisites are off.
// Gates that say nothing of Jobs are refused as unknown too, so that a typo cannot pass. AllAlpha and AllBeta
// set those that are not named.
func (v Version) WithGates(text string) (Version, error) {
	named := make(map[string]bool)
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return v, fmt.Errorf("feature gate %q has no value: write %s=true or %s=false", part, part, part)
		}
		on, err := strconv.ParseBool(value)
		if err != nil {
			return v, fmt.Errorf("feature gate %s is %q: write true or false", name, value)
		}
		named[name] = on
	}
	for name, stages := range allOf {
		if on, ok := named[name]; ok {
			v = v.withStage(on, stages)
			delete(named, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		var err error
		if v, err = v.with(name, named[name]); err != nil {
			return v, err
		}
	}
	return v, v.prerequisitesMet()
}

// allOf are the gates that stand for all of a stage.
var allOf = map[string][]stage{"AllAlpha": {alphaOff}, "AllBeta": {betaOff, betaOn}}

func (v Version) withStage(on bool, stages []stage) Version {
	for g := range gateCount {
		if slices.Contains(stages, gateTable[g].stages[v.Minor()-Oldest]) {
			v = v.put(g, on)
		}
	}
	return v
}

func (v Version) with(name string, on bool) (Version, error) {
	g, ok := gateNamed(name)
	if !ok {
		if meant, near := nearest.Of(name, gateNames()...); near {
			return v, fmt.Errorf("feature gate %s is not one that changes what the API server says of a Job: did you mean %s?", name, meant)
		}
		return v, fmt.Errorf("feature gate %s is not one that changes what the API server says of a Job; known are %s",
			name, strings.Join(gateNames(), ", "))
	}
	switch stage := gateTable[g].stages[v.Minor()-Oldest]; {
	case stage == absent:
		return v, fmt.Errorf("feature gate %s does not exist in Kubernetes %s", name, v)
	case stage == locked && !on, stage == oldLocked && on:
		return v, fmt.Errorf("feature gate %s is locked to %t in Kubernetes %s", name, !on, v)
	}
	return v.put(g, on), nil
}

func (v Version) put(g Gate, on bool) Version {
	v.set.remove(g)
	v.unset.remove(g)
	if on {
		v.set.add(g)
	} else {
		v.unset.add(g)
	}
	return v
}

// prerequisite is a gate that cannot be on without another, in a range of minors. Kubernetes checks this
// from 1.35 on. Gates that no Job meets are listed where turning off one that Jobs meet would refuse them.
type prerequisite struct {
	gate, needs Gate
	from, to    int
}

var prerequisites = []prerequisite{
	{ClusterTrustBundleProjection, ClusterTrustBundle, 35, 37},
	{DeclarativeValidationBeta, DeclarativeValidation, 36, 37},
	{DeclarativeValidationTakeover, DeclarativeValidation, 35, 37},
	{ExtendWebSocketsToKubelet, NodeDeclaredFeatures, 36, 37},
	{H2CContainerProbe, NodeDeclaredFeatures, 37, 37},
	{ImageVolumeWithDigest, ImageVolume, 36, 37},
	{InPlacePodLevelResourcesVerticalScaling, InPlacePodVerticalScaling, 35, 37},
	{InPlacePodLevelResourcesVerticalScaling, PodLevelResources, 35, 37},
	{InPlacePodLevelResourcesVerticalScaling, NodeDeclaredFeatures, 35, 37},
	{InPlacePodVerticalScalingInitContainers, NodeDeclaredFeatures, 36, 37},
	{InPlacePodVerticalScalingMemoryBackedVolumes, InPlacePodVerticalScaling, 37, 37},
	{InPlacePodVerticalScalingMemoryBackedVolumes, NodeDeclaredFeatures, 37, 37},
	{MatchLabelKeysInPodTopologySpreadSelectorMerge, MatchLabelKeysInPodTopologySpread, 35, 37},
	{PodCertificateRequest, AuthorizeNodeWithSelectors, 35, 36},
	{PodLevelResourcesFixDefaulting, PodLevelResources, 37, 37},
	{PodLevelResourcesFixKubeletQOSClass, PodLevelResources, 37, 37},
	{PodLifecycleSleepActionAllowZero, PodLifecycleSleepAction, 35, 36},
	{ProcMountType, UserNamespacesSupport, 35, 37},
	{RestartAllContainersOnContainerExits, ContainerRestartRules, 35, 37},
	{RestartAllContainersOnContainerExits, NodeDeclaredFeatures, 35, 37},
	{UserNamespacesHostNetworkSupport, NodeDeclaredFeatures, 36, 37},
	{UserNamespacesHostNetworkSupport, UserNamespacesSupport, 35, 37},
	{WorkloadWithJob, GenericWorkload, 36, 37},
}

func (v Version) prerequisitesMet() error {
	for _, p := range prerequisites {
		if v.Minor() < p.from || v.Minor() > p.to || !v.Enabled(p.gate) || v.Enabled(p.needs) {
			continue
		}
		return fmt.Errorf("feature gate %s needs %s=true in Kubernetes %s", gateTable[p.gate].name, gateTable[p.needs].name, v)
	}
	return nil
}

// Gates returns all gates that are known.
func Gates() []Gate {
	gates := make([]Gate, gateCount)
	for i := range gates {
		gates[i] = Gate(i)
	}
	return gates
}

// String returns the gate's name, as --feature-gates has it.
func (g Gate) String() string { return gateTable[g].name }

func gateNamed(name string) (Gate, bool) {
	for i := range gateTable {
		if gateTable[i].name == name {
			return Gate(i), true
		}
	}
	return 0, false
}

func gateNames() []string {
	names := make([]string, len(gateTable))
	for i := range gateTable {
		names[i] = gateTable[i].name
	}
	return names
}
