package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	cronJobNameTooLong        check.ID = "cronjob-name-too-long"
	startingDeadlineNegative  check.ID = "starting-deadline-negative"
	successfulHistoryNegative check.ID = "successful-history-negative"
	failedHistoryNegative     check.ID = "failed-history-negative"
	concurrencyPolicyMissing  check.ID = "concurrency-policy-missing"
	concurrencyPolicyUnknown  check.ID = "concurrency-policy-unknown"
	templateSelector          check.ID = "job-template-selector"
	templateManualSelector    check.ID = "job-template-manual-selector"
	maxCronJobName                     = 52 // a Job's 63, less the 11 of -TIMESTAMP
)

// ValidateCronJob returns what the API server of the target version finds wrong with the creation of the
// cronJob, nil where it finds nothing. The cronJob must be defaulted.
func ValidateCronJob(cronJob *batchv1.CronJob, t target.Version) field.ErrorList {
	r := check.Report{Target: t}
	metadata := check.Root("metadata")
	objectMeta(&r, &metadata, &cronJob.ObjectMeta)
	if n := len(cronJob.Name); n > maxCronJobName {
		at := metadata.Child("name")
		r.Invalid(cronJobNameTooLong, &at, cronJob.Name,
			"the name has "+words.Itoa(n)+" characters; a CronJob's may have "+words.Itoa(maxCronJobName)+", because its Jobs are named NAME-TIME", "shorten it by "+words.Itoa(n-maxCronJobName))
	}
	cronJobSpec(&r, &cronJob.Spec, nil)
	return r.List()
}

// Parity: batch validateCronJobSpec. old is nil on create.
func cronJobSpec(r *check.Report, spec, old *batchv1.CronJobSpec) {
	p := check.Root("spec")
	schedule(r, &p, spec, old)
	timeZone(r, &p, spec, old)
	concurrencyPolicy(r, &p, spec.ConcurrencyPolicy)
	if spec.StartingDeadlineSeconds != nil && *spec.StartingDeadlineSeconds < 0 {
		negative(r, startingDeadlineNegative, &p, "startingDeadlineSeconds", *spec.StartingDeadlineSeconds)
	}
	if spec.SuccessfulJobsHistoryLimit != nil && *spec.SuccessfulJobsHistoryLimit < 0 {
		negative(r, successfulHistoryNegative, &p, "successfulJobsHistoryLimit", int64(*spec.SuccessfulJobsHistoryLimit))
	}
	if spec.FailedJobsHistoryLimit != nil && *spec.FailedJobsHistoryLimit < 0 {
		negative(r, failedHistoryNegative, &p, "failedJobsHistoryLimit", int64(*spec.FailedJobsHistoryLimit))
	}
	template := p.Child("jobTemplate")
	at := template.Child("spec")
	if old == nil {
		jobSpec(r, &at, &spec.JobTemplate.Spec, nil, nil)
	} else {
		kept := podtemplate.OptionsFor(&spec.JobTemplate.Spec.Template, &old.JobTemplate.Spec.Template, r.Target)
		jobSpec(r, &at, &spec.JobTemplate.Spec, &old.JobTemplate.Spec, &kept)
	}
	jobTemplateSelector(r, &at, &spec.JobTemplate.Spec)
}

func concurrencyPolicy(r *check.Report, p *check.Path, policy batchv1.ConcurrencyPolicy) {
	switch policy {
	case batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent:
	case "":
		at := p.Child("concurrencyPolicy")
		r.Required(concurrencyPolicyMissing, &at, "concurrencyPolicy is missing", "write Allow, Forbid or Replace")
	default:
		at := p.Child("concurrencyPolicy")
		r.NotSupported(concurrencyPolicyUnknown, &at, policy, "concurrencyPolicy is "+words.Quoted(policy),
			words.OneOf(policy, batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent))
	}
}

// Parity: batch ValidateJobTemplateSpec. Each Job made from the template gets a selector of its own.
func jobTemplateSelector(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	if spec.Selector != nil {
		at := p.Child("selector")
		r.Invalid(templateSelector, &at, nil, "a jobTemplate cannot have a selector: each Job that is made of it gets its own", "remove selector")
	}
	if spec.ManualSelector != nil && *spec.ManualSelector {
		at := p.Child("manualSelector")
		r.NotSupported(templateManualSelector, &at, true, "manualSelector is true, but Jobs of a CronJob get their selector from the server", "remove manualSelector")
	}
}
