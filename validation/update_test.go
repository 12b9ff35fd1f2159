package validation

import (
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// storedJob is a valid Job as it is stored, with what the server writes.
func storedJob() *batchv1.Job {
	job := validJob()
	job.ResourceVersion, job.Generation, job.CreationTimestamp = "7", 1, metav1.Unix(1_700_000_000, 0)
	job.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl", Operation: metav1.ManagedFieldsOperationApply, FieldsType: "FieldsV1"}}
	return job
}

// suspendedJob was never started; idleJob ran and has no pods left; busyJob still has one.
func suspendedJob() *batchv1.Job {
	job := storedJob()
	job.Spec.Suspend = new(true)
	return job
}

func idleJob() *batchv1.Job {
	job := suspendedJob()
	job.Status.StartTime = new(metav1.Unix(1_700_000_100, 0))
	job.Status.Conditions = []batchv1.JobCondition{{Type: batchv1.JobSuspended, Status: corev1.ConditionTrue}}
	return job
}

func busyJob() *batchv1.Job {
	job := idleJob()
	job.Status.Active = 1
	return job
}

func indexedJob() *batchv1.Job {
	job := storedJob()
	asIndexed(job, 3)
	job.Spec.Parallelism = new(int32(3))
	return job
}

func gangJob() *batchv1.Job {
	job := storedJob()
	job.Spec.Parallelism = new(int32(3))
	job.Spec.Scheduling = gang(2)
	return job
}

func setRequest(j *batchv1.Job) {
	j.Spec.Template.Spec.Containers[0].Resources.Requests = corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("2")}
}

func setSelector(j *batchv1.Job) { j.Spec.Template.Spec.NodeSelector = map[string]string{"a": "b"} }
func setImage(j *batchv1.Job)    { j.Spec.Template.Spec.Containers[0].Image = "perl:6" }

