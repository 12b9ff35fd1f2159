package validation

import (
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// wordsCases are faults that people make, and what we say: what is wrong, what was seen, what to write.
var wordsCases = []struct {
	name          string
	errs          func() field.ErrorList
	field         string
	message, hint string
}{
	{"restartPolicy Always", ofJob(func(j *batchv1.Job) { j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyAlways }), "spec.template.spec.restartPolicy",
		"restartPolicy is Always, but pods of a Job must end: Never or OnFailure", "write `restartPolicy: Never` in the template's spec; Never keeps failed pods and their logs"},
	{"typo in an enum", ofJob(func(j *batchv1.Job) { j.Spec.CompletionMode = new(batchv1.CompletionMode("indexed")) }), "spec.completionMode",
		`completionMode is "indexed"`, "did you mean Indexed?"},
	{"Indexed, completions missing", ofJob(func(j *batchv1.Job) { asIndexed(j, 1); j.Spec.Completions = nil }), "spec.completions",
		"an Indexed Job needs completions, the number of its indexes", "write `completions: N` beside completionMode"},
	{"index limit", ofJob(func(j *batchv1.Job) { asIndexed(j, 3); j.Spec.Parallelism = new(int32(100_001)) }), "spec.parallelism",
		"parallelism is 100001; an Indexed Job may run at most 100000 pods at once", "lower it to 100000 or less"},
	{"exit codes unsorted", ofJob(func(j *batchv1.Job) { withFailure(j, onCodes(3, 1)) }), "spec.podFailurePolicy.rules[0].onExitCodes.values",
		"exit codes must ascend: 1 follows 3", "write [1, 3]"},
	{"0 in In", ofJob(func(j *batchv1.Job) { withFailure(j, onCodes(0, 1)) }), "spec.podFailurePolicy.rules[0].onExitCodes.values[0]",
		"exit code 0 is success and cannot match a failure rule", "remove 0"},
	{"unknown container", ofJob(func(j *batchv1.Job) {
		rule := onCodes(1)
		rule.OnExitCodes.ContainerName = new("mian")
		withFailure(j, rule)
	}), "spec.podFailurePolicy.rules[0].onExitCodes.containerName", `no container is called "mian"; there is main`, "did you mean main?"},
	{"podFailurePolicy with OnFailure", ofJob(func(j *batchv1.Job) {
		withFailure(j, onCodes(1))
		j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyOnFailure
	}), "spec.template.spec.restartPolicy", "podFailurePolicy works only with restartPolicy Never, and this is OnFailure", "set Never, or remove podFailurePolicy"},
	{"selector copied from a live Job", ofJob(func(j *batchv1.Job) {
		j.Spec.Selector.MatchLabels[batchv1.ControllerUidLabel] = "other"
	}), "spec.selector", "the selector is made by the server; this one was copied from another Job or written by hand",
		"remove spec.selector and the labels controller-uid, job-name and batch.kubernetes.io/… from the template; the server makes them"},
	{"Indexed name too long", ofJob(func(j *batchv1.Job) { rename(j, strings.Repeat("a", 62)); asIndexed(j, 100) }), "metadata.name",
		"with 100 indexes the name may have 60 characters, it has 62: pods are named NAME-INDEX", "shorten it by 2"},
	{"upper case", ofJob(func(j *batchv1.Job) { rename(j, "Pi") }), "metadata.name",
		`the name "Pi" has an upper-case P; names are lower case letters, digits, - and .`, "write pi"},
	{"six-field schedule", ofCronJob(func(c *batchv1.CronJob) { c.Spec.Schedule = "0 */5 * * * *" }), "spec.schedule",
		"the schedule has 6 fields; Kubernetes has no seconds", `drop the first: "*/5 * * * *"`},
	{"unknown zone", ofCronJob(func(c *batchv1.CronJob) { c.Spec.TimeZone = new("Europe/Atlantis") }), "spec.timeZone",
		`no time zone is called "Europe/Atlantis"`, "did you mean Europe/Athens?"},
	{"zone in the schedule", ofCronJob(func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC 0 3 * * *" }), "spec.schedule",
		"the schedule names a time zone with TZ=, which is not supported", "put the zone into spec.timeZone"},
	{"CronJob name too long", ofCronJob(func(c *batchv1.CronJob) { c.Name = strings.Repeat("a", 54) }), "metadata.name",
		"the name has 54 characters; a CronJob's may have 52, because its Jobs are named NAME-TIME", "shorten it by 2"},
	{"template changed", ofUpdate(storedJob, setImage), "spec.template",
		`a Job's template cannot change: spec.template.spec.containers[0].image: "perl:5.34" → "perl:6"`, newJobHint},
	{"resources of a running Job", ofUpdate(storedJob, setRequest), "spec.template",
		`a Job's template cannot change: spec.template.spec.containers[0].resources.requests[cpu] added ("2")`, "suspend the Job first (suspend: true): once its pods are gone, this may change"},
	{"completions without parallelism", ofUpdate(indexedJob, func(j *batchv1.Job) { j.Spec.Completions = new(int32(4)) }), "spec.completions",
		"completions changed 3 → 4, parallelism is still 3; on an Indexed Job they change together, to the same number", "set both to 4"},
	{"the panic", ofJob(func(j *batchv1.Job) {
		withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededCount: new(int32(1))})
		j.Spec.Completions = nil
	}), "spec.completions", "an Indexed Job with a successPolicy needs completions, the number of its indexes (without it this API server version crashes)", "write `completions: N` beside completionMode"},
	{"the other panic", ofCronJob(func(c *batchv1.CronJob) { c.Spec.Schedule = "TZ=UTC" }), "spec.schedule",
		`the schedule "TZ=UTC" cannot be read: the time zone has no schedule behind it`, `write minute, hour, day, month and weekday, such as "30 2 * * 1-5"`},
	{"finalizer", ofJob(func(j *batchv1.Job) { j.Finalizers = []string{"mine"} }), "metadata.finalizers[0]",
		`finalizer "mine" has no domain and is none of Kubernetes' own`, "write a domain, / and a name"},
	{"owner without a kind", ofJob(func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Name: "a", UID: "b"}}
	}), "metadata.ownerReferences[0].kind", "the owner reference lacks kind", "apiVersion, kind, name and uid are all needed"},
	{"gang above parallelism", ofJob(func(j *batchv1.Job) { j.Spec.Scheduling = gang(4) }), "spec.scheduling.schedulingPolicy.gang.minCount",
		"minCount is 4, but the Job runs at most 1 pod at once (parallelism), so the gang would never start", "lower minCount, or raise parallelism"},
	{"status: start time moved", ofStatus(func(j *batchv1.Job) { j.Status.StartTime = instant(0) }), "status.startTime",
		"startTime changed 2023-11-14T22:15:00Z → 2023-11-14T22:13:20Z; that of a Job which is not suspended stays", "leave it as it was"},
	{"status: an index twice", ofStatus(func(j *batchv1.Job) { j.Status.CompletedIndexes, j.Status.FailedIndexes = "0-2", new("2") }), "status.failedIndexes",
		"index 2 is among the failed and the completed", "name each index in one of both"},
	{"status: malformed indexes", ofStatus(func(j *batchv1.Job) { j.Status.CompletedIndexes = "0,9" }), "status.completedIndexes",
		"completedIndexes: index 9 is too large for 5 completions: the last index is 4", "write ascending indexes and ranges, such as 0,2-4"},
}

