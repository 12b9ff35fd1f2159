// Package defaults applies the API server's defaults to Jobs and CronJobs, and records what it set.
package defaults

import (
	"maps"
	"math"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// SetJob gives the job, in place, the defaults of the newest Kubernetes version that is known.
// Defaulting twice changes nothing.
//
// Every value that is set is the object's own: no two fields, and no two objects, share one that a caller
// might change through a pointer, but for the labels that [SetJobFor] speaks of.
func SetJob(job *batchv1.Job) { SetJobFor(job, target.Version{}, nil) }

// SetJobFor gives the job, in place, the defaults of the target version, and writes what it set into the
// record, which may be nil.
//
// When the Job has no labels it takes its template's. As in the API server the two are then one map: clone
// it before a label is changed on one side only.
//
// Source: SetDefaults_Job, the same in 1.29 to 1.37 but for the gate of podReplacementPolicy.
func SetJobFor(job *batchv1.Job, t target.Version, record *Record) {
	spec, at := &job.Spec, root("/spec")
	if spec.Completions == nil && spec.Parallelism == nil {
		spec.Completions = new(int32(1))
		record.add(&at, "completions", int32(1))
	}
	if spec.Parallelism == nil {
		spec.Parallelism = new(int32(1))
		record.add(&at, "parallelism", int32(1))
	}
	if spec.BackoffLimit == nil {
		if spec.BackoffLimitPerIndex != nil { // each index has its own limit; the Job as a whole has none
			spec.BackoffLimit = new(int32(math.MaxInt32))
			record.add(&at, "backoffLimit", int32(math.MaxInt32))
		} else {
			spec.BackoffLimit = new(int32(6))
			record.add(&at, "backoffLimit", int32(6))
		}
	}
	if labels := spec.Template.Labels; labels != nil && len(job.Labels) == 0 {
		job.Labels = labels
		if record != nil && len(labels) > 0 {
			metadata := root("/metadata")
			record.add(&metadata, "labels", maps.Clone(labels))
		}
	}
	if spec.CompletionMode == nil {
		spec.CompletionMode = new(batchv1.NonIndexedCompletion)
		record.add(&at, "completionMode", batchv1.NonIndexedCompletion)
	}
	if spec.Suspend == nil {
		spec.Suspend = new(false)
		record.add(&at, "suspend", false)
	}
	if spec.PodReplacementPolicy == nil && t.Enabled(target.JobPodReplacementPolicy) {
		if spec.PodFailurePolicy != nil {
			spec.PodReplacementPolicy = new(batchv1.Failed)
			record.add(&at, "podReplacementPolicy", batchv1.Failed)
		} else {
			spec.PodReplacementPolicy = new(batchv1.TerminatingOrFailed)
			record.add(&at, "podReplacementPolicy", batchv1.TerminatingOrFailed)
		}
	}
	if spec.ManualSelector == nil {
		spec.ManualSelector = new(false)
		record.add(&at, "manualSelector", false)
	}
	setPodFailurePolicy(spec.PodFailurePolicy, &at, record)
	template := at.child("template")
	setPodTemplate(&spec.Template, &template, t, record)
}

// setPodFailurePolicy fills in the status that a condition pattern waits for. at is the Job's spec.
func setPodFailurePolicy(policy *batchv1.PodFailurePolicy, at *pointer, record *Record) {
	if policy == nil {
		return
	}
	for i := range policy.Rules {
		patterns := policy.Rules[i].OnPodConditions
		for j := range patterns {
			if patterns[j].Status != "" {
				continue
			}
			patterns[j].Status = corev1.ConditionTrue
			if record != nil {
				policyAt := at.child("podFailurePolicy")
				rules := policyAt.child("rules")
				rule := rules.element(i)
				conditions := rule.child("onPodConditions")
				pattern := conditions.element(j)
				record.add(&pattern, "status", corev1.ConditionTrue)
			}
		}
	}
}