func at(t *testing.T, text string) target.Version {
	t.Helper()
	version, gates, _ := strings.Cut(text, " ")
	v, err := target.Parse(version)
	if err == nil {
		v, err = v.WithGates(gates)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const withWorkload = "1.37 GenericWorkload=true,WorkloadWithJob=true"

// updateCases: the expected answers are those of the API server's source; those that versions.md lists as
// tried were given by it.
var updateCases = []struct {
	name   string
	old    func() *batchv1.Job
	change func(*batchv1.Job)
	target string
	want   []string
}{
	{"nothing", storedJob, func(*batchv1.Job) {}, "", nil},
	{"nothing, at 1.29", storedJob, func(*batchv1.Job) {}, "1.29", nil},
	{"what may change", storedJob, func(j *batchv1.Job) {
		j.Spec.Parallelism, j.Spec.Suspend, j.Spec.BackoffLimit = new(int32(2)), new(true), new(int32(1))
		j.Spec.ActiveDeadlineSeconds, j.Spec.TTLSecondsAfterFinished = new(int64(1)), new(int32(1))
		j.Spec.PodReplacementPolicy = new(batchv1.Failed)
	}, "", nil},
	{"backoffLimit -1", storedJob, func(j *batchv1.Job) { j.Spec.BackoffLimit = new(int32(-1)) }, "", []string{"backoff-limit-negative FieldValueInvalid spec.backoffLimit"}},

	{"completions", storedJob, func(j *batchv1.Job) { j.Spec.Completions = new(int32(2)) }, "", []string{"completions-immutable FieldValueInvalid spec.completions"}},
	{"completions of an Indexed Job in tandem", indexedJob, func(j *batchv1.Job) { j.Spec.Completions, j.Spec.Parallelism = new(int32(4)), new(int32(4)) }, "", nil},
	{"completions of an Indexed Job alone", indexedJob, func(j *batchv1.Job) { j.Spec.Completions = new(int32(4)) }, "", []string{"completions-tandem FieldValueInvalid spec.completions"}},
	{"parallelism of an Indexed Job alone", indexedJob, func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(4)) }, "", nil},
	{"completions of an Indexed Job removed", indexedJob, func(j *batchv1.Job) { j.Spec.Completions = nil }, "", []string{"completions-missing FieldValueRequired spec.completions"}},
	{"in tandem, not elastic", indexedJob, func(j *batchv1.Job) { j.Spec.Completions, j.Spec.Parallelism = new(int32(4)), new(int32(4)) }, "1.30 ElasticIndexedJob=false", []string{"completions-immutable FieldValueInvalid spec.completions"}},
	{"no room for the new indexes", func() *batchv1.Job { j := indexedJob(); rename(j, strings.Repeat("a", 61)); return j },
		func(j *batchv1.Job) { j.Spec.Completions, j.Spec.Parallelism = new(int32(11)), new(int32(11)) }, "", []string{"name-without-room-for-index FieldValueInvalid metadata.name"}},

	{"selector", storedJob, func(j *batchv1.Job) {
		j.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"controller-uid": testUID}}
	}, "", []string{"selector-immutable FieldValueInvalid spec.selector"}},
	{"selector removed", storedJob, func(j *batchv1.Job) { j.Spec.Selector = nil }, "", []string{
		"selector-immutable FieldValueInvalid spec.selector", "selector-mismatch FieldValueInvalid spec.template.metadata.labels", "selector-missing FieldValueRequired spec.selector",
	}},
	{"selector value that the old object has", badSelectorJob, func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(2)) }, "", nil},
	{"selector value that is new", storedJob, func(j *batchv1.Job) { j.Spec.Selector = badSelectorJob().Spec.Selector }, "", []string{
		"selector-form FieldValueInvalid spec.selector.matchExpressions[0].values[0]", "selector-immutable FieldValueInvalid spec.selector",
	}},
	{"completionMode", storedJob, func(j *batchv1.Job) { j.Spec.CompletionMode = new(batchv1.IndexedCompletion) }, "", []string{"completion-mode-immutable FieldValueInvalid spec.completionMode"}},
	{"podFailurePolicy", storedJob, func(j *batchv1.Job) { withFailure(j, onCodes(1)) }, "", []string{"pod-failure-policy-immutable FieldValueInvalid spec.podFailurePolicy"}},
	{"backoffLimitPerIndex", indexedJob, func(j *batchv1.Job) { j.Spec.BackoffLimitPerIndex = new(int32(1)) }, "", []string{"backoff-limit-per-index-immutable FieldValueInvalid spec.backoffLimitPerIndex"}},
	{"managedBy", storedJob, func(j *batchv1.Job) { j.Spec.ManagedBy = new("example.com/a") }, "", []string{"managed-by-immutable FieldValueInvalid spec.managedBy"}},
	{"successPolicy", indexedJob, func(j *batchv1.Job) { withSuccess(j, 3, batchv1.SuccessPolicyRule{SucceededCount: new(int32(1))}) }, "", []string{"success-policy-immutable FieldValueInvalid spec.successPolicy"}},

	{"running, image", storedJob, setImage, "", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"running, resources", storedJob, setRequest, "", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"running, node selector", storedJob, setSelector, "", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"running and suspended now, node selector", storedJob, func(j *batchv1.Job) { j.Spec.Suspend = new(true); setSelector(j) }, "", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"suspended, node selector", suspendedJob, setSelector, "", nil},
	{"suspended, node selector, at 1.34", suspendedJob, setSelector, "1.34", nil},
	{"suspended, resources", suspendedJob, setRequest, "", nil},
	{"suspended, resources, at 1.35", suspendedJob, setRequest, "1.35", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"suspended, resources, at 1.35 with the gate, no condition", suspendedJob, setRequest, "1.35 MutablePodResourcesForSuspendedJobs=true", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"suspended, node selector, at 1.35 with the gate, no condition", suspendedJob, setSelector, "1.35 MutableSchedulingDirectivesForSuspendedJobs=true", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"suspended, node selector, at 1.35 with the other gate", suspendedJob, setSelector, "1.35 MutablePodResourcesForSuspendedJobs=true", nil},
	{"suspended, image", suspendedJob, setImage, "", []string{"template-immutable FieldValueInvalid spec.template.spec"}},
	{"suspended, image, at 1.34", suspendedJob, setImage, "1.34", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"suspended, finalizers of the template", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Finalizers = []string{"a/b"} }, "", nil},
	{"suspended, finalizers of the template, at 1.34", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Finalizers = []string{"a/b"} }, "1.34", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"suspended, resources of the pod", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Spec.Resources = &corev1.ResourceRequirements{} }, "", []string{"template-immutable FieldValueInvalid spec.template.spec"}},
	{"suspended, container renamed", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Spec.Containers[0].Name = "b"; setRequest(j) }, "", []string{"template-immutable FieldValueInvalid spec.template.spec"}},
	{"idle, node selector", idleJob, setSelector, "", nil},
	{"idle, node selector, at 1.34", idleJob, setSelector, "1.34", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"idle, resources", idleJob, setRequest, "", nil},
	{"idle, resources, at 1.35 with the gate", idleJob, setRequest, "1.35 MutablePodResourcesForSuspendedJobs=true", nil},
	{"busy, node selector", busyJob, setSelector, "", []string{"template-immutable FieldValueInvalid spec.template"}},
	{"busy, resources", busyJob, setRequest, "", []string{"template-immutable FieldValueInvalid spec.template"}},

	{"generated label of a suspended Job", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Labels["job-name"] = "other" }, "", nil},
	{"generated label of a suspended Job, at 1.35", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Labels["job-name"] = "other" }, "1.35", []string{"generated-label FieldValueInvalid spec.template.metadata.labels[job-name]"}},
	{"label that the selector asks for", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Labels[batchv1.ControllerUidLabel] = "other" }, "", []string{"selector-mismatch FieldValueInvalid spec.template.metadata.labels"}},
	{"label that the selector asks for, at 1.34", suspendedJob, func(j *batchv1.Job) { j.Spec.Template.Labels[batchv1.ControllerUidLabel] = "other" }, "1.34", []string{
		"generated-label FieldValueInvalid spec.template.metadata.labels[batch.kubernetes.io/controller-uid]", "selector-mismatch FieldValueInvalid spec.template.metadata.labels",
	}},
	{"old Job without prefixed labels, at 1.34", oldLabelsJob, func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(2)) }, "1.34", nil},

	{"scheduling, minCount", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = gang(3) }, withWorkload, nil},
	{"scheduling, minCount 0", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = gang(0) }, withWorkload, []string{"scheduling-gang-min-count-low FieldValueInvalid spec.scheduling.schedulingPolicy.gang.minCount"}},
	{"scheduling, parallelism below minCount", gangJob, func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(1)) }, withWorkload, []string{"scheduling-gang-min-count-above-parallelism FieldValueInvalid spec.scheduling.schedulingPolicy.gang.minCount"}},
	{"scheduling added", storedJob, func(j *batchv1.Job) { j.Spec.Scheduling = gang(1) }, withWorkload, []string{"scheduling-added-or-removed FieldValueInvalid spec.scheduling"}},
	{"scheduling removed", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = nil }, withWorkload, []string{"scheduling-added-or-removed FieldValueInvalid spec.scheduling"}},
	{"schedulingPolicy removed", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling.SchedulingPolicy = nil }, withWorkload, []string{"scheduling-added-or-removed FieldValueInvalid spec.scheduling.schedulingPolicy"}},
	{"gang to basic", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = basic() }, withWorkload, []string{"scheduling-policy-variant FieldValueInvalid spec.scheduling.schedulingPolicy"}},
	{"disruptionMode added", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling.DisruptionMode = allAtOnce() }, withWorkload, []string{"scheduling-immutable FieldValueInvalid spec.scheduling.disruptionMode"}},
	{"schedulingConstraints added", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling.SchedulingConstraints = topologies("") }, withWorkload, []string{"scheduling-immutable FieldValueInvalid spec.scheduling.schedulingConstraints"}},
	{"resourceClaims added", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling.ResourceClaims = claims("a", "a", "b", "c", "d") }, withWorkload, []string{
		"scheduling-claims-too-many FieldValueTooMany spec.scheduling.resourceClaims", "scheduling-immutable FieldValueInvalid spec.scheduling.resourceClaims",
	}},
	{"scheduling kept with the gate off", gangJob, func(j *batchv1.Job) { j.Spec.BackoffLimit = new(int32(1)) }, "1.37", nil},
	{"scheduling changed with the gate off", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = gang(3) }, "1.37", []string{"scheduling-gate-off FieldValueForbidden spec.scheduling"}},

	{"name", storedJob, func(j *batchv1.Job) { j.Name = "e" }, "", []string{"metadata-immutable FieldValueInvalid metadata.name"}},
	{"namespace and uid", storedJob, func(j *batchv1.Job) { j.Namespace, j.UID = "other", "1" }, "", []string{
		"metadata-immutable FieldValueInvalid metadata.namespace", "metadata-immutable FieldValueInvalid metadata.uid",
	}},
	{"creationTimestamp", storedJob, func(j *batchv1.Job) { j.CreationTimestamp = metav1.Unix(1, 0) }, "", []string{"metadata-immutable FieldValueInvalid metadata.creationTimestamp"}},
	{"no resourceVersion", storedJob, func(j *batchv1.Job) { j.ResourceVersion = "" }, "", []string{"metadata-resource-version FieldValueInvalid metadata.resourceVersion"}},
	{"generation falls", storedJob, func(j *batchv1.Job) { j.Generation = 0 }, "", []string{"metadata-other FieldValueInvalid metadata.generation"}},
	{"finalizer added while deleted", deletedJob, func(j *batchv1.Job) { j.Finalizers = []string{"a/b"} }, "", []string{"metadata-finalizers FieldValueForbidden metadata.finalizers"}},
	{"finalizer malformed", storedJob, func(j *batchv1.Job) { j.Finalizers = []string{"bad finalizer"} }, "", []string{
		"metadata-finalizers FieldValueInvalid metadata.finalizers", "metadata-finalizers FieldValueInvalid metadata.finalizers[0]",
	}},
	{"owner without kind, at 1.36", storedJob, func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Name: "a", UID: "b"}}
	}, "1.36", []string{"metadata-owner-references FieldValueInvalid metadata.ownerReferences.kind"}},
	{"managedFields without operation, at 1.36", storedJob, func(j *batchv1.Job) { j.ManagedFields[0].Operation = "" }, "1.36", []string{"metadata-managed-fields FieldValueInvalid metadata.managedFields[0].operation"}},
}

