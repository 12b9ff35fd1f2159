package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const templateImmutable check.ID = "template-immutable"

// templateUpdate checks what changed in the template. Of a suspended Job some may: where its pods may run
// (nodeSelector, tolerations, node affinity, scheduling gates, labels, annotations), and from 1.36 the
// resources of its containers. All is judged by the old Job.
//
// Where resources may change, only the template's spec is compared, and an error stands there; its metadata
// may then be anything.
//
// Parity: batch validatePodTemplateUpdate, validatePodResourceUpdatesOnly.
func templateUpdate(r *check.Report, p *check.Path, job, old *batchv1.Job) {
	now, before := &job.Spec.Template, &old.Spec.Template
	allowed := allowedNow(r.Target, old)
	template := p.Child("template")
	if isSuspended(&old.Spec) && allowed.Resources {
		if !same.PodSpecBut(&now.Spec, &before.Spec, allowed) {
			at := template.Child("spec")
			leavesChanged(r, templateImmutable, &at, &now.Spec, &before.Spec, templateMessage(allowed), newJobHint)
		}
		return
	}
	allowed.Resources = false
	if !same.PodTemplateBut(now, before, allowed) {
		leavesChanged(r, templateImmutable, &template, now, before, templateMessage(allowed), templateHint(r.Target, now, old))
	}
}

// allowedNow is what an update may change in the template of the old Job as it stands.
//
// Parity: batch validationOptionsForJob. The gates came with 1.35, their condition changed in 1.36 (KEP-2926,
// KEP-5440).
func allowedNow(t target.Version, old *batchv1.Job) same.Allowed {
	suspended := isSuspended(&old.Spec)
	notStarted := old.Status.StartTime == nil
	allowed := same.Allowed{Scheduling: suspended && notStarted}
	idle := isConditionTrue(old, batchv1.JobSuspended) && old.Status.Active == 0
	if t.Since(36) {
		idle = suspended && (notStarted || isConditionTrue(old, batchv1.JobSuspended)) && old.Status.Active == 0
	}
	if t.Enabled(target.MutableSchedulingDirectivesForSuspendedJobs) {
		allowed.Scheduling = suspended && idle
	}
	if t.Enabled(target.MutablePodResourcesForSuspendedJobs) {
		allowed.Resources = idle
	}
	return allowed
}

func isSuspended(spec *batchv1.JobSpec) bool { return spec.Suspend != nil && *spec.Suspend }

func templateMessage(allowed same.Allowed) string {
	switch {
	case allowed.Scheduling && allowed.Resources:
		return "of a suspended Job's template only where its pods may run and the resources of its containers can change"
	case allowed.Resources:
		return "of a suspended Job's template only the resources of its containers can change"
	case allowed.Scheduling:
		return "of a suspended Job's template only where its pods may run can change"
	default:
		return "a Job's template cannot change"
	}
}

// templateHint says what to do about a template that changed: a Job that is suspended first may change some
// of it.
func templateHint(t target.Version, now *corev1.PodTemplateSpec, old *batchv1.Job) string {
	suspended := same.Allowed{
		Scheduling: t.Enabled(target.MutableSchedulingDirectivesForSuspendedJobs),
		Resources:  t.Enabled(target.MutablePodResourcesForSuspendedJobs),
	}
	before := &old.Spec.Template
	switch {
	case !same.PodTemplateBut(now, before, same.Allowed{Scheduling: true, Resources: true}):
		return newJobHint
	case same.PodTemplateBut(now, before, suspended) && !isSuspended(&old.Spec):
		return "suspend the Job first (suspend: true): once its pods are gone, this may change"
	case same.PodTemplateBut(now, before, suspended):
		return "wait until the Job's pods are gone (active is " + words.Itoa(old.Status.Active) + "): then this may change while it is suspended"
	case !t.Since(36):
		return newJobHint + " (from Kubernetes 1.36 a suspended Job without running pods may change this)"
	default:
		return newJobHint
	}
}
