package validation

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	schedulingv1alpha3 "k8s.io/api/scheduling/v1alpha3"
)

func gang(minCount int32) *batchv1.JobSchedulingConfiguration {
	return &batchv1.JobSchedulingConfiguration{SchedulingPolicy: &schedulingv1alpha3.WorkloadPodGroupSchedulingPolicy{
		Gang: &schedulingv1alpha3.WorkloadPodGroupGangSchedulingPolicy{MinCount: &minCount},
	}}
}

func basic() *batchv1.JobSchedulingConfiguration {
	return &batchv1.JobSchedulingConfiguration{SchedulingPolicy: &schedulingv1alpha3.WorkloadPodGroupSchedulingPolicy{
		Basic: &schedulingv1alpha3.WorkloadPodGroupBasicSchedulingPolicy{},
	}}
}

func allAtOnce() *schedulingv1alpha3.WorkloadPodGroupDisruptionMode {
	return &schedulingv1alpha3.WorkloadPodGroupDisruptionMode{All: &schedulingv1alpha3.WorkloadPodGroupAllDisruptionMode{}}
}

func topologies(keys ...string) *schedulingv1alpha3.WorkloadPodGroupSchedulingConstraints {
	c := &schedulingv1alpha3.WorkloadPodGroupSchedulingConstraints{}
	for _, key := range keys {
		c.Topology = append(c.Topology, schedulingv1alpha3.TopologyConstraint{Key: key})
	}
	return c
}

func claims(names ...string) []schedulingv1alpha3.WorkloadPodGroupResourceClaim {
	var list []schedulingv1alpha3.WorkloadPodGroupResourceClaim
	for _, name := range names {
		list = append(list, schedulingv1alpha3.WorkloadPodGroupResourceClaim{Name: name, ResourceClaimName: new("c")})
	}
	return list
}

