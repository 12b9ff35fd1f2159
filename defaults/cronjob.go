package defaults

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// SetCronJob gives the CronJob, in place, the defaults of the newest Kubernetes version that is known.
// Defaulting twice changes nothing.
func SetCronJob(cronJob *batchv1.CronJob) { SetCronJobFor(cronJob, target.Version{}, nil) }

// SetCronJobFor gives the CronJob, in place, the defaults of the target version, and writes what it set
// into the record, which may be nil. Its jobTemplate gets the pod template's defaults but none of a Job's:
// what a Job is given at creation, the Jobs of a CronJob are given when they are made.
//
// Source: SetDefaults_CronJob. From 1.34 a condition pattern's status is defaulted in a jobTemplate too.
func SetCronJobFor(cronJob *batchv1.CronJob, t target.Version, record *Record) {
	spec, at := &cronJob.Spec, root("/spec")
	if spec.ConcurrencyPolicy == "" {
		spec.ConcurrencyPolicy = batchv1.AllowConcurrent
		record.add(&at, "concurrencyPolicy", batchv1.AllowConcurrent)
	}
	if spec.Suspend == nil {
		spec.Suspend = new(false)
		record.add(&at, "suspend", false)
	}
	if spec.SuccessfulJobsHistoryLimit == nil {
		spec.SuccessfulJobsHistoryLimit = new(int32(3))
		record.add(&at, "successfulJobsHistoryLimit", int32(3))
	}
	if spec.FailedJobsHistoryLimit == nil {
		spec.FailedJobsHistoryLimit = new(int32(1))
		record.add(&at, "failedJobsHistoryLimit", int32(1))
	}
	jobTemplate := at.child("jobTemplate")
	jobSpec := jobTemplate.child("spec")
	if t.Since(34) {
		setPodFailurePolicy(spec.JobTemplate.Spec.PodFailurePolicy, &jobSpec, record)
	}
	template := jobSpec.child("template")
	setPodTemplate(&spec.JobTemplate.Spec.Template, &template, t, record)
}
