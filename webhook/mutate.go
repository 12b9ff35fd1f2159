package webhook

import (
	"context"
	"slices"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// mutator answers the mutating endpoints: a patch of the defaults that are missing, and a refusal of what
// would crash the API server, which validates only after this.
type mutator struct{ options *Options }

func (m mutator) job(_ context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
	if wrong := wrongKind(request, "Job"); wrong != nil {
		return wrong
	}
	if !isWrite(request) || request.SubResource != "" {
		return allow()
	}
	var job batchv1.Job
	if err := decodeObject(request.Object.Raw, &job); err != nil {
		return badObject(err)
	}
	inNamespace(&job.ObjectMeta, request)
	var record, own defaults.Record
	var left []finding.Finding
	e := m.options.engine()
	asked := e.JobPolicy(&job, m.options.policyRequest(request))
	if request.Operation == admissionv1.Create { // most of a Job cannot change later
		left = e.DefaultJob(&job, asked, authorOf(&job.ObjectMeta), &record, &own)
	}
	var findings []finding.Finding
	if request.Operation == admissionv1.Update {
		var old batchv1.Job
		if err := decodeObject(request.OldObject.Raw, &old); err != nil {
			return badOldObject(err)
		}
		findings = e.UpdateJob(&job, &old, &record)
	} else {
		findings = e.CreateJob(&job, &record)
	}
	response := m.respond(request, job.Name, findings, shieldJob(&job, e.Target), &record, &own)
	return withDefaultsTold(response, asked, &own, left, m.options.AuditOnly)
}

func (m mutator) cronJob(_ context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
	if wrong := wrongKind(request, "CronJob"); wrong != nil {
		return wrong
	}
	if !isWrite(request) || request.SubResource != "" {
		return allow()
	}
	var cronJob batchv1.CronJob
	if err := decodeObject(request.Object.Raw, &cronJob); err != nil {
		return badObject(err)
	}
	inNamespace(&cronJob.ObjectMeta, request)
	var record, own defaults.Record
	var left []finding.Finding
	e := m.options.engine()
	asked := e.CronJobPolicy(&cronJob, m.options.policyRequest(request))
	switch {
	case request.Operation == admissionv1.Create:
		left = e.DefaultCronJob(&cronJob, asked, authorOf(&cronJob.ObjectMeta), &record, &own)
	case cronJob.DeletionTimestamp == nil:
		// What an author changed back to the API server's default is what he wants: only what is left out is set.
		left = e.DefaultCronJob(&cronJob, asked, nil, &record, &own)
	}
	var findings []finding.Finding
	if request.Operation == admissionv1.Update {
		var old batchv1.CronJob
		if err := decodeObject(request.OldObject.Raw, &old); err != nil {
			return badOldObject(err)
		}
		findings = e.UpdateCronJob(&cronJob, &old, &record)
	} else {
		findings = e.CreateCronJob(&cronJob, &record)
	}
	response := m.respond(request, cronJob.Name, findings, shieldCronJob(&cronJob, e.Target), &record, &own)
	return withDefaultsTold(response, asked, &own, left, m.options.AuditOnly)
}

// respond refuses where the API server would crash, or where the verdict is wanted early; else it patches.
func (m mutator) respond(request *admissionv1.AdmissionRequest, name string, findings []finding.Finding, crashesAt string, record, own *defaults.Record) *admissionv1.AdmissionResponse {
	if m.options.EarlyVerdict || crashesAt != "" {
		if !m.options.EarlyVerdict {
			findings = about(findings, crashesAt)
		}
		if response := respond(request, name, findings); !response.Allowed {
			return response
		}
	}
	response := allow()
	record.Append(own)
	patch, err := jsonPatch(request.Object.Raw, record)
	switch {
	case err != nil:
		return badObject(err)
	case patch != nil:
		kind := admissionv1.PatchTypeJSONPatch
		response.Patch, response.PatchType = patch, &kind
	}
	return response
}

// about keeps the findings at the field that would crash the API server; all, where the list of an object's errors
// ended before it.
func about(findings []finding.Finding, field string) []finding.Finding {
	kept := slices.DeleteFunc(slices.Clone(findings), func(f finding.Finding) bool { return f.Field != field })
	if len(kept) == 0 {
		return findings
	}
	return kept
}
