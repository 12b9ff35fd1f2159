// Package engine is the one pipeline that all faces call: an object goes in, is brought into the form that
// the API server validates, and its findings come out.
package engine

import (
	"maps"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jobvalidate/jobvalidate/defaults"
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

	// Rules are the advice rules, each at its severity.
	Rules rules.Set

	// Policy is what the organisation wants; nil asks for nothing. What it says of rules goes before Rules.
	Policy *policy.Policy

	// Show is the least severity of advice that is reported of a file; empty shows all. What is below is
	// counted, not placed.
	Show finding.Severity
}

// CreateJob says what the API server would say to the creation of the job. It changes the job: defaults
// are set and written into the record, which may be nil; the generated selector and labels are not.
func (e Engine) CreateJob(job *batchv1.Job, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	defaults.SetJobFor(job, e.Target, record)
	prepared := prepareJob(*job)
	errs := validation.ValidateJob(&prepared, e.Target)
	return withWhatAuthorWrote(finding.FromErrors(errs), record.Has("/spec/template/spec/restartPolicy"))
}

// CreateCronJob says what the API server would say to the creation of the cronJob. It changes the cronJob:
// defaults are set and written into the record, which may be nil.
func (e Engine) CreateCronJob(cronJob *batchv1.CronJob, record *defaults.Record) []finding.Finding {
	if record == nil {
		record = new(defaults.Record)
	}
	defaults.SetCronJobFor(cronJob, e.Target, record)
	prepared := *cronJob
	prepareMeta(&prepared.ObjectMeta)
	errs := validation.ValidateCronJob(&prepared, e.Target)
	return withWhatAuthorWrote(finding.FromErrors(errs), record.Has("/spec/jobTemplate/spec/template/spec/restartPolicy"))
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

// notYetGiven stands for the uid that the API server gives an object before it validates it.
const notYetGiven types.UID = "00000000-0000-0000-0000-000000000000"

// prepareJob does what the API server does between defaulting and validation: it fills in uid and name,
// clears the status, and generates selector and labels where the author did not ask to do that by hand.
// The maps of the argument stay as they are.
//
// Source: PrepareForCreate and generateSelector of the Job strategy, the same in 1.29 to 1.37.
func prepareJob(job batchv1.Job) batchv1.Job {
	job.Status = batchv1.JobStatus{}
	prepareMeta(&job.ObjectMeta)
	if manual := job.Spec.ManualSelector; manual != nil && *manual {
		return job
	}
	labels := make(map[string]string, len(job.Spec.Template.Labels)+4)
	labels[batchv1.JobNameLabel], labels["job-name"] = job.Name, job.Name
	labels[batchv1.ControllerUidLabel], labels["controller-uid"] = string(job.UID), string(job.UID)
	maps.Copy(labels, job.Spec.Template.Labels)
	job.Spec.Template.Labels = labels

	selector := &metav1.LabelSelector{}
	if job.Spec.Selector != nil {
		selector.MatchExpressions = job.Spec.Selector.MatchExpressions
	}
	selector.MatchLabels = map[string]string{batchv1.ControllerUidLabel: string(job.UID)}
	if job.Spec.Selector != nil {
		maps.Copy(selector.MatchLabels, job.Spec.Selector.MatchLabels)
	}
	job.Spec.Selector = selector
	return job
}

// prepareMeta fills in what the API server gives a new object: uid, namespace of the request, and a name
// made from generateName.
func prepareMeta(meta *metav1.ObjectMeta) {
	if meta.UID == "" {
		meta.UID = notYetGiven
	}
	if meta.Namespace == "" {
		meta.Namespace = metav1.NamespaceDefault
	}
	if meta.Name == "" && meta.GenerateName != "" {
		meta.Name = generatedName(meta.GenerateName)
	}
}

// maxGeneratedBase is how much of generateName is kept before five random characters make up a label.
const maxGeneratedBase = 58

// generatedName returns a name as the API server would make it from generateName.
func generatedName(base string) string {
	if len(base) > maxGeneratedBase {
		base = base[:maxGeneratedBase]
	}
	return base + "xxxxx"
}
