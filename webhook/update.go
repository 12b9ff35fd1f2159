package webhook

import (
	"fmt"
	"maps"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/same"
)

const statusSubResource = "status"

// jobUpdate answers for updates and for jobs/status. Rules and policy are asked where spec, labels or
// annotations changed, and speak only of what was not so before: a Job from before a policy can still be
// resumed.
func (v validator) jobUpdate(request *admissionv1.AdmissionRequest, job *batchv1.Job) *admissionv1.AdmissionResponse {
	var old batchv1.Job
	if err := decodeObject(request.OldObject.Raw, &old); err != nil {
		return badOldObject(err)
	}
	e := v.options.engine()
	if request.SubResource == statusSubResource {
		return respond(request, job.Name, e.UpdateJobStatus(job, &old))
	}
	var record defaults.Record
	about := v.options.policyRequest(request)
	about.Old = &old
	asked := e.JobPolicy(job, about)
	response := respond(request, job.Name, e.UpdateJob(job, &old, &record))
	if same.JobSpec(&job.Spec, &old.Spec) && sameMeta(&job.ObjectMeta, &old.ObjectMeta) || job.DeletionTimestamp != nil {
		return response
	}
	return withJudgement(response, request, job.Name, engine.Fresh(e.JudgeJob(job, asked, &record), e.JudgeJob(&old, asked, &record)))
}

// cronJobUpdate answers for updates and for cronjobs/status, as jobUpdate does.
func (v validator) cronJobUpdate(request *admissionv1.AdmissionRequest, cronJob *batchv1.CronJob) *admissionv1.AdmissionResponse {
	var old batchv1.CronJob
	if err := decodeObject(request.OldObject.Raw, &old); err != nil {
		return badOldObject(err)
	}
	e := v.options.engine()
	if request.SubResource == statusSubResource {
		return respond(request, cronJob.Name, e.UpdateCronJobStatus(cronJob, &old))
	}
	var record defaults.Record
	about := v.options.policyRequest(request)
	about.Old = &old
	asked := e.CronJobPolicy(cronJob, about)
	response := respond(request, cronJob.Name, e.UpdateCronJob(cronJob, &old, &record))
	if same.CronJobSpec(&cronJob.Spec, &old.Spec) && sameMeta(&cronJob.ObjectMeta, &old.ObjectMeta) || cronJob.DeletionTimestamp != nil {
		return response
	}
	return withJudgement(response, request, cronJob.Name, engine.Fresh(e.JudgeCronJob(cronJob, asked, &record), e.JudgeCronJob(&old, asked, &record)))
}

// sameMeta compares what rules and policies ask of metadata.
func sameMeta(meta, old *metav1.ObjectMeta) bool {
	return maps.Equal(meta.Labels, old.Labels) && maps.Equal(meta.Annotations, old.Annotations)
}

func badOldObject(err error) *admissionv1.AdmissionResponse {
	return badObject(fmt.Errorf("oldObject: %w", err))
}
