package bench

import (
	"encoding/json"
	"testing"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// twentyLimits is a policy that both Jobs keep.
const twentyLimits = `apiVersion: jobvalidate.dev/v1alpha1
kind: JobPolicy
limits:
  name: {pattern: "[a-z-]+", maxLength: 40}
  suspend: {equals: false}
  parallelism: {max: 100}
  completions: {max: 10000}
  totalPods: {max: 100000}
  activeDeadlineSeconds: {max: 86400}
  ttlSecondsAfterFinished: {max: 604800}
  managedBy: {oneOf: [kueue.x-k8s.io/multikueue]}
  restartPolicy: {oneOf: [Never]}
  priorityClassName: {oneOf: ["batch-*"]}
  terminationGracePeriodSeconds: {max: 300}
  serviceAccountName: {noneOf: [admin]}
  hostNetwork: {equals: false}
  imageRegistries: {oneOf: [docker.io, registry.example]}
  imageTags: {noneOf: [latest]}
  limits: {cpu: {max: 16}, memory: {max: 64Gi}}
  privileged: {equals: false}
  addedCapabilities: {forbidden: true}
  envNames: {noneOf: ["LD_*"]}
  volumeTypes: {noneOf: [hostPath]}
`

// BenchmarkPolicy times twenty limits on Jobs that keep them, beside the validation of the same Jobs.
func BenchmarkPolicy(b *testing.B) {
	wanted, err := policy.Parse("policy.yaml", []byte(twentyLimits), policy.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"small", "rich"} {
		var job batchv1.Job
		if err := json.Unmarshal([]byte(jobs[name]), &job); err != nil {
			b.Fatal(err)
		}
		defaults.SetJob(&job)
		_, prepared, _ := prepared(b, jobs[name])
		b.Run(name+"/twenty limits", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if found := wanted.ForJob(&job, policy.Request{Namespace: "default", User: "jane"}).CheckJob(&job); len(found) > 0 {
					b.Fatal(found)
				}
			}
		})
		b.Run(name+"/parity validation", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				validation.ValidateJob(prepared, target.Version{})
			}
		})
	}
}

// TestAGoodJobAllocatesNothingForAPolicy: limits cost a Job that keeps them no memory.
func TestAGoodJobAllocatesNothingForAPolicy(t *testing.T) {
	wanted, err := policy.Parse("policy.yaml", []byte(twentyLimits), policy.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var job batchv1.Job
	if err := json.Unmarshal([]byte(richJob), &job); err != nil {
		t.Fatal(err)
	}
	defaults.SetJob(&job)
	if n := testing.AllocsPerRun(100, func() {
		if found := wanted.ForJob(&job, policy.Request{User: "jane"}).CheckJob(&job); len(found) > 0 {
			t.Fatal(found)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
