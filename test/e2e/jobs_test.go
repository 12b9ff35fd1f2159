package e2e

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const namespace = "default"

// goodJob is admitted by every Kubernetes version.
func goodJob(name string) *batchv1.Job {
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
		Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
			RestartPolicy: corev1.RestartPolicyNever,
			Containers:    []corev1.Container{{Name: "main", Image: "registry.example/pi:1"}},
		}}},
	}
}

func indexed(job *batchv1.Job, completions int32) {
	job.Spec.CompletionMode = new(batchv1.IndexedCompletion)
	job.Spec.Completions, job.Spec.Parallelism = &completions, new(int32(1))
}

func failureRule(job *batchv1.Job, rule batchv1.PodFailurePolicyRule) {
	job.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{rule}}
}

func exitCodes(values ...int32) batchv1.PodFailurePolicyRule {
	return batchv1.PodFailurePolicyRule{Action: batchv1.PodFailurePolicyActionFailJob, OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{
		Operator: batchv1.PodFailurePolicyOnExitCodesOpIn, Values: values,
	}}
}

func successRule(job *batchv1.Job, rule batchv1.SuccessPolicyRule) {
	indexed(job, 5)
	job.Spec.SuccessPolicy = &batchv1.SuccessPolicy{Rules: []batchv1.SuccessPolicyRule{rule}}
}

