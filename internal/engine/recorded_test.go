package engine

import (
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// recorded are requests that the registries' own code of 1.29, 1.32, 1.34, 1.35 and 1.37 has answered, with
// default gates. Where the API server panicked the answer is ours. Versions without an answer
// do not know a field of the request.
var recorded = []struct {
	name    string
	ask     func(e Engine) []finding.Finding
	answers map[string]string // by the versions that gave it; "" is acceptance
}{
	{"CronJob schedule TZ=UTC", createCronJob(func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC" }), map[string]string{"1.29 1.32 1.34 1.35 1.37": "Invalid spec.schedule"}}, // a panic until 1.34
	{"Job Indexed, successPolicy, parallelism 2, no completions", createJob(func(j *batchv1.Job) {
		j.Spec.CompletionMode, j.Spec.Parallelism = new(batchv1.IndexedCompletion), new(int32(2))
		j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{Rules: []batchv1.SuccessPolicyRule{{SucceededCount: new(int32(1))}}}
	}), map[string]string{"1.32 1.34 1.35 1.37": "Required spec.completions"}}, // a panic
	{"CronJob NonIndexed with successPolicy", createCronJob(func(c *batchv1.CronJob) {
		c.Spec.JobTemplate.Spec.SuccessPolicy = &batchv1.SuccessPolicy{Rules: []batchv1.SuccessPolicyRule{{SucceededCount: new(int32(1))}}}
	}), map[string]string{"1.32 1.34 1.35 1.37": "Invalid spec.jobTemplate.spec.successPolicy"}},
	{"CronJob managedBy x", createCronJob(func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.ManagedBy = new("x") }), map[string]string{"1.32 1.34 1.35 1.37": "Invalid spec.jobTemplate.spec.managedBy"}},
	{"Job managedBy x", createJob(func(j *batchv1.Job) { j.Spec.ManagedBy = new("x") }), map[string]string{"1.32 1.34 1.35 1.37": "Invalid spec.managedBy"}},
	{"owner reference without kind", createJob(func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Name: "a", UID: "b"}}
	}), map[string]string{"1.29 1.32 1.34 1.35": "Invalid metadata.ownerReferences.kind", "1.37": "Required metadata.ownerReferences[0].kind"}},
	{"CronJob onPodConditions without status", createCronJob(func(c *batchv1.CronJob) {
		c.Spec.JobTemplate.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{{
			Action: batchv1.PodFailurePolicyActionIgnore, OnPodConditions: []batchv1.PodFailurePolicyOnPodConditionsPattern{{Type: corev1.DisruptionTarget}},
		}}}
	}), map[string]string{"1.29 1.32": "Required spec.jobTemplate.spec.podFailurePolicy.rules[0].onPodConditions[0].status", "1.34 1.35 1.37": ""}},
	{"Job name of 64", createJob(func(j *batchv1.Job) { j.Name = strings.Repeat("a", 64) }), map[string]string{"1.29 1.32 1.34 1.35 1.37": "Invalid spec.template.labels"}},
	{"succeededIndexes +1,007", createJob(func(j *batchv1.Job) {
		j.Spec.CompletionMode, j.Spec.Completions = new(batchv1.IndexedCompletion), new(int32(8))
		j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{Rules: []batchv1.SuccessPolicyRule{{SucceededIndexes: new("+1,007")}}}
	}), map[string]string{"1.32 1.34 1.35 1.37": ""}},

	{"finalizer `bad finalizer`", updateJob(false, func(j *batchv1.Job) { j.Finalizers = []string{"bad finalizer"} }), map[string]string{"1.29 1.32 1.34 1.35 1.37": "Invalid metadata.finalizers, Invalid metadata.finalizers[0]"}},
	{"suspended: CPU request", updateJob(true, func(j *batchv1.Job) { setCPU(&j.Spec.Template.Spec.Containers[0].Resources) }), map[string]string{"1.29 1.32 1.34 1.35": "Invalid spec.template", "1.37": ""}},
	{"suspended: image", updateJob(true, func(j *batchv1.Job) { j.Spec.Template.Spec.Containers[0].Image = "b" }), map[string]string{"1.29 1.32 1.34 1.35": "Invalid spec.template", "1.37": "Invalid spec.template.spec"}},
	{"suspended: nodeSelector", updateJob(true, func(j *batchv1.Job) { j.Spec.Template.Spec.NodeSelector = map[string]string{"a": "b"} }), map[string]string{"1.29 1.32 1.34 1.35 1.37": ""}},
	{"suspended: template finalizers", updateJob(true, func(j *batchv1.Job) { j.Spec.Template.Finalizers = []string{"a/b"} }), map[string]string{"1.29 1.32 1.34 1.35": "Invalid spec.template", "1.37": ""}},
	{"suspended: template label job-name", updateJob(true, func(j *batchv1.Job) { j.Spec.Template.Labels["job-name"] = "other" }), map[string]string{"1.29 1.32 1.34 1.35": "Invalid spec.template.metadata.labels[job-name]", "1.37": ""}},
	{"suspended: template label controller-uid", updateJob(true, func(j *batchv1.Job) { j.Spec.Template.Labels[batchv1.ControllerUidLabel] = "other" }), map[string]string{
		"1.29 1.32 1.34 1.35": "Invalid spec.template.metadata.labels, Invalid spec.template.metadata.labels[batch.kubernetes.io/controller-uid]", "1.37": "Invalid spec.template.metadata.labels",
	}},
	{"suspended: pod-level resources", updateJob(true, func(j *batchv1.Job) {
		j.Spec.Template.Spec.Resources = new(corev1.ResourceRequirements)
		setCPU(j.Spec.Template.Spec.Resources)
	}), map[string]string{"1.32": "", "1.34 1.35": "Invalid spec.template", "1.37": "Invalid spec.template.spec"}},
	{"negative backoffLimit", updateJob(false, func(j *batchv1.Job) { j.Spec.BackoffLimit = new(int32(-1)) }), map[string]string{"1.29 1.32 1.34 1.35 1.37": "Invalid spec.backoffLimit"}},
	{"not suspended: image", updateJob(false, func(j *batchv1.Job) { j.Spec.Template.Spec.Containers[0].Image = "b" }), map[string]string{"1.29 1.32 1.34 1.35 1.37": "Invalid spec.template"}},

	{"status: Complete alone", updateStatus(batchv1.JobComplete), map[string]string{"1.29": "", "1.32 1.34 1.35 1.37": "Invalid status.conditions, Required status.completionTime, Required status.startTime"}},
	{"status: SuccessCriteriaMet on a NonIndexed Job", updateStatus(batchv1.JobSuccessCriteriaMet), map[string]string{"1.29 1.32 1.34 1.35 1.37": ""}},
}

