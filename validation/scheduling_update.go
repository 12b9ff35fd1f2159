package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	schedulingv1alpha3 "k8s.io/api/scheduling/v1alpha3"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	schedulingAddedOrRemoved check.ID = "scheduling-added-or-removed"
	schedulingPolicyVariant  check.ID = "scheduling-policy-variant"
	schedulingFieldImmutable check.ID = "scheduling-immutable"
)

// schedulingSetOrCleared reports scheduling that an update adds or removes.
func schedulingSetOrCleared(r *check.Report, at *check.Path, now, old *batchv1.JobSchedulingConfiguration) bool {
	return setOrCleared(r, at, "scheduling", now != nil, old != nil)
}

func policySetOrCleared(r *check.Report, at *check.Path, now, old *schedulingv1alpha3.WorkloadPodGroupSchedulingPolicy) bool {
	return setOrCleared(r, at, "schedulingPolicy", now != nil, old != nil)
}

func setOrCleared(r *check.Report, at *check.Path, name string, now, old bool) bool {
	switch {
	case now == old:
		return false
	case now:
		r.Invalid(schedulingAddedOrRemoved, at, nil, name+" was added; a Job has it from its creation or not at all", "remove it, or "+newJobHint)
	default:
		r.Invalid(schedulingAddedOrRemoved, at, nil, name+" was removed; a Job has it from its creation or not at all", "put it back, or "+newJobHint)
	}
	return true
}

// schedulingImmutable reports a part of scheduling that changed and cannot.
func schedulingImmutable(r *check.Report, p *check.Path, name string, now, old any) {
	immutable(r, schedulingFieldImmutable, p, name, now, old)
}

// schedulingVariant reports a Job whose policy changed between basic and gang.
//
// Parity: batch validateJobSchedulingUpdate. Jobs only, a jobTemplate may.
func schedulingVariant(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec) {
	if spec.Scheduling == nil || old.Scheduling == nil {
		return
	}
	now, before := spec.Scheduling.SchedulingPolicy, old.Scheduling.SchedulingPolicy
	if now == nil || before == nil || (now.Basic != nil) == (before.Basic != nil) {
		return
	}
	scheduling := p.Child("scheduling")
	at := scheduling.Child("schedulingPolicy")
	leavesChanged(r, schedulingPolicyVariant, &at, now, before, "a Job's schedulingPolicy cannot change between basic and gang", newJobHint)
}
