package webhook

import (
	"context"
	"fmt"
	"net/http"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
)

// validator answers the validating endpoints.
type validator struct{ options *Options }

func (v validator) job(_ context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
	if wrong := wrongKind(request, "Job"); wrong != nil {
		return wrong
	}
	if !isWrite(request) {
		return allow()
	}
	var job batchv1.Job
	if err := decodeObject(request.Object.Raw, &job); err != nil {
		return badObject(err)
	}
	inNamespace(&job.ObjectMeta, request)
	if request.Operation == admissionv1.Update {
		return v.jobUpdate(request, &job)
	}
	var record defaults.Record
	e := v.options.engine()
	asked := e.JobPolicy(&job, v.options.policyRequest(request))
	response := respond(request, job.Name, e.AdmitJob(&job, &record))
	return withJudgement(response, request, job.Name, e.JudgeJob(&job, asked, &record))
}

func (v validator) cronJob(_ context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
	if wrong := wrongKind(request, "CronJob"); wrong != nil {
		return wrong
	}
	if !isWrite(request) {
		return allow()
	}
	var cronJob batchv1.CronJob
	if err := decodeObject(request.Object.Raw, &cronJob); err != nil {
		return badObject(err)
	}
	inNamespace(&cronJob.ObjectMeta, request)
	if request.Operation == admissionv1.Update {
		return v.cronJobUpdate(request, &cronJob)
	}
	var record defaults.Record
	e := v.options.engine()
	asked := e.CronJobPolicy(&cronJob, v.options.policyRequest(request))
	response := respond(request, cronJob.Name, e.CreateCronJob(&cronJob, &record))
	return withJudgement(response, request, cronJob.Name, e.JudgeCronJob(&cronJob, asked, &record))
}

// isWrite reports whether the request brings an object: DELETE and CONNECT do not.
func isWrite(request *admissionv1.AdmissionRequest) bool {
	return request.Operation == admissionv1.Create || request.Operation == admissionv1.Update
}

// wrongKind refuses a request for another kind than the endpoint's, nil where it is right.
func wrongKind(request *admissionv1.AdmissionRequest, kind string) *admissionv1.AdmissionResponse {
	want := metav1.GroupVersionKind{Group: batchv1.GroupName, Version: "v1", Kind: kind}
	if request.Kind == want {
		return nil
	}
	return refuse(http.StatusBadRequest, metav1.StatusReasonBadRequest,
		fmt.Sprintf("this endpoint answers for batch/v1 %s, and the request is for %s: mend the rules of the webhook configuration", kind, printable(request.Kind.String())))
}

// inNamespace gives the object the namespace of the request, as the API server does.
func inNamespace(meta *metav1.ObjectMeta, request *admissionv1.AdmissionRequest) {
	if meta.Namespace == "" {
		meta.Namespace = request.Namespace
	}
}
