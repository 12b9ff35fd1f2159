package validation

import (
	"fmt"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/internal/changes"
)

// immutableCases has each field that an update cannot change: what is said, and what to do.
var immutableCases = []struct {
	name    string
	old     func() *batchv1.Job
	change  func(*batchv1.Job)
	target  string
	message string // of the first error of that id
	id      string
	hint    string
}{
	{"selector", storedJob, func(j *batchv1.Job) { j.Spec.Selector.MatchLabels["app"] = "pi" }, "",
		`a Job's selector cannot change: spec.selector.matchLabels[app] added ("pi")`, "selector-immutable", newJobHint},
	{"completionMode", storedJob, func(j *batchv1.Job) { j.Spec.CompletionMode = new(batchv1.IndexedCompletion) }, "",
		`a Job's completionMode cannot change: spec.completionMode: "NonIndexed" → "Indexed"`, "completion-mode-immutable", newJobHint},
	{"completions", storedJob, func(j *batchv1.Job) { j.Spec.Completions = new(int32(4)) }, "",
		`the completions of a Job that is not Indexed cannot change: spec.completions: 1 → 4`, "completions-immutable", newJobHint},
	{"completions in tandem", indexedJob, func(j *batchv1.Job) { j.Spec.Completions = new(int32(4)) }, "",
		`completions changed 3 → 4, parallelism is still 3; on an Indexed Job they change together, to the same number`, "completions-tandem", "set both to 4"},
	{"completions and parallelism apart", indexedJob, func(j *batchv1.Job) { j.Spec.Completions, j.Spec.Parallelism = new(int32(4)), new(int32(5)) }, "",
		`completions changed 3 → 4, parallelism is 5; on an Indexed Job they change together, to the same number`, "completions-tandem", "set both to 4"},
	{"podFailurePolicy", func() *batchv1.Job { j := storedJob(); withFailure(j, onCodes(1, 2)); return j }, func(j *batchv1.Job) { j.Spec.PodFailurePolicy.Rules[0].OnExitCodes.Values[1] = 3 }, "",
		`a Job's podFailurePolicy cannot change: spec.podFailurePolicy.rules[0].onExitCodes.values[1]: 2 → 3`, "pod-failure-policy-immutable", newJobHint},
	{"backoffLimitPerIndex", indexedJob, func(j *batchv1.Job) { j.Spec.BackoffLimitPerIndex = new(int32(1)) }, "",
		`a Job's backoffLimitPerIndex cannot change: spec.backoffLimitPerIndex added (1)`, "backoff-limit-per-index-immutable", newJobHint},
	{"managedBy", func() *batchv1.Job { j := storedJob(); j.Spec.ManagedBy = new("example.com/a"); return j }, func(j *batchv1.Job) { j.Spec.ManagedBy = nil }, "",
		`a Job's managedBy cannot change: spec.managedBy removed ("example.com/a")`, "managed-by-immutable", newJobHint},
	{"successPolicy", indexedJob, func(j *batchv1.Job) { withSuccess(j, 3, batchv1.SuccessPolicyRule{SucceededCount: new(int32(1))}) }, "",
		`a Job's successPolicy cannot change: spec.successPolicy added`, "success-policy-immutable", newJobHint},
	{"template", storedJob, setImage, "",
		`a Job's template cannot change: spec.template.spec.containers[0].image: "perl:5.34" → "perl:6"`, "template-immutable", newJobHint},
	{"template, two fields", storedJob, func(j *batchv1.Job) {
		setImage(j)
		j.Spec.Template.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "A", Value: "b"}}
	}, "",
		`a Job's template cannot change: spec.template.spec.containers[0].image: "perl:5.34" → "perl:6"; spec.template.spec.containers[0].env[0] added`, "template-immutable", newJobHint},
	{"template, resources", storedJob, setRequest, "",
		`a Job's template cannot change: spec.template.spec.containers[0].resources.requests[cpu] added ("2")`, "template-immutable", "suspend the Job first (suspend: true): once its pods are gone, this may change"},
	{"template, resources, at 1.34", storedJob, setRequest, "1.34",
		`a Job's template cannot change: spec.template.spec.containers[0].resources.requests[cpu] added ("2")`, "template-immutable",
		newJobHint + " (from Kubernetes 1.36 a suspended Job without running pods may change this)"},
	{"template, resources of a Job that still has pods", busyJob, setRequest, "",
		`a Job's template cannot change: spec.template.spec.containers[0].resources.requests[cpu] added ("2")`, "template-immutable",
		"wait until the Job's pods are gone (active is 1): then this may change while it is suspended"},
	{"template of a suspended Job", suspendedJob, setImage, "",
		`of a suspended Job's template only where its pods may run and the resources of its containers can change: spec.template.spec.containers[0].image: "perl:5.34" → "perl:6"`,
		"template-immutable", newJobHint},
	{"template of a suspended Job, at 1.34", suspendedJob, setImage, "1.34",
		`of a suspended Job's template only where its pods may run can change: spec.template.spec.containers[0].image: "perl:5.34" → "perl:6"`, "template-immutable", newJobHint},
	{"template, labels by the hundred", storedJob, func(j *batchv1.Job) {
		for i := range 300 {
			j.Spec.Template.Labels[fmt.Sprintf("l%03d", i)] = "x"
		}
	}, "",
		`a Job's template cannot change: spec.template.metadata.labels[l000] added ("x"); spec.template.metadata.labels[l001] added ("x"); ` +
			`spec.template.metadata.labels[l002] added ("x"); spec.template.metadata.labels[l003] added ("x"); spec.template.metadata.labels[l004] added ("x"); and 295 more`,
		"template-immutable", "suspend the Job first (suspend: true): once its pods are gone, this may change"},
	{"scheduling added", storedJob, func(j *batchv1.Job) { j.Spec.Scheduling = gang(1) }, withWorkload,
		`scheduling was added; a Job has it from its creation or not at all`, "scheduling-added-or-removed", "remove it, or " + newJobHint},
	{"scheduling removed", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = nil }, withWorkload,
		`scheduling was removed; a Job has it from its creation or not at all`, "scheduling-added-or-removed", "put it back, or " + newJobHint},
	{"scheduling, variant", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling = basic() }, withWorkload,
		`a Job's schedulingPolicy cannot change between basic and gang: spec.scheduling.schedulingPolicy.basic added; spec.scheduling.schedulingPolicy.gang removed`, "scheduling-policy-variant", newJobHint},
	{"scheduling, constraints", gangJob, func(j *batchv1.Job) { j.Spec.Scheduling.SchedulingConstraints = topologies("a") }, withWorkload,
		`a Job's schedulingConstraints cannot change: spec.scheduling.schedulingConstraints added`, "scheduling-immutable", newJobHint},
	{"name", storedJob, func(j *batchv1.Job) { j.Name = "e" }, "", `the name changed to "e", and an object keeps its name`, "metadata-immutable", "create a new object instead"},
	{"uid", storedJob, func(j *batchv1.Job) { j.UID = "1" }, "", `the uid changed to "1": this is another object of the same name`, "metadata-immutable", "remove metadata.uid, or read the object again"},
	{"deletionTimestamp", storedJob, func(j *batchv1.Job) { j.DeletionTimestamp = instant(0) }, "", `deletionTimestamp changed, and the server alone sets it`, "metadata-immutable", "leave it as it was"},
	{"deletionGracePeriodSeconds", storedJob, func(j *batchv1.Job) { j.DeletionGracePeriodSeconds = new(int64(1)) }, "", `deletionGracePeriodSeconds changed, and the server alone sets it`, "metadata-immutable", "leave it as it was"},
	{"creationTimestamp", storedJob, func(j *batchv1.Job) { j.CreationTimestamp = metav1.Unix(1, 0) }, "", `creationTimestamp changed, and the server alone sets it`, "metadata-immutable", "leave it as it was"},
}

