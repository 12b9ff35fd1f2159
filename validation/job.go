package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// ValidateJob returns what the API server of the target version finds wrong with the creation of the job,
// nil where it finds nothing. The job must be defaulted.
func ValidateJob(job *batchv1.Job, t target.Version) field.ErrorList {
	r := check.Report{Target: t}
	metadata := check.Root("metadata")
	objectMeta(&r, &metadata, &job.ObjectMeta)
	generatedSelector(&r, job)
	spec := check.Root("spec")
	jobSpec(&r, &spec, &job.Spec, nil)
	jobSelector(&r, &spec, &job.Spec)
	roomForIndex(&r, &metadata, job)
	return r.Errors
}

// jobSpec holds what is said about a JobSpec wherever it stands, in a Job or in a CronJob's jobTemplate,
// on create and on update. old is nil on create.
//
// Parity: batch validateJobSpec.
func jobSpec(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec) {
	parallelism(r, p, spec)
	completions(r, p, spec)
	activeDeadlineSeconds(r, p, spec)
	backoffLimit(r, p, spec)
	ttlSecondsAfterFinished(r, p, spec)
	backoffLimitPerIndex(r, p, spec)
	maxFailedIndexes(r, p, spec)
	managedBy(r, p, spec)
	completionMode(r, p, spec)
	podFailurePolicy(r, p, spec)
	successPolicy(r, p, spec)
	podReplacementPolicy(r, p, spec)
	scheduling(r, p, spec, old)
	podTemplate(r, p, spec, old)
	restartPolicy(r, p, spec)
}

// podTemplate holds what is said about the template. On update it may keep what the old template has;
// label values that a selector of old may keep, the Job's own or one in the template, both may keep.
// What the API server says of the template's restartPolicy it says of the Job's too, so restartPolicy alone
// says it here.
//
// Parity: core ValidatePodTemplateSpec with the options of the Job's and the CronJob's strategy.
func podTemplate(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec) {
	at := p.Child("template")
	if old == nil {
		podtemplate.Validate(r, &at, &spec.Template, nil)
		return
	}
	opts := podtemplate.OptionsFor(&spec.Template, &old.Template, r.Target)
	opts.AllowInvalidLabelValueInSelector = opts.AllowInvalidLabelValueInSelector || podtemplate.HasInvalidLabelValue(old.Selector)
	podtemplate.Validate(r, &at, &spec.Template, &opts)
}

func isIndexed(spec *batchv1.JobSpec) bool {
	return spec.CompletionMode != nil && *spec.CompletionMode == batchv1.IndexedCompletion
}
