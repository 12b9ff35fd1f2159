package engine

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/ignore"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// JobPolicy is what the policy asks of the job. It is asked before defaults are set: they may change the
// labels that an override looks at.
func (e Engine) JobPolicy(job *batchv1.Job, request policy.Request) policy.Effective {
	return e.Policy.ForJob(job, request)
}

// CronJobPolicy is what the policy asks of the cronJob.
func (e Engine) CronJobPolicy(cronJob *batchv1.CronJob, request policy.Request) policy.Effective {
	return e.Policy.ForCronJob(cronJob, request)
}

// DefaultJob sets the API server's defaults and then the policy's, in place. What the API server sets is
// written into the record, what the policy sets into own. byServer tells which values that are there already
// are the API server's, beside those of the record; it may be nil. The findings are defaults that had to be
// left out.
func (e Engine) DefaultJob(job *batchv1.Job, asked policy.Effective, byServer policy.Author, record, own *defaults.Record) []finding.Finding {
	defaults.SetJobFor(job, e.Target, record)
	left := asked.DefaultJob(job, either(record, byServer), own, func(job *batchv1.Job) field.ErrorList {
		prepared := *job
		e.prepareNewJob(&prepared)
		return validation.ValidateJob(&prepared, e.Target)
	})
	if len(own.All()) > 0 { // as the API server does after a webhook has changed the object
		defaults.SetJobFor(job, e.Target, record)
	}
	return left
}

// DefaultCronJob is DefaultJob for a CronJob.
func (e Engine) DefaultCronJob(cronJob *batchv1.CronJob, asked policy.Effective, byServer policy.Author, record, own *defaults.Record) []finding.Finding {
	defaults.SetCronJobFor(cronJob, e.Target, record)
	left := asked.DefaultCronJob(cronJob, either(record, byServer), own, func(cronJob *batchv1.CronJob) field.ErrorList {
		prepared := *cronJob
		e.prepareNewCronJob(&prepared)
		return validation.ValidateCronJob(&prepared, e.Target)
	})
	if len(own.All()) > 0 { // as the API server does after a webhook has changed the object
		defaults.SetCronJobFor(cronJob, e.Target, record)
	}
	return left
}

// StoreJob makes of a job that has its defaults what the API server stores, but for what only the server
// knows: the status goes, and fields that the target drops. The findings tell of those.
func (e Engine) StoreJob(job *batchv1.Job) []finding.Finding {
	job.Status = batchv1.JobStatus{}
	return warnOf(pruneNewJob(&job.Spec, e.Target))
}

// StoreCronJob is StoreJob for a CronJob.
func (e Engine) StoreCronJob(cronJob *batchv1.CronJob) []finding.Finding {
	cronJob.Status = batchv1.CronJobStatus{}
	return warnOf(pruneJobTemplate(&cronJob.Spec.JobTemplate.Spec, nil, e.Target))
}

func either(record *defaults.Record, byServer policy.Author) policy.Author {
	return func(pointer string) bool { return record.Has(pointer) || byServer != nil && byServer(pointer) }
}

// JudgeJob says what the rules and the policy say of a job that has its defaults. defaulted is what nobody
// wrote into it.
func (e Engine) JudgeJob(job *batchv1.Job, asked policy.Effective, defaulted *defaults.Record) []finding.Finding {
	return e.admitted(e.judge(&rules.Subject{Job: job, Defaulted: defaulted}, asked), job.Annotations, asked)
}

// JudgeCronJob is JudgeJob for a CronJob.
func (e Engine) JudgeCronJob(cronJob *batchv1.CronJob, asked policy.Effective, defaulted *defaults.Record) []finding.Finding {
	return e.admitted(e.judge(&rules.Subject{CronJob: cronJob, Defaulted: defaulted}, asked), cronJob.Annotations, asked)
}

// admitted takes out what an object of an admission request asks away by annotation, where the policy lets it.
func (e Engine) admitted(found []finding.Finding, annotations map[string]string, asked policy.Effective) []finding.Finding {
	if len(found) == 0 || !e.Policy.MayIgnore() {
		return found
	}
	request := ignore.Rules(annotations[ignore.Annotation])
	return slices.DeleteFunc(found, func(f finding.Finding) bool { return request.Drops(&f, 0, mayIgnore(&f, asked)) })
}

// severities are those of the rules for one object.
func (e Engine) severities(asked policy.Effective) rules.Set {
	if asked.Holds() {
		return asked.Rules()
	}
	return e.Rules
}

// judge asks rules and limits.
func (e Engine) judge(subject *rules.Subject, asked policy.Effective) []finding.Finding {
	subject.Target = e.Target
	findings := e.severities(asked).Run(subject)
	asked.Judge(findings)
	if subject.CronJob != nil {
		findings = append(findings, asked.CheckCronJob(subject.CronJob)...)
		findings = append(findings, asked.CheckExpressions(subject.CronJob)...)
		return append(findings, e.Admission.Check(subject.CronJob)...)
	}
	findings = append(findings, asked.CheckJob(subject.Job)...)
	findings = append(findings, asked.CheckExpressions(subject.Job)...)
	return append(findings, e.Admission.Check(subject.Job)...)
}

// Fresh returns the findings that were not found in the old object already: rules and policy speak of an update
// only what it brings.
func Fresh(findings, before []finding.Finding) []finding.Finding {
	type saying struct{ rule, field, message string }
	said := make(map[saying]bool, len(before))
	for _, b := range before {
		said[saying{b.Rule, b.Field, b.Message}] = true
	}
	return slices.DeleteFunc(findings, func(f finding.Finding) bool { return said[saying{f.Rule, f.Field, f.Message}] })
}