// badJobs has a case for each class of fault in a Job's own fields. What the API server says of each is
// asked, not written down here.
var badJobs = []struct {
	name  string
	spoil func(*batchv1.Job)
}{
	{"restartPolicy missing", func(j *batchv1.Job) { j.Spec.Template.Spec.RestartPolicy = "" }},
	{"restartPolicy Always", func(j *batchv1.Job) { j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyAlways }},
	{"parallelism negative", func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(-1)) }},
	{"completions negative", func(j *batchv1.Job) { j.Spec.Completions = new(int32(-1)) }},
	{"activeDeadlineSeconds negative", func(j *batchv1.Job) { j.Spec.ActiveDeadlineSeconds = new(int64(-1)) }},
	{"backoffLimit negative", func(j *batchv1.Job) { j.Spec.BackoffLimit = new(int32(-1)) }},
	{"ttlSecondsAfterFinished negative", func(j *batchv1.Job) { j.Spec.TTLSecondsAfterFinished = new(int32(-1)) }},
	{"several numbers negative", func(j *batchv1.Job) {
		j.Spec.BackoffLimit, j.Spec.Parallelism, j.Spec.TTLSecondsAfterFinished = new(int32(-1)), new(int32(-2)), new(int32(-3))
	}},
	{"completionMode unknown", func(j *batchv1.Job) { j.Spec.CompletionMode = new(batchv1.CompletionMode("indexed")) }},
	{"Indexed without completions", func(j *batchv1.Job) { indexed(j, 1); j.Spec.Completions = nil }},
	{"Indexed, parallelism above the bound", func(j *batchv1.Job) { indexed(j, 3); j.Spec.Parallelism = new(int32(100_001)) }},
	{"maxFailedIndexes above completions", func(j *batchv1.Job) {
		indexed(j, 3)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(4))
	}},
	{"maxFailedIndexes above the bound", func(j *batchv1.Job) {
		indexed(j, 200_000)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(100_001))
	}},
	{"maxFailedIndexes missing with many completions", func(j *batchv1.Job) {
		indexed(j, 100_001)
		j.Spec.BackoffLimitPerIndex, j.Spec.Parallelism = new(int32(1)), new(int32(10_001))
	}},
	{"maxFailedIndexes alone", func(j *batchv1.Job) { indexed(j, 3); j.Spec.MaxFailedIndexes = new(int32(1)) }},
	{"backoffLimitPerIndex without indexes", func(j *batchv1.Job) {
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(1))
	}},
	{"backoffLimitPerIndex negative", func(j *batchv1.Job) { indexed(j, 3); j.Spec.BackoffLimitPerIndex = new(int32(-1)) }},
	{"podFailurePolicy with OnFailure", func(j *batchv1.Job) {
		failureRule(j, exitCodes(1))
		j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyOnFailure
	}},
	{"rule without anything", func(j *batchv1.Job) { failureRule(j, batchv1.PodFailurePolicyRule{}) }},
	{"rule with an unknown action", func(j *batchv1.Job) {
		rule := exitCodes(1)
		rule.Action = "Retry"
		failureRule(j, rule)
	}},
	{"FailIndex without backoffLimitPerIndex", func(j *batchv1.Job) {
		rule := exitCodes(1)
		rule.Action = batchv1.PodFailurePolicyActionFailIndex
		failureRule(j, rule)
	}},
	{"rule with both matches", func(j *batchv1.Job) {
		rule := exitCodes(1)
		rule.OnPodConditions = []batchv1.PodFailurePolicyOnPodConditionsPattern{{Type: corev1.DisruptionTarget}}
		failureRule(j, rule)
	}},
	{"condition type and status unknown", func(j *batchv1.Job) {
		failureRule(j, batchv1.PodFailurePolicyRule{Action: batchv1.PodFailurePolicyActionIgnore,
			OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{{Type: "a b", Status: "yes"}}})
	}},
	{"exit codes empty", func(j *batchv1.Job) { failureRule(j, exitCodes()) }},
	{"exit code 0 with In", func(j *batchv1.Job) { failureRule(j, exitCodes(0, 1)) }},
	{"exit codes unordered and twice", func(j *batchv1.Job) { failureRule(j, exitCodes(3, 1, 3)) }},
	{"exit codes of an unknown container", func(j *batchv1.Job) {
		rule := exitCodes(1)
		rule.OnExitCodes.ContainerName = new("mian")
		failureRule(j, rule)
	}},
	{"exit codes with an unknown operator", func(j *batchv1.Job) {
		rule := exitCodes(1)
		rule.OnExitCodes.Operator = "Equals"
		failureRule(j, rule)
	}},
	{"too many rules", func(j *batchv1.Job) {
		failureRule(j, exitCodes(1))
		for range 20 {
			j.Spec.PodFailurePolicy.Rules = append(j.Spec.PodFailurePolicy.Rules, exitCodes(1))
		}
	}},
	{"podReplacementPolicy unknown", func(j *batchv1.Job) { j.Spec.PodReplacementPolicy = new(batchv1.PodReplacementPolicy("Always")) }},
	{"podReplacementPolicy beside podFailurePolicy", func(j *batchv1.Job) {
		failureRule(j, exitCodes(1))
		j.Spec.PodReplacementPolicy = new(batchv1.TerminatingOrFailed)
	}},
	{"successPolicy without indexes", func(j *batchv1.Job) {
		j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{Rules: []batchv1.SuccessPolicyRule{{SucceededCount: new(int32(1))}}}
	}},
	{"successPolicy without rules", func(j *batchv1.Job) { indexed(j, 5); j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{} }},
	{"success rule empty", func(j *batchv1.Job) { successRule(j, batchv1.SuccessPolicyRule{}) }},
	{"succeededIndexes malformed", func(j *batchv1.Job) { successRule(j, batchv1.SuccessPolicyRule{SucceededIndexes: new("3,1")}) }},
	{"succeededIndexes past the end", func(j *batchv1.Job) { successRule(j, batchv1.SuccessPolicyRule{SucceededIndexes: new("0-5")}) }},
	{"succeededIndexes too long", func(j *batchv1.Job) {
		successRule(j, batchv1.SuccessPolicyRule{SucceededIndexes: new(strings.Repeat("1,", 32_769) + "1")})
	}},
	{"succeededCount above all", func(j *batchv1.Job) {
		successRule(j, batchv1.SuccessPolicyRule{SucceededCount: new(int32(6)), SucceededIndexes: new("0-2")})
	}},
	{"succeededCount negative", func(j *batchv1.Job) { successRule(j, batchv1.SuccessPolicyRule{SucceededCount: new(int32(-1))}) }},
	{"managedBy without a path", func(j *batchv1.Job) { j.Spec.ManagedBy = new("example.com") }},
	{"managedBy empty", func(j *batchv1.Job) { j.Spec.ManagedBy = new("") }},
	{"managedBy too long", func(j *batchv1.Job) { j.Spec.ManagedBy = new("example.com/" + strings.Repeat("a", 52)) }},
	{"selector by hand without manualSelector", func(j *batchv1.Job) {
		j.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"app": "pi"}}
	}},
	{"labels of another Job", func(j *batchv1.Job) {
		j.Spec.Template.Labels = map[string]string{"controller-uid": "11111111-1111-1111-1111-111111111111", "job-name": "other"}
	}},
	{"manualSelector without a selector", func(j *batchv1.Job) { j.Spec.ManualSelector = new(true) }},
	{"manualSelector that does not match", func(j *batchv1.Job) {
		j.Spec.ManualSelector = new(true)
		j.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"app": "pi"}}
	}},
	{"selector malformed", func(j *batchv1.Job) {
		j.Spec.ManualSelector = new(true)
		j.Spec.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "a b", Operator: "Is"}}}
	}},
	{"name in upper case", func(j *batchv1.Job) { j.Name = "Pi" }},
	{"name without room for an index", func(j *batchv1.Job) { indexed(j, 100); j.Name = strings.Repeat("a", 61) }},
	{"name of an Indexed Job with a dot", func(j *batchv1.Job) { indexed(j, 1); j.Name = "pi.v1" }},
	{"label malformed", func(j *batchv1.Job) { j.Labels = map[string]string{"a b": "c d"} }},
	{"annotation malformed", func(j *batchv1.Job) { j.Annotations = map[string]string{"a b": "c"} }},
}

// crashingJob makes kube-apiserver 1.37 panic while it validates.
func crashingJob(name string) *batchv1.Job {
	job := goodJob(name)
	successRule(job, batchv1.SuccessPolicyRule{SucceededCount: new(int32(1))})
	job.Spec.Completions = nil
	return job
}

// crashingCronJob is a CronJob of that; a jobTemplate gets no defaults, so nothing need be left out twice.
func crashingCronJob(name string) *batchv1.CronJob {
	job := crashingJob(name)
	job.Spec.Parallelism = nil
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
		Spec:       batchv1.CronJobSpec{Schedule: "*/5 * * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: job.Spec}},
	}
}