func oldLabelsJob() *batchv1.Job {
	job := storedJob()
	job.Spec.Template.Labels = map[string]string{"job-name": "pi", "controller-uid": testUID}
	job.Spec.Selector.MatchLabels = map[string]string{"controller-uid": testUID}
	return job
}

func badSelectorJob() *batchv1.Job {
	job := storedJob()
	job.Spec.ManualSelector = new(true)
	job.Spec.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "job-name", Operator: metav1.LabelSelectorOpNotIn, Values: []string{"-x-"}}}}
	return job
}

func deletedJob() *batchv1.Job {
	job := storedJob()
	job.DeletionTimestamp, job.Finalizers = new(metav1.Unix(1_700_000_200, 0)), []string{"a/a"}
	return job
}

func TestValidateJobUpdate(t *testing.T) {
	for _, c := range updateCases {
		t.Run(c.name, func(t *testing.T) {
			old, job := c.old(), c.old()
			c.change(job)
			compare(t, ValidateJobUpdate(job, old, at(t, c.target)), c.want)
		})
	}
}

func compare(t *testing.T, errs field.ErrorList, want []string) {
	t.Helper()
	want = slices.Sorted(slices.Values(want))
	if got := answers(errs); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	checkWords(t, errs)
}

var cronJobUpdateCases = []struct {
	name   string
	spoil  func(old *batchv1.CronJob)
	change func(*batchv1.CronJob)
	target string
	want   []string
}{
	{"nothing", nil, func(*batchv1.CronJob) {}, "", nil},
	{"the whole template", nil, func(c *batchv1.CronJob) {
		c.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Image = "perl:6"
		c.Spec.JobTemplate.Spec.Completions = new(int32(2))
	}, "", nil},
	{"a Job's fault", nil, func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.BackoffLimit = new(int32(-1)) }, "", []string{"backoff-limit-negative FieldValueInvalid spec.jobTemplate.spec.backoffLimit"}},
	{"a name of 53 stays", func(c *batchv1.CronJob) { c.Name = strings.Repeat("a", 53) }, func(*batchv1.CronJob) {}, "", nil},
	{"a name that is no subdomain stays", func(c *batchv1.CronJob) { c.Name = "A_b" }, func(*batchv1.CronJob) {}, "", nil},
	{"schedule removed", nil, func(c *batchv1.CronJob) { c.Spec.Schedule = "" }, "", []string{"schedule-missing FieldValueRequired spec.schedule"}},
	{"a zone in the schedule stays", func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC 0 * * * *" }, func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC 1 * * * *" }, "", nil},
	{"a zone comes into the schedule", nil, func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC 0 * * * *" }, "", []string{"schedule-time-zone FieldValueInvalid spec.schedule"}},
	{"both zones", func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC 0 * * * *" }, func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Etc/UTC") }, "", []string{"schedule-time-zone-both FieldValueInvalid spec.schedule"}},
	{"an unknown zone stays", func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Europe/Atlantis") }, func(c *batchv1.CronJob) { c.Spec.Suspend = new(true) }, "", nil},
	{"an unknown zone comes", nil, func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Europe/Atlantis") }, "", []string{"time-zone-unknown FieldValueInvalid spec.timeZone"}},
	{"gang to basic", func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.Scheduling = gang(1) }, func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.Scheduling = basic() }, withWorkload, nil},
	{"scheduling added", nil, func(c *batchv1.CronJob) { c.Spec.JobTemplate.Spec.Scheduling = gang(1) }, withWorkload, []string{"scheduling-added-or-removed FieldValueInvalid spec.jobTemplate.spec.scheduling"}},
	{"name", nil, func(c *batchv1.CronJob) { c.Name = "e" }, "", []string{"metadata-immutable FieldValueInvalid metadata.name"}},
}

