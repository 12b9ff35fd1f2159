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
	jobSpec(&r, &spec, &job.Spec, nil, nil)
	jobSelector(&r, &spec, &job.Spec)
	roomForIndex(&r, &metadata, job)
	return r.List()
}

// jobSpec holds what is said about a JobSpec wherever it stands, in a Job or in a CronJob's jobTemplate,
// on create and on update. old, and what of its template may be kept, are nil on create.
//
// Parity: batch validateJobSpec.
func jobSpec(r *check.Report, p *check.Path, spec, old *batchv1.JobSpec, kept *podtemplate.Options) {
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
	podTemplate(r, p, spec, kept)
	restartPolicy(r, p, spec)
}

// podTemplate holds what is said about the template; kept is what of the old one it may keep, nil on create.
// What the API server says of the template's restartPolicy it says of the Job's too, so restartPolicy alone
// says it here.
//
// Parity: core ValidatePodTemplateSpec with the options of the Job's and the CronJob's strategy.
func podTemplate(r *check.Report, p *check.Path, spec *batchv1.JobSpec, kept *podtemplate.Options) {
	at := p.Child("template")
	podtemplate.Validate(r, &at, &spec.Template, kept)
}

// keptOnUpdate is what a Job's template may keep of the old one. Label values that the Job's old selector has
// though they are invalid, selectors in the template may have, too.
func keptOnUpdate(spec, old *batchv1.JobSpec, r *check.Report) podtemplate.Options {
	kept := podtemplate.OptionsFor(&spec.Template, &old.Template, r.Target)
	kept.AllowInvalidLabelValueInSelector = kept.AllowInvalidLabelValueInSelector || podtemplate.HasInvalidLabelValue(old.Selector)
	return kept
}

func isIndexed(spec *batchv1.JobSpec) bool {
	return spec.CompletionMode != nil && *spec.CompletionMode == batchv1.IndexedCompletion
}
