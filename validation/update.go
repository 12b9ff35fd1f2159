package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// ValidateJobUpdate returns what the API server of the target version finds wrong with an update of old to
// job, nil where it finds nothing. Both must be defaulted; of job the API server has put in place what an
// update does not change (see the package's doc).
//
// Parity: batch ValidateJobUpdate. Up to 1.36 the strategy ran the whole create check beside it: what both
// find is one error here.
func ValidateJobUpdate(job, old *batchv1.Job, t target.Version) field.ErrorList {
	r := check.Report{Target: t}
	metadata := check.Root("metadata")
	jobMetaUpdate(&r, &metadata, &job.ObjectMeta, &old.ObjectMeta)
	if !t.Since(37) {
		generatedSelectorWith(&r, job, hadPrefixedLabels(old))
	}
	spec := check.Root("spec")
	kept := keptOnUpdate(&job.Spec, &old.Spec, &r)
	jobSpec(&r, &spec, &job.Spec, &old.Spec, &kept)
	jobSelectorUpdate(&r, &spec, &job.Spec, &kept)
	completionsUpdate(&r, &spec, &job.Spec, &old.Spec)
	immutableFields(&r, &spec, &job.Spec, &old.Spec)
	templateUpdate(&r, &spec, job, old)
	schedulingVariant(&r, &spec, &job.Spec, &old.Spec)
	roomForIndex(&r, &metadata, job)
	return r.List()
}

// hadPrefixedLabels reports whether the template of the old Job has the generated labels under
// batch.kubernetes.io/: Jobs from before 1.27 do not, and need not.
func hadPrefixedLabels(old *batchv1.Job) bool {
	_, name := old.Spec.Template.Labels[batchv1.JobNameLabel]
	_, uid := old.Spec.Template.Labels[batchv1.ControllerUidLabel]
	return name && uid
}

// jobSelectorUpdate checks the selector. Values that cannot be a label's may stay where one of the old
// object could not either, be it in the selector or in the template's affinity.
func jobSelectorUpdate(r *check.Report, p *check.Path, spec *batchv1.JobSpec, kept *podtemplate.Options) {
	if spec.Selector == nil || isPlainSelector(spec.Selector) {
		jobSelector(r, p, spec)
		return
	}
	jobSelectorWith(r, p, spec, metav1validation.LabelSelectorValidationOptions{
		AllowInvalidLabelValueInSelector: kept.AllowInvalidLabelValueInSelector,
	})
}

// ValidateCronJobUpdate returns what the API server of the target version finds wrong with an update of old
// to cronJob, nil where it finds nothing. Both must be defaulted. All of a CronJob's spec may change; a name
// that is too long for a new CronJob may stay.
//
// Parity: batch ValidateCronJobUpdate.
func ValidateCronJobUpdate(cronJob, old *batchv1.CronJob, t target.Version) field.ErrorList {
	r := check.Report{Target: t}
	metadata := check.Root("metadata")
	objectMetaUpdate(&r, &metadata, &cronJob.ObjectMeta, &old.ObjectMeta)
	cronJobSpec(&r, &cronJob.Spec, &old.Spec)
	return r.List()
}

// ValidateCronJobStatusUpdate returns what the API server of the target version finds wrong with an update
// of the status of old to that of cronJob: only the metadata is looked at.
//
// Parity: apiserver validateCommonFields; the CronJob status strategy itself finds nothing.
func ValidateCronJobStatusUpdate(cronJob, old *batchv1.CronJob, t target.Version) field.ErrorList {
	r := check.Report{Target: t}
	metadata := check.Root("metadata")
	handlerMetaUpdate(&r, &metadata, &cronJob.ObjectMeta, &old.ObjectMeta)
	return r.List()
}
