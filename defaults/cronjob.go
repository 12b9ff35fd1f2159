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
	spec := &cronJob.Spec
	if spec.ConcurrencyPolicy == "" {
		spec.ConcurrencyPolicy = batchv1.AllowConcurrent
		record.add("/spec/concurrencyPolicy", batchv1.AllowConcurrent)
	}
	if spec.Suspend == nil {
		spec.Suspend = new(false)
		record.add("/spec/suspend", false)
	}
	if spec.SuccessfulJobsHistoryLimit == nil {
		spec.SuccessfulJobsHistoryLimit = new(int32(3))
		record.add("/spec/successfulJobsHistoryLimit", int32(3))
	}
	if spec.FailedJobsHistoryLimit == nil {
		spec.FailedJobsHistoryLimit = new(int32(1))
		record.add("/spec/failedJobsHistoryLimit", int32(1))
	}
	if t.Since(34) {
		setPodFailurePolicy(spec.JobTemplate.Spec.PodFailurePolicy, "/spec/jobTemplate/spec", record)
	}
	setPodTemplate(&spec.JobTemplate.Spec.Template, "/spec/jobTemplate/spec/template", t, record)
}
