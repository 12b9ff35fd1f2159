package validation

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func instant(seconds int64) *metav1.Time { return new(metav1.Unix(1_700_000_000+seconds, 0)) }

func startedJob() *batchv1.Job {
	job := storedJob()
	job.Status.StartTime = instant(100)
	return job
}

func startedIndexedJob() *batchv1.Job {
	job := startedJob()
	asIndexed(job, 5)
	job.Spec.BackoffLimitPerIndex, job.Spec.Parallelism = new(int32(1)), new(int32(2))
	job.Status.Succeeded, job.Status.Failed = 2, 1
	return job
}

func isTrue(j *batchv1.Job, kinds ...batchv1.JobConditionType) {
	for _, kind := range kinds {
		j.Status.Conditions = append(j.Status.Conditions, batchv1.JobCondition{Type: kind, Status: corev1.ConditionTrue})
	}
}

func completeJob() *batchv1.Job {
	job := startedJob()
	isTrue(job, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete)
	job.Status.CompletionTime, job.Status.Succeeded = instant(200), 1
	return job
}

func complete(j *batchv1.Job) {
	isTrue(j, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete)
	j.Status.CompletionTime = instant(200)
}

// statusCases: the expected answers are those of the API server's source, rule by rule.
var statusCases = []struct {
	name   string
	old    func() *batchv1.Job
	change func(*batchv1.Job)
	target string
	want   []string
}{
	{"nothing", startedJob, func(*batchv1.Job) {}, "", nil},
	{"as the controller starts it", storedJob, func(j *batchv1.Job) { j.Status.StartTime, j.Status.Active = instant(100), 1 }, "", nil},
	{"as the controller completes it", startedJob, complete, "", nil},
	{"as the controller fails it", startedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobFailureTarget, batchv1.JobFailed) }, "", nil},
	{"negative numbers", startedJob, func(j *batchv1.Job) {
		j.Status.Active, j.Status.Ready, j.Status.Terminating, j.Status.Succeeded, j.Status.Failed = -1, new(int32(-1)), new(int32(-1)), -1, -1
	}, "", []string{
		"status-active-negative FieldValueInvalid status.active", "status-ready-negative FieldValueInvalid status.ready",
		"status-terminating-negative FieldValueInvalid status.terminating", "status-succeeded-negative FieldValueInvalid status.succeeded",
		"status-failed-negative FieldValueInvalid status.failed", "status-succeeded-fell FieldValueInvalid status.succeeded", "status-failed-fell FieldValueInvalid status.failed",
	}},
	{"uncounted pods twice and empty", startedJob, func(j *batchv1.Job) {
		j.Status.UncountedTerminatedPods = &batchv1.UncountedTerminatedPods{Succeeded: []types.UID{"a", ""}, Failed: []types.UID{"b", "a"}}
	}, "", []string{
		"status-uncounted-pod-empty FieldValueInvalid status.uncountedTerminatedPods.succeeded[1]",
		"status-uncounted-pod-duplicate FieldValueDuplicate status.uncountedTerminatedPods.failed[1]",
	}},

	{"Complete alone", storedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobComplete) }, "", []string{
		"status-complete-without-success-criteria FieldValueInvalid status.conditions", "status-completion-time-missing FieldValueRequired status.completionTime",
		"status-finished-without-start-time FieldValueRequired status.startTime",
	}},
	{"Complete alone, at 1.30 with the gate", storedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobComplete) }, "1.30 JobManagedBy=true", []string{
		"status-completion-time-missing FieldValueRequired status.completionTime", "status-finished-without-start-time FieldValueRequired status.startTime",
	}},
	{"Complete alone, at 1.31", storedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobComplete) }, "1.31", nil},
	{"Complete alone, at 1.29", storedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobComplete) }, "1.29", nil},
	{"Complete and Failed", startedJob, func(j *batchv1.Job) { complete(j); isTrue(j, batchv1.JobFailureTarget, batchv1.JobFailed) }, "", []string{
		"status-complete-and-failed FieldValueInvalid status.conditions", "status-complete-and-failure-target FieldValueInvalid status.conditions",
		"status-success-criteria-and-failed FieldValueInvalid status.conditions",
	}},
	{"Failed alone", startedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobFailed) }, "", []string{"status-failed-without-failure-target FieldValueInvalid status.conditions"}},
	{"Complete taken back", completeJob, func(j *batchv1.Job) { j.Status.Conditions, j.Status.CompletionTime = j.Status.Conditions[:1], nil }, "", []string{"status-condition-taken-back FieldValueInvalid status.conditions"}},
	{"SuccessCriteriaMet taken back", completeJob, func(j *batchv1.Job) { j.Status.Conditions = j.Status.Conditions[1:] }, "", []string{
		"status-condition-taken-back FieldValueInvalid status.conditions", "status-complete-without-success-criteria FieldValueInvalid status.conditions",
	}},
	{"SuccessCriteriaMet after Complete", func() *batchv1.Job { j := completeJob(); j.Status.Conditions = j.Status.Conditions[1:]; return j }, func(j *batchv1.Job) { isTrue(j, batchv1.JobSuccessCriteriaMet) }, "",
		[]string{"status-success-criteria-after-complete FieldValueInvalid status.conditions"}},
	{"SuccessCriteriaMet on a NonIndexed Job", startedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobSuccessCriteriaMet) }, "", nil},
	{"SuccessCriteriaMet on a NonIndexed Job, at 1.31", startedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobSuccessCriteriaMet) }, "1.31", nil},
	{"SuccessCriteriaMet on a NonIndexed Job, at 1.31 without the gate", startedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobSuccessCriteriaMet) }, "1.31 JobPodReplacementPolicy=false", []string{
		"status-success-criteria-not-indexed FieldValueInvalid status.conditions", "status-success-criteria-without-policy FieldValueInvalid status.conditions",
	}},
	{"SuccessCriteriaMet on a NonIndexed Job, at 1.30", startedJob, func(j *batchv1.Job) { isTrue(j, batchv1.JobSuccessCriteriaMet) }, "1.30", []string{
		"status-success-criteria-not-indexed FieldValueInvalid status.conditions", "status-success-criteria-without-policy FieldValueInvalid status.conditions",
	}},
	{"Complete by a successPolicy that is not met, at 1.31", startedIndexedJob, func(j *batchv1.Job) {
		j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{}
		isTrue(j, batchv1.JobComplete)
	}, "1.31", []string{"status-complete-without-success-criteria FieldValueInvalid status.conditions"}},

	{"finished with pods", startedJob, func(j *batchv1.Job) {
		complete(j)
		j.Status.Active, j.Status.Terminating = 1, new(int32(1))
		j.Status.UncountedTerminatedPods = &batchv1.UncountedTerminatedPods{Succeeded: []types.UID{"a"}}
	}, "", []string{
		"status-finished-active FieldValueInvalid status.active", "status-finished-terminating FieldValueInvalid status.terminating",
		"status-finished-uncounted-pods FieldValueInvalid status.uncountedTerminatedPods",
	}},
	{"finished with terminating pods, at 1.30 with the gate", startedJob, func(j *batchv1.Job) {
		isTrue(j, batchv1.JobFailureTarget, batchv1.JobFailed)
		j.Status.Terminating = new(int32(1))
	}, "1.30 JobManagedBy=true", nil},
	{"finished with pods before", func() *batchv1.Job { j := completeJob(); j.Status.Active = 1; return j }, func(j *batchv1.Job) { j.Status.Succeeded = 2 }, "", nil},
	{"suspended without completions finishes unstarted", unstarted, complete, "", nil},
	{"suspended without completions finishes unstarted, at 1.31 with the gate", unstarted, complete, "1.31 JobManagedBy=true", []string{"status-finished-without-start-time FieldValueRequired status.startTime"}},

	{"startTime removed", startedJob, func(j *batchv1.Job) { j.Status.StartTime = nil }, "", []string{"status-start-time-changed FieldValueInvalid status.startTime"}},
	{"startTime changed", startedJob, func(j *batchv1.Job) { j.Status.StartTime = instant(101) }, "", []string{"status-start-time-changed FieldValueInvalid status.startTime"}},
	{"startTime changed, at 1.35", startedJob, func(j *batchv1.Job) { j.Status.StartTime = instant(101) }, "1.35", []string{"status-start-time-changed FieldValueRequired status.startTime"}},
	{"startTime removed while suspended", idleJob, func(j *batchv1.Job) { j.Status.StartTime = nil }, "", nil},
	{"startTime changed while resuming", resumed, resume, "", nil},
	{"startTime changed while resuming, at 1.31 with the gate", resumed, resume, "1.31 JobManagedBy=true", []string{"status-start-time-changed FieldValueRequired status.startTime"}},
	{"completionTime before startTime", startedJob, func(j *batchv1.Job) { complete(j); j.Status.CompletionTime = instant(99) }, "", []string{"status-completion-before-start FieldValueInvalid status.completionTime"}},
	{"completionTime changed", completeJob, func(j *batchv1.Job) { j.Status.CompletionTime = instant(201) }, "", []string{"status-completion-time-changed FieldValueInvalid status.completionTime"}},
	{"completionTime without Complete", startedJob, func(j *batchv1.Job) { j.Status.CompletionTime = instant(200) }, "", []string{"status-completion-time-without-complete FieldValueInvalid status.completionTime"}},

	{"indexes", startedIndexedJob, func(j *batchv1.Job) { j.Status.CompletedIndexes, j.Status.FailedIndexes = "0,2-4", new("1") }, "", nil},
	{"indexes malformed", startedIndexedJob, func(j *batchv1.Job) { j.Status.CompletedIndexes, j.Status.FailedIndexes = "5", new("3,1") }, "", []string{
		"status-completed-indexes-form FieldValueInvalid status.completedIndexes", "status-failed-indexes-form FieldValueInvalid status.failedIndexes",
	}},
	{"indexes overlap", startedIndexedJob, func(j *batchv1.Job) { j.Status.CompletedIndexes, j.Status.FailedIndexes = "0-2", new("2") }, "", []string{"status-indexes-overlap FieldValueInvalid status.failedIndexes"}},
	{"indexes overlapped before", func() *batchv1.Job {
		j := startedIndexedJob()
		j.Status.CompletedIndexes, j.Status.FailedIndexes = "0-9", new("2")
		return j
	}, func(j *batchv1.Job) { j.Status.Active = 1 }, "", nil},
	{"indexes of a NonIndexed Job", startedJob, func(j *batchv1.Job) { j.Status.CompletedIndexes, j.Status.FailedIndexes = "0", new("") }, "", []string{
		"status-completed-indexes-mode FieldValueInvalid status.completedIndexes", "status-failed-indexes-without-limit FieldValueInvalid status.failedIndexes",
	}},
	{"failedIndexes changed on a Failed Job without FailureTarget", func() *batchv1.Job { j := startedIndexedJob(); isTrue(j, batchv1.JobFailed); return j },
		func(j *batchv1.Job) { j.Status.FailedIndexes = new("1") }, "", []string{"status-failed-without-failure-target FieldValueInvalid status.conditions"}},

	{"counters fall", startedIndexedJob, func(j *batchv1.Job) { j.Status.Succeeded, j.Status.Failed = 1, 0 }, "", []string{
		"status-succeeded-fell FieldValueInvalid status.succeeded", "status-failed-fell FieldValueInvalid status.failed",
	}},
	{"succeeded falls with completions", startedIndexedJob, func(j *batchv1.Job) { j.Spec.Parallelism, j.Status.Succeeded = new(int32(5)), 1 }, "", nil},
	{"ready above active", startedJob, func(j *batchv1.Job) { j.Status.Ready, j.Status.Active = new(int32(2)), 1 }, "", []string{"status-ready-above-active FieldValueInvalid status.ready"}},
	{"ready above active before", func() *batchv1.Job { j := startedJob(); j.Status.Ready = new(int32(2)); return j }, func(j *batchv1.Job) { j.Status.Succeeded = 1 }, "", nil},

	{"metadata", startedJob, func(j *batchv1.Job) { j.Name, j.Finalizers = "e", []string{"mine"} }, "", []string{
		"metadata-immutable FieldValueInvalid metadata.name", "metadata-finalizers FieldValueInvalid metadata.finalizers[0]",
	}},
}

func unstarted() *batchv1.Job {
	job := suspendedJob()
	job.Spec.Completions = new(int32(0))
	return job
}

func resumed() *batchv1.Job {
	job := idleJob()
	job.Spec.Suspend = new(false)
	return job
}

func resume(j *batchv1.Job) {
	j.Status.StartTime = instant(300)
	j.Status.Conditions = []batchv1.JobCondition{{Type: batchv1.JobSuspended, Status: corev1.ConditionFalse}}
}

func TestValidateJobStatusUpdate(t *testing.T) {
	for _, c := range statusCases {
		t.Run(c.name, func(t *testing.T) {
			old, job := c.old(), c.old()
			c.change(job)
			compare(t, ValidateJobStatusUpdate(job, old, at(t, c.target)), c.want)
		})
	}
}