func createJob(change func(*batchv1.Job)) func(Engine) []finding.Finding {
	return func(e Engine) []finding.Finding {
		job := manifestJob()
		change(job)
		return e.CreateJob(job, nil)
	}
}

func createCronJob(change func(*batchv1.CronJob)) func(Engine) []finding.Finding {
	return func(e Engine) []finding.Finding {
		cronJob := &batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Name: "pi"}, Spec: batchv1.CronJobSpec{
			Schedule: "0 3 * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: manifestJob().Spec},
		}}
		change(cronJob)
		return e.CreateCronJob(cronJob, nil)
	}
}

// live is a Job as it is stored, not deleted.
func live() *batchv1.Job {
	job := exportedJob()
	job.DeletionTimestamp, job.Status = nil, batchv1.JobStatus{}
	return job
}

func updateJob(suspended bool, change func(*batchv1.Job)) func(Engine) []finding.Finding {
	return func(e Engine) []finding.Finding {
		old, job := live(), live()
		old.Spec.Suspend, job.Spec.Suspend = &suspended, &suspended
		change(job)
		return e.UpdateJob(job, old, nil)
	}
}

func updateStatus(condition batchv1.JobConditionType) func(Engine) []finding.Finding {
	return func(e Engine) []finding.Finding {
		job := live()
		job.Status.Conditions = []batchv1.JobCondition{{Type: condition, Status: corev1.ConditionTrue}}
		return e.UpdateJobStatus(job, live())
	}
}

func setCPU(r *corev1.ResourceRequirements) {
	r.Requests = corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1")}
}

func TestRecordedAnswers(t *testing.T) {
	for _, c := range recorded {
		for versions, want := range c.answers {
			for version := range strings.FieldsSeq(versions) {
				t.Run(version+"/"+c.name, func(t *testing.T) {
					var said []string
					for _, f := range c.ask(at(t, version)) {
						if f.Severity == finding.Error {
							said = append(said, strings.TrimPrefix(f.Type, "FieldValue")+" "+f.Field)
						}
					}
					slices.Sort(said)
					if got := strings.Join(slices.Compact(said), ", "); got != want {
						t.Errorf("got  %s\nwant %s", got, want)
					}
				})
			}
		}
	}
}
