// Package engine is the one pipeline that all faces call: an object goes in, is brought into the form that
// the API server validates, and its findings come out.
package engine

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/vap"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/rules"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Engine holds what one run is configured with. It is an immutable value, safe for concurrent use.
// The zero value asks the newest Kubernetes version.
type Engine struct {
	Target target.Version

	// OmitWarnings leaves out what the API server warns of. A webhook does: the server sends it itself.
	OmitWarnings bool

	// Rules are the advice rules, each at its severity.
	Rules rules.Set

	// Policy is what the organisation wants; nil asks for nothing. What it says of rules goes before Rules.
	Policy *policy.Policy

	// Admission are a cluster's own ValidatingAdmissionPolicies, to be asked too; nil asks none.
	Admission *vap.Set

	// Show is the least severity of advice that is reported of a file; empty shows all. What is below is
	// counted, not placed.
	Show finding.Severity

	// Enough is how many findings of a file are enough: with more, the objects behind are not read. 0 reads all.
	Enough int
}

// CreateJob says what the API server would say to the creation of the job: its errors, or where it has none
// its warnings, and what it drops in silence. It changes the job: defaults are set and written into the
// record, which may be nil; nothing else is.
func (e Engine) CreateJob(job *batchv1.Job, record *defaults.Record) []finding.Finding {
	return e.createJob(job, record, false)
}

// AdmitJob is CreateJob for a job that the API server hands to its validating webhooks, whose uid is its own.
func (e Engine) AdmitJob(job *batchv1.Job, record *defaults.Record) []finding.Finding {
	return e.createJob(job, record, true)
}

func (e Engine) createJob(job *batchv1.Job, record *defaults.Record, admitted bool) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	defaults.SetJobFor(job, e.Target, record)
	prepared := *job
	if !admitted {
		newMeta(&prepared.ObjectMeta)
	}
	lost := e.prepareNewJob(&prepared)
	errs := validation.ValidateJob(&prepared, e.Target)
	if len(errs) > 0 {
		return append(withWhatAuthorWrote(finding.FromErrors(errs), record.Has("/spec/template/spec/restartPolicy")), warnOf(lost)...)
	}
	if e.OmitWarnings {
		return warnOf(lost)
	}
	return append(warnOf(lost), validation.WarningsForJobCreate(&prepared, e.Target)...)
}

// CreateCronJob is CreateJob for a CronJob.
func (e Engine) CreateCronJob(cronJob *batchv1.CronJob, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	defaults.SetCronJobFor(cronJob, e.Target, record)
	prepared := *cronJob
	lost := e.prepareNewCronJob(&prepared)
	errs := validation.ValidateCronJob(&prepared, e.Target)
	if len(errs) > 0 {
		return append(withWhatAuthorWrote(finding.FromErrors(errs), record.Has("/spec/jobTemplate/spec/template/spec/restartPolicy")), warnOf(lost)...)
	}
	if e.OmitWarnings {
		return warnOf(lost)
	}
	return append(warnOf(lost), validation.WarningsForCronJobCreate(&prepared, e.Target)...)
}

// withWhatAuthorWrote tells a restartPolicy that is missing from one that says Always: after defaulting
// they are the same to the API server, but not to the author.
func withWhatAuthorWrote(findings []finding.Finding, restartPolicyDefaulted bool) []finding.Finding {
	for i := range findings {
		if restartPolicyDefaulted && findings[i].Rule == "restart-policy" {
			findings[i].Message = validation.RestartPolicyMissing
		}
	}
	return findings
}
