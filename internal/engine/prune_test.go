package engine

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

func withDropped(change func(*batchv1.Job)) *batchv1.Job {
	job := manifestJob()
	job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism = new(batchv1.IndexedCompletion), new(int32(3)), new(int32(3))
	change(job)
	return job
}

// pruneCases: "Dropped always means: removed silently before validation" (versions.md section 2).
var pruneCases = []struct {
	name   string
	target string
	change func(*batchv1.Job)
	want   []string
}{
	{"managedBy", "1.31", func(j *batchv1.Job) { j.Spec.ManagedBy = new("x") }, []string{"field-dropped spec.managedBy"}},
	{"managedBy, gate on", "1.31 JobManagedBy=true", func(j *batchv1.Job) { j.Spec.ManagedBy = new("x") }, []string{"managed-by-form spec.managedBy"}},
	{"successPolicy", "1.30", func(j *batchv1.Job) { j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{} }, []string{"field-dropped spec.successPolicy"}},
	{"backoffLimitPerIndex and its rules", "1.30 JobBackoffLimitPerIndex=false", func(j *batchv1.Job) {
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(1))
		j.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{
			{Action: batchv1.PodFailurePolicyActionFailIndex},
			{Action: batchv1.PodFailurePolicyActionIgnore, OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{{Type: corev1.DisruptionTarget}}},
		}}
	}, []string{"field-dropped spec.backoffLimitPerIndex", "field-dropped spec.maxFailedIndexes", "field-dropped spec.podFailurePolicy.rules"}},
	{"podFailurePolicy", "1.30 JobPodFailurePolicy=false", func(j *batchv1.Job) { j.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{} }, []string{"field-dropped spec.podFailurePolicy"}},
	{"podReplacementPolicy", "1.33 JobPodReplacementPolicy=false", func(j *batchv1.Job) { j.Spec.PodReplacementPolicy = new(batchv1.PodReplacementPolicy("x")) }, []string{"field-dropped spec.podReplacementPolicy"}},
	{"scheduling", "1.37", func(j *batchv1.Job) { j.Spec.Scheduling = &batchv1.JobSchedulingConfiguration{} }, []string{"field-dropped spec.scheduling"}},
	{"a field of the template", "1.34", func(j *batchv1.Job) { j.Spec.Template.Spec.HostnameOverride = new("A_") }, []string{"field-dropped spec.template.spec.hostnameOverride"}},
	{"a source that nothing is left of", "1.34", func(j *batchv1.Job) {
		j.Spec.Template.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "A", ValueFrom: &corev1.EnvVarSource{FileKeyRef: &corev1.FileKeySelector{}}}}
	}, []string{"env-value-from-empty spec.template.spec.containers[0].env[0].valueFrom", "field-dropped spec.template.spec.containers[0].env[0].valueFrom.fileKeyRef"}},
}

func TestPruneNewJob(t *testing.T) {
	for _, c := range pruneCases {
		t.Run(c.name, func(t *testing.T) {
			expect(t, at(t, c.target).CreateJob(withDropped(c.change), nil), c.want...)
		})
	}
}

// TestPruneUpdatedJob: what is dropped did not change; what the old object uses is kept.
func TestPruneUpdatedJob(t *testing.T) {
	nothing := func(*batchv1.Job) {}
	override := func(j *batchv1.Job) { j.Spec.Template.Spec.HostnameOverride = new("pi") }
	success := func(j *batchv1.Job) { j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{} }
	e := at(t, "1.34")
	expect(t, e.ApplyJob(withDropped(override), withDropped(nothing), nil), "field-dropped spec.template.spec.hostnameOverride")
	kept := withDropped(override)
	kept.UID, kept.Namespace = "u-7", "default"
	kept.Spec.Template.Labels = exportedJob().Spec.Template.Labels
	kept.Spec.Selector = exportedJob().Spec.Selector
	changed := kept.DeepCopy()
	changed.Spec.Template.Spec.HostnameOverride = new("e")
	expect(t, e.UpdateJob(changed, kept, nil), "template-immutable spec.template")
	expect(t, at(t, "1.30").ApplyJob(withDropped(success), withDropped(nothing), nil), "field-dropped spec.successPolicy")
}

// TestPruneCronJob: a jobTemplate keeps what a Job would lose to the gates of its own fields.
func TestPruneCronJob(t *testing.T) {
	cronJob := &batchv1.CronJob{Spec: batchv1.CronJobSpec{Schedule: "0 3 * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: manifestJob().Spec}}}
	cronJob.Name = "pi"
	cronJob.Spec.JobTemplate.Spec.ManagedBy = new("x")
	cronJob.Spec.JobTemplate.Spec.Scheduling = &batchv1.JobSchedulingConfiguration{}
	expect(t, at(t, "1.31").CreateCronJob(cronJob, nil), "field-dropped spec.jobTemplate.spec.scheduling", "managed-by-form spec.jobTemplate.spec.managedBy")
}