func ofJob(spoil func(*batchv1.Job)) func() field.ErrorList {
	return func() field.ErrorList {
		job := validJob()
		spoil(job)
		return ValidateJob(job, target.Version{})
	}
}

func ofCronJob(spoil func(*batchv1.CronJob)) func() field.ErrorList {
	return func() field.ErrorList {
		cronJob := validCronJob()
		spoil(cronJob)
		return ValidateCronJob(cronJob, target.Version{})
	}
}

func ofUpdate(old func() *batchv1.Job, change func(*batchv1.Job)) func() field.ErrorList {
	return func() field.ErrorList {
		job := old()
		change(job)
		return ValidateJobUpdate(job, old(), target.Version{})
	}
}

func ofStatus(change func(*batchv1.Job)) func() field.ErrorList {
	return func() field.ErrorList {
		job := startedIndexedJob()
		change(job)
		return ValidateJobStatusUpdate(job, startedIndexedJob(), target.Version{})
	}
}

func TestWords(t *testing.T) {
	for _, c := range wordsCases {
		t.Run(c.name, func(t *testing.T) {
			for _, e := range c.errs() {
				if e.Field != c.field {
					continue
				}
				message, hint, _ := strings.Cut(e.Detail, "\n")
				if message != c.message || hint != c.hint {
					t.Errorf("got\n\t%s\n\t%s\nwant\n\t%s\n\t%s", message, hint, c.message, c.hint)
				}
				return
			}
			t.Errorf("no error at %s", c.field)
		})
	}
}