// schedulingCases: the API server's answers, as tried with both gates on (versions.md).
var schedulingCases = []struct {
	name  string
	spoil func(*batchv1.JobSpec)
	want  []string // below spec.scheduling
}{
	{"gang", func(s *batchv1.JobSpec) { s.Scheduling = gang(1) }, nil},
	{"gang without minCount", func(s *batchv1.JobSpec) { s.Scheduling = gang(1); s.Scheduling.SchedulingPolicy.Gang.MinCount = nil }, nil},
	{"gang 4 of parallelism 3", func(s *batchv1.JobSpec) { s.Scheduling, s.Parallelism = gang(4), new(int32(3)) }, []string{"scheduling-gang-min-count-above-parallelism FieldValueInvalid .schedulingPolicy.gang.minCount"}},
	{"gang 2 without parallelism", func(s *batchv1.JobSpec) { s.Scheduling, s.Parallelism = gang(2), nil }, []string{"scheduling-gang-min-count-above-parallelism FieldValueInvalid .schedulingPolicy.gang.minCount"}},
	{"gang 0", func(s *batchv1.JobSpec) { s.Scheduling = gang(0) }, []string{"scheduling-gang-min-count-low FieldValueInvalid .schedulingPolicy.gang.minCount"}},
	{"empty policy", func(s *batchv1.JobSpec) {
		s.Scheduling = basic()
		s.Scheduling.SchedulingPolicy.Basic = nil
	}, []string{"scheduling-policy-union FieldValueInvalid .schedulingPolicy"}},
	{"basic and gang", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.SchedulingPolicy.Basic = basic().SchedulingPolicy.Basic
	}, []string{"scheduling-policy-union FieldValueInvalid .schedulingPolicy"}},
	{"disruption all with gang", func(s *batchv1.JobSpec) { s.Scheduling = gang(1); s.Scheduling.DisruptionMode = allAtOnce() }, nil},
	{"disruption all, no policy", func(s *batchv1.JobSpec) {
		s.Scheduling = &batchv1.JobSchedulingConfiguration{DisruptionMode: allAtOnce()}
	}, []string{"scheduling-disruption-mode-all FieldValueInvalid .disruptionMode"}},
	{"empty disruption mode", func(s *batchv1.JobSpec) {
		s.Scheduling = &batchv1.JobSchedulingConfiguration{DisruptionMode: &schedulingv1alpha3.WorkloadPodGroupDisruptionMode{}}
	}, []string{"scheduling-disruption-mode-union FieldValueInvalid .disruptionMode"}},
	{"topology", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.SchedulingConstraints = topologies("a/b")
	}, nil},
	{"two topologies", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.SchedulingConstraints = topologies("a", "b c")
	}, []string{"scheduling-topology-too-many FieldValueTooMany .schedulingConstraints.topology"}},
	{"topology key `a b`", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.SchedulingConstraints = topologies("a b")
	}, []string{"scheduling-topology-key-form FieldValueInvalid .schedulingConstraints.topology[0].key"}},
	{"topology without key", func(s *batchv1.JobSpec) { s.Scheduling = gang(1); s.Scheduling.SchedulingConstraints = topologies("") }, []string{"scheduling-topology-key-missing FieldValueRequired .schedulingConstraints.topology[0].key"}},
	{"claims", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.ResourceClaims = claims("a", "b", "c", "d")
	}, nil},
	{"five claims", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.ResourceClaims = claims("a", "b", "c", "d", "E")
	}, []string{"scheduling-claims-too-many FieldValueTooMany .resourceClaims"}},
	{"the same claim thrice", func(s *batchv1.JobSpec) { s.Scheduling = gang(1); s.Scheduling.ResourceClaims = claims("a", "a", "a") }, []string{
		"scheduling-claim-duplicate FieldValueDuplicate .resourceClaims[1]", "scheduling-claim-duplicate FieldValueDuplicate .resourceClaims[2]",
	}},
	{"claim named `A`", func(s *batchv1.JobSpec) { s.Scheduling = gang(1); s.Scheduling.ResourceClaims = claims("A") }, []string{"scheduling-claim-name-form FieldValueInvalid .resourceClaims[0].name"}},
	{"claim without name", func(s *batchv1.JobSpec) { s.Scheduling = gang(1); s.Scheduling.ResourceClaims = claims("") }, []string{"scheduling-claim-name-missing FieldValueRequired .resourceClaims[0].name"}},
	{"claim without source", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.ResourceClaims = claims("a")
		s.Scheduling.ResourceClaims[0].ResourceClaimName = nil
	}, []string{"scheduling-claim-union FieldValueInvalid .resourceClaims[0]"}},
	{"claim of no name that can be", func(s *batchv1.JobSpec) {
		s.Scheduling = gang(1)
		s.Scheduling.ResourceClaims = claims("a")
		s.Scheduling.ResourceClaims[0].ResourceClaimName = new("")
	}, []string{"scheduling-claim-reference-form FieldValueInvalid .resourceClaims[0].resourceClaimName"}},
}

func TestScheduling(t *testing.T) {
	version := at(t, withWorkload)
	for _, c := range schedulingCases {
		t.Run("Job, "+c.name, func(t *testing.T) {
			job := validJob()
			c.spoil(&job.Spec)
			compare(t, ValidateJob(job, version), below(c.want, "spec.scheduling"))
		})
		t.Run("CronJob, "+c.name, func(t *testing.T) {
			cronJob := validCronJob()
			c.spoil(&cronJob.Spec.JobTemplate.Spec)
			compare(t, ValidateCronJob(cronJob, version), below(c.want, "spec.jobTemplate.spec.scheduling"))
		})
	}
}

// below puts a field path before the rest of one, which begins with a dot.
func below(answers []string, path string) []string {
	var full []string
	for _, a := range answers {
		for i := range a {
			if a[i] == '.' {
				full = append(full, a[:i]+path+a[i:])
				break
			}
		}
	}
	return full
}