func storedCronJob() *batchv1.CronJob {
	cronJob := validCronJob()
	cronJob.ResourceVersion, cronJob.Generation = "7", 1
	return cronJob
}

func TestValidateCronJobUpdate(t *testing.T) {
	for _, c := range cronJobUpdateCases {
		t.Run(c.name, func(t *testing.T) {
			old := storedCronJob()
			if c.spoil != nil {
				c.spoil(old)
			}
			cronJob := old.DeepCopy()
			c.change(cronJob)
			compare(t, ValidateCronJobUpdate(cronJob, old, at(t, c.target)), c.want)
		})
	}
}

func TestValidateCronJobStatusUpdate(t *testing.T) {
	old := storedCronJob()
	old.Spec.Schedule = "not looked at"
	cronJob := old.DeepCopy()
	cronJob.Status.Active = []corev1.ObjectReference{{Name: "pi-1"}}
	compare(t, ValidateCronJobStatusUpdate(cronJob, old, target.Version{}), nil)
	cronJob.Finalizers = []string{"mine"} // the strategy's own check does not run
	compare(t, ValidateCronJobStatusUpdate(cronJob, old, target.Version{}), nil)
	cronJob.Name, cronJob.Labels = "other", map[string]string{"a b": "c"}
	compare(t, ValidateCronJobStatusUpdate(cronJob, old, target.Version{}), []string{
		"metadata-immutable FieldValueInvalid metadata.name", "metadata-labels FieldValueInvalid metadata.labels",
	})
}

func TestValidUpdatesAllocateNothing(t *testing.T) {
	old, job := storedJob(), storedJob()
	job.Spec.Parallelism, job.Annotations = new(int32(2)), map[string]string{"example.com/a": "b"}
	oldStatus, status := startedJob(), startedJob()
	status.Status.Active = 1
	for name, update := range map[string]func() field.ErrorList{
		"Job":    func() field.ErrorList { return ValidateJobUpdate(job, old, target.Version{}) },
		"status": func() field.ErrorList { return ValidateJobStatusUpdate(status, oldStatus, target.Version{}) },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if errs := update(); errs != nil {
				t.Fatal(errs)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
}
