package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	schedulingv1alpha3 "k8s.io/api/scheduling/v1alpha3"

	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	schedulingGateOff           check.ID = "scheduling-gate-off"
	schedulingPolicyUnion       check.ID = "scheduling-policy-union"
	gangMinCountLow             check.ID = "scheduling-gang-min-count-low"
	gangMinCountHigh            check.ID = "scheduling-gang-min-count-above-parallelism"
	schedulingTopologyTooMany   check.ID = "scheduling-topology-too-many"
	schedulingTopologyKeyAbsent check.ID = "scheduling-topology-key-missing"
	schedulingTopologyKeyForm   check.ID = "scheduling-topology-key-form"
	disruptionModeUnion         check.ID = "scheduling-disruption-mode-union"
	disruptionModeAll           check.ID = "scheduling-disruption-mode-all"
	maxTopologies                        = 1
)

// scheduling checks spec.scheduling, of a Job and of a jobTemplate. old is nil on create. What an update may
// not change of it is in scheduling_update.go.
//
// Parity: batch validateGangMinCount and validateJobScheduling, and the declarative rules of
// JobSchedulingConfiguration, which pass over what an update left as it was. Since 1.37 with WorkloadWithJob
// (KEP-5547).
func scheduling(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec) {
	now := spec.Scheduling
	if now == nil && (old == nil || old.Scheduling == nil) {
		return
	}
	at := p.Child("scheduling")
	if now != nil {
		gangWithinParallelism(r, &at, spec)
		disruptionWithPolicy(r, &at, now)
	}
	if old != nil && same.Any(now, old.Scheduling) {
		return
	}
	if now != nil && !r.Target.Enabled(target.WorkloadWithJob) {
		r.Forbidden(schedulingGateOff, &at, "scheduling is set, but the feature gate WorkloadWithJob is off", "remove scheduling")
	}
	var before *batchv1.JobSchedulingConfiguration
	if old != nil {
		before = old.Scheduling
		if schedulingSetOrCleared(r, &at, now, before) {
			return
		}
	}
	if now == nil || !r.Target.Enabled(target.WorkloadWithJob) {
		return
	}
	isUpdate := old != nil
	schedulingPolicy(r, &at, now, before, isUpdate)
	schedulingConstraints(r, &at, now, before, isUpdate)
	disruptionMode(r, &at, now, before, isUpdate)
	schedulingClaims(r, &at, now, before, isUpdate)
}

func gangWithinParallelism(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	policy := spec.Scheduling.SchedulingPolicy
	if policy == nil || policy.Gang == nil || policy.Gang.MinCount == nil {
		return
	}
	parallelism := int32(1)
	if spec.Parallelism != nil {
		parallelism = *spec.Parallelism
	}
	if n := *policy.Gang.MinCount; n > parallelism {
		path := p.Child("schedulingPolicy")
		gang := path.Child("gang")
		at := gang.Child("minCount")
		r.Invalid(gangMinCountHigh, &at, n,
			"minCount is "+words.Itoa(n)+", but the Job runs at most "+words.Plural(int(parallelism), "pod")+" at once (parallelism), so the gang would never start",
			"lower minCount, or raise parallelism")
	}
}

// disruptionWithPolicy: pods that are scheduled one by one cannot be disrupted all at once. A policy that is
// not written is basic.
func disruptionWithPolicy(r *check.Report, p *check.Path, now *batchv1.JobSchedulingConfiguration) {
	mode, policy := now.DisruptionMode, now.SchedulingPolicy
	isGang := policy != nil && policy.Basic == nil && policy.Gang != nil
	if isGang || mode == nil || mode.All == nil || mode.Single != nil {
		return
	}
	at := p.Child("disruptionMode")
	r.Invalid(disruptionModeAll, &at, nil, "disruptionMode all goes with a gang, and the pods of this Job are scheduled one by one (basic)", "write schedulingPolicy.gang, or disruptionMode.single")
}

func schedulingPolicy(r *check.Report, p *check.Path, now, before *batchv1.JobSchedulingConfiguration, isUpdate bool) {
	policy := now.SchedulingPolicy
	var old *schedulingv1alpha3.WorkloadPodGroupSchedulingPolicy
	if before != nil {
		old = before.SchedulingPolicy
	}
	at := p.Child("schedulingPolicy")
	if isUpdate && same.Any(policy, old) || isUpdate && policySetOrCleared(r, &at, policy, old) || policy == nil {
		return
	}
	if !isUpdate || (policy.Basic != nil) != (old.Basic != nil) || (policy.Gang != nil) != (old.Gang != nil) {
		one(r, schedulingPolicyUnion, &at, policy.Basic != nil, policy.Gang != nil, "basic", "gang")
	}
	if policy.Gang == nil || policy.Gang.MinCount == nil || *policy.Gang.MinCount >= 1 {
		return
	}
	if isUpdate && old.Gang != nil && same.Pointer(policy.Gang.MinCount, old.Gang.MinCount) {
		return
	}
	gang := at.Child("gang")
	count := gang.Child("minCount")
	r.Invalid(gangMinCountLow, &count, *policy.Gang.MinCount, "minCount is "+words.Itoa(*policy.Gang.MinCount)+"; a gang has 1 pod or more", "write 1 or more, or leave it out for parallelism")
}

// one reports a choice of two that is not made, or made twice.
func one(r *check.Report, id check.ID, at *check.Path, first, second bool, firstName, secondName string) {
	switch {
	case first && second:
		r.Invalid(id, at, nil, "both "+firstName+" and "+secondName+" are set; only one can be", "remove one")
	case !first && !second:
		r.Invalid(id, at, nil, "neither "+firstName+" nor "+secondName+" is set", "write one of them")
	}
}

func schedulingConstraints(r *check.Report, p *check.Path, now, before *batchv1.JobSchedulingConfiguration, isUpdate bool) {
	if isUpdate {
		old := before.SchedulingConstraints
		if !same.Any(now.SchedulingConstraints, old) {
			schedulingImmutable(r, p, "schedulingConstraints", now.SchedulingConstraints, old)
		}
		return
	}
	if now.SchedulingConstraints == nil {
		return
	}
	constraints := p.Child("schedulingConstraints")
	list := constraints.Child("topology")
	topology := now.SchedulingConstraints.Topology
	if n := len(topology); n > maxTopologies {
		r.TooMany(schedulingTopologyTooMany, &list, n, "there are "+words.Itoa(n)+" topologies; only one is possible", "keep one")
		return
	}
	for i := range topology {
		element := list.Index(i)
		at := element.Child("key")
		switch key := topology[i].Key; {
		case key == "":
			r.Required(schedulingTopologyKeyAbsent, &at, "the topology has no key", "write the label of the nodes that makes the topology, such as topology.kubernetes.io/zone")
		case !syntax.IsQualifiedName(key):
			r.Invalid(schedulingTopologyKeyForm, &at, key, "the topology key "+words.Quoted(key)+" cannot be a label's key", labelHint)
		}
	}
}

func disruptionMode(r *check.Report, p *check.Path, now, before *batchv1.JobSchedulingConfiguration, isUpdate bool) {
	mode := now.DisruptionMode
	if isUpdate {
		if !same.Any(mode, before.DisruptionMode) {
			schedulingImmutable(r, p, "disruptionMode", mode, before.DisruptionMode)
		}
		return
	}
	if mode != nil {
		at := p.Child("disruptionMode")
		one(r, disruptionModeUnion, &at, mode.Single != nil, mode.All != nil, "single", "all")
	}
}
