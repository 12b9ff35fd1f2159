package engine

import (
	"cmp"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/internal/same"
)

// prepareUpdatedJob makes of the job of an update request what the API server validates: with the status of
// old, what an update does not change of the metadata, a generation that counts changes of the spec, and
// without the fields that the target drops. Both must be defaulted. Nothing that the job points to changes.
//
// Source: rest.BeforeUpdate, PrepareForUpdate of the Job strategy.
func (e Engine) prepareUpdatedJob(job, old *batchv1.Job) []dropped {
	updatedMeta(&job.ObjectMeta, &old.ObjectMeta)
	job.Status = old.Status
	lost := pruneUpdatedJob(&job.Spec, &old.Spec, e.Target)
	if !same.JobSpec(&job.Spec, &old.Spec) {
		job.Generation++
	}
	return lost
}

// prepareUpdatedCronJob is prepareUpdatedJob for a CronJob.
func (e Engine) prepareUpdatedCronJob(cronJob, old *batchv1.CronJob) []dropped {
	updatedMeta(&cronJob.ObjectMeta, &old.ObjectMeta)
	cronJob.Status = old.Status
	lost := pruneJobTemplate(&cronJob.Spec.JobTemplate.Spec, &old.Spec.JobTemplate.Spec, e.Target)
	if !same.CronJobSpec(&cronJob.Spec, &old.Spec) {
		cronJob.Generation++
	}
	return lost
}

// updatedMeta puts in place what an update cannot change and does not fail for. An update without a
// resourceVersion is of whatever is stored.
//
// Source: rest.BeforeUpdate; Update of the generic store.
func updatedMeta(meta, old *metav1.ObjectMeta) {
	meta.Generation = old.Generation
	if meta.Namespace == "" {
		meta.Namespace = cmp.Or(old.Namespace, metav1.NamespaceDefault)
	}
	if meta.UID == "" {
		meta.UID = old.UID
	}
	if meta.ResourceVersion == "" {
		meta.ResourceVersion = cmp.Or(old.ResourceVersion, "1") // what is stored has one
	}
	if !old.CreationTimestamp.IsZero() {
		meta.CreationTimestamp = old.CreationTimestamp
	}
	if old.DeletionTimestamp != nil {
		meta.DeletionTimestamp = old.DeletionTimestamp
	}
	if old.DeletionGracePeriodSeconds != nil && meta.DeletionGracePeriodSeconds == nil {
		meta.DeletionGracePeriodSeconds = old.DeletionGracePeriodSeconds
	}
}
