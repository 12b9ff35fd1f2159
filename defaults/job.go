// Package defaults applies the API server's defaults to Jobs and CronJobs, and records what it set.
package defaults

import (
	"math"
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// SetJob gives the job, in place, the defaults of the newest Kubernetes version that is known.
// Defaulting twice changes nothing.
func SetJob(job *batchv1.Job) { SetJobFor(job, target.Version{}, nil) }

// SetJobFor gives the job, in place, the defaults of the target version, and writes what it set into the
// record, which may be nil.
//
// When the Job has no labels it takes its template's. As in the API server the two are then one map: clone
// it before a label is changed on one side only.
//
// Source: SetDefaults_Job, the same in 1.29 to 1.37 but for the gate of podReplacementPolicy.
func SetJobFor(job *batchv1.Job, t target.Version, record *Record) {
	spec := &job.Spec
	if spec.Completions == nil && spec.Parallelism == nil {
		spec.Completions = new(int32(1))
		record.add("/spec/completions", int32(1))
	}
	if spec.Parallelism == nil {
		spec.Parallelism = new(int32(1))
		record.add("/spec/parallelism", int32(1))
	}
	if spec.BackoffLimit == nil {
		limit := int32(6)
		if spec.BackoffLimitPerIndex != nil {
			limit = math.MaxInt32 // each index has its own limit; the Job as a whole has none
		}
		spec.BackoffLimit = &limit
		record.add("/spec/backoffLimit", limit)
	}
	if labels := spec.Template.Labels; labels != nil && len(job.Labels) == 0 {
		job.Labels = labels
		if len(labels) > 0 {
			record.add("/metadata/labels", labels)
		}
	}
	if spec.CompletionMode == nil {
		spec.CompletionMode = new(batchv1.NonIndexedCompletion)
		record.add("/spec/completionMode", batchv1.NonIndexedCompletion)
	}
	if spec.Suspend == nil {
		spec.Suspend = new(false)
		record.add("/spec/suspend", false)
	}
	if spec.PodReplacementPolicy == nil && t.Enabled(target.JobPodReplacementPolicy) {
		policy := batchv1.TerminatingOrFailed
		if spec.PodFailurePolicy != nil {
			policy = batchv1.Failed
		}
		spec.PodReplacementPolicy = &policy
		record.add("/spec/podReplacementPolicy", policy)
	}
	if spec.ManualSelector == nil {
		spec.ManualSelector = new(false)
		record.add("/spec/manualSelector", false)
	}
	setPodFailurePolicy(spec.PodFailurePolicy, "/spec", record)
	setPodTemplate(&spec.Template, "/spec/template", t, record)
}

// setPodFailurePolicy fills in the status that a condition pattern waits for.
func setPodFailurePolicy(policy *batchv1.PodFailurePolicy, at string, record *Record) {
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
				record.add(at+"/podFailurePolicy/rules/"+strconv.Itoa(i)+"/onPodConditions/"+strconv.Itoa(j)+"/status", corev1.ConditionTrue)
			}
		}
	}
}