func TestImmutableFieldsNameWhatChanged(t *testing.T) {
	for _, c := range immutableCases {
		t.Run(c.name, func(t *testing.T) {
			old, job := c.old(), c.old()
			c.change(job)
			for _, e := range ValidateJobUpdate(job, old, at(t, c.target)) {
				if e.Origin != c.id {
					continue
				}
				message, hint, _ := strings.Cut(e.Detail, "\n")
				if message != c.message || hint != c.hint {
					t.Errorf("got\n\t%s\n\t%s\nwant\n\t%s\n\t%s", message, hint, c.message, c.hint)
				}
				return
			}
			t.Errorf("no error %s", c.id)
		})
	}
}

// TestErrorsCarryTheLeaves: what a caller needs to find the lines of what changed.
func TestErrorsCarryTheLeaves(t *testing.T) {
	job := storedJob()
	setImage(job)
	errs := ValidateJobUpdate(job, storedJob(), at(t, ""))
	if len(errs) != 1 {
		t.Fatal(errs)
	}
	list, ok := errs[0].BadValue.(changes.List)
	if !ok || len(list.Leaves) != 1 {
		t.Fatalf("the value is %#v", errs[0].BadValue)
	}
	if leaf := list.Leaves[0]; leaf.Path != "spec.template.spec.containers[0].image" || leaf.Old != "perl:5.34" || leaf.New != "perl:6" {
		t.Errorf("the leaf is %+v", leaf)
	}
	want := `spec.template: Invalid value: "spec.template.spec.containers[0].image": a Job's template cannot change: ` +
		`spec.template.spec.containers[0].image: "perl:5.34" → "perl:6"` + "\n" + newJobHint
	if got := errs[0].Error(); got != want {
		t.Errorf("as an error:\n\t%s\nwant\n\t%s", got, want)
	}
}
