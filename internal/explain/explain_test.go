package explain

import (
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/internal/engine"
)

const template = `
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: "a:1"}, {name: side, image: "b:1"}]
`

func read(t *testing.T, text string) Object {
	t.Helper()
	objects, err := Read([]byte(text), engine.Engine{})
	if err != nil {
		t.Fatal(err)
	}
	if len(objects) != 1 {
		t.Fatalf("%d objects, want 1", len(objects))
	}
	return objects[0]
}

func job(spec string) string {
	return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec:\n  " + strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n  ") + template
}

// lines returns the lines of a topic.
func lines(d Description, topic string) string {
	for _, t := range d.Topics {
		if t.Name == topic {
			return strings.Join(t.Lines, "\n")
		}
	}
	return ""
}

func TestDescribe(t *testing.T) {
	for _, c := range []struct{ name, spec, topic, want string }{
		{"pods of a plain Job", "backoffLimit: 6", "Pods", "1 pod at once, and while pods are terminating their replacements beside them\n7 pods in total at worst: 1 completion and 6 retries (backoffLimit)"},
		{"fewer completions than parallelism", "completions: 3\nparallelism: 10\nbackoffLimit: 1\npodReplacementPolicy: Failed", "Pods", "3 pods at once\n4 pods in total at worst: 3 completions and 1 retry (backoffLimit)"},
		{"work queue", "parallelism: 5\nbackoffLimit: 2\npodReplacementPolicy: Failed", "Pods", "5 pods at once\n7 pods in total at worst: parallelism and backoffLimit 2 retries; once a pod has succeeded no new one starts"},
		{"per index", "completionMode: Indexed\ncompletions: 8\nparallelism: 4\nbackoffLimitPerIndex: 1\npodReplacementPolicy: Failed", "Pods", "4 pods at once\n16 pods in total at worst: 8 indexes, each tried twice at most (backoffLimitPerIndex)"},
		{"per index under a limit for all", "completionMode: Indexed\ncompletions: 8\nparallelism: 4\nbackoffLimitPerIndex: 3\nbackoffLimit: 5\npodReplacementPolicy: Failed", "Pods", "4 pods at once\n13 pods in total at worst: 8 indexes and backoffLimit 5 retries over all of them"},
		{"ignored exit codes", "podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [3]}}]}", "Pods", "1 pod at once\nno bound on the total: podFailurePolicy ignores failures, and nothing ends the retries (no activeDeadlineSeconds)"},
		{"parallelism 0", "parallelism: 0", "Pods", "none as long as parallelism is 0"},
		{"completions 0", "completions: 0", "Pods", "none: completions is 0, so it has succeeded as soon as it starts"},
		// 10+20+40+80+160+320 seconds.
		{"six retries", "backoffLimit: 6", "Time", "no deadline: a pod that hangs holds it for ever (activeDeadlineSeconds is not set)\n6 retries in a row: 10m30s of waiting beside the run time (10s, doubled to 10m at most)"},
		// 10+20+40+80+160+320 and two of 600 seconds.
		{"eight retries", "backoffLimit: 8\nactiveDeadlineSeconds: 3600", "Time", "ended and failed after 1h whatever it does (activeDeadlineSeconds)\n8 retries in a row: 30m30s of waiting beside the run time (10s, doubled to 10m at most)"},
		{"no retry", "backoffLimit: 0\nactiveDeadlineSeconds: 90", "Time", "ended and failed after 1m30s whatever it does (activeDeadlineSeconds)"},
		{"no retry fails at once", "backoffLimit: 0", "Failure", "a pod that exits with another code than 0 fails the Job at once (backoffLimit 0)\na node drain, preemption or eviction is a failure like any other: it fails the Job at once (backoffLimit 0)"},
		{"rules", "backoffLimit: 2\npodFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: main, operator: In, values: [1, 42]}}, {action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}", "Failure",
			"the first rule of podFailurePolicy that matches decides:\n  0. exit code 1 or 42 of container main: the whole Job fails at once, running pods are deleted\n  1. pod condition DisruptionTarget (drain, preemption, eviction): it is tried again and counts for nothing\n  else: it is tried again; failure number 3 fails the Job (backoffLimit 2)"},
		{"success of one", "", "Success", "when its pod has succeeded"},
		{"success of a work queue", "parallelism: 2", "Success", "when one pod has succeeded and all others have ended: a work queue (completions is not set)"},
		{"success policy", "completionMode: Indexed\ncompletions: 9\nsuccessPolicy: {rules: [{succeededIndexes: 0-2}, {succeededCount: 5}]}", "Success", "when the indexes 0-2 have succeeded, or when any 5 indexes have succeeded (successPolicy; pods that still run are then ended), else when each of 9 indexes has succeeded once"},
		{"kept for ever", "", "Clean-up", "never: it stays with its pods until somebody deletes it (ttlSecondsAfterFinished is not set)"},
		{"kept a week", "ttlSecondsAfterFinished: 604800", "Clean-up", "deleted with its pods 7d after it has finished (ttlSecondsAfterFinished)"},
		{"suspended", "suspend: true", "Start", "not before somebody sets suspend to false"},
		{"managed", "managedBy: kueue.x-k8s.io/multikueue", "Controller", "kueue.x-k8s.io/multikueue runs it, not Kubernetes' own Job controller; what follows is what that one would do"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(read(t, job(c.spec)).Describe(time.Time{}), c.topic); got != c.want {
				t.Errorf("%s:\n%s\nwant\n%s", c.topic, got, c.want)
			}
		})
	}
}

func TestOnFailure(t *testing.T) {
	o := read(t, strings.Replace(job("backoffLimit: 3"), "Never", "OnFailure", 1))
	want := "a container that exits with another code than 0 is restarted in its pod; restart number 3 fails the Job, and its pods are deleted with their logs (backoffLimit)\na node drain, preemption or eviction is a failure like any other: it is tried again; failure number 4 fails the Job (backoffLimit 3)"
	if got := lines(o.Describe(time.Time{}), "Failure"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCronJobTellsItsNextRunsInItsZone(t *testing.T) {
	o := read(t, `
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "30 2 * * *"
  timeZone: Europe/Berlin
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 300
  jobTemplate:
    spec:
`+strings.ReplaceAll(template, "\n", "\n    "))
	d := o.Describe(time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC))
	// On 29 March 2026 the clock goes from 02:00 to 03:00: that night has no 02:30.
	want := "\"30 2 * * *\" in Europe/Berlin\nnext Sat 2026-03-28 02:30:00 CET\n     Mon 2026-03-30 02:30:00 CEST\n     Tue 2026-03-31 02:30:00 CEST\n     Wed 2026-04-01 02:30:00 CEST\n     Thu 2026-04-02 02:30:00 CEST"
	if got := lines(d, "Schedule"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := lines(d, "Overlap"), "a run that would start while the last one still runs is skipped (Forbid)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := lines(d, "Missed"), "a run that cannot start within 5m of its time is skipped (startingDeadlineSeconds)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := lines(d, "Pods"), "7 pods in total at worst: 1 completion and 6 retries (backoffLimit)"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want %q: its Jobs get a Job's defaults", got, want)
	}
}

func TestScheduleThatCannotBeRead(t *testing.T) {
	for _, schedule := range []string{"TZ=UTC", "61 * * * *", "0 0 30 2 *"} {
		if got := runs(schedule, time.UTC, time.Unix(0, 0)); len(got) != 1 {
			t.Errorf("%s: %q", schedule, got)
		}
	}
}

func TestSimulate(t *testing.T) {
	policy := `
backoffLimit: 2
podFailurePolicy:
  rules:
  - action: FailJob
    onExitCodes: {containerName: main, operator: In, values: [42]}
  - action: Ignore
    onPodConditions: [{type: DisruptionTarget}]
  - action: FailJob
    onExitCodes: {operator: NotIn, values: [1, 2]}`
	for _, c := range []struct {
		name    string
		outcome Outcome
		rule    int
		says    string
	}{
		{"listed code of the container", Outcome{Container: "main", ExitCode: 42}, 0, "the whole Job fails"},
		{"listed code of another container", Outcome{Container: "side", ExitCode: 42}, 2, "the whole Job fails"},
		{"two containers, none named", Outcome{ExitCode: 42}, 2, "the whole Job fails"},
		{"code that NotIn leaves out", Outcome{Container: "main", ExitCode: 1}, -1, "no rule matches: it is tried again; failure number 3"},
		{"drain that kills with 143", Outcome{ExitCode: 143, Conditions: []corev1.PodConditionType{"DisruptionTarget"}}, 1, "counts for nothing"},
		{"drain before it ran", Outcome{Conditions: []corev1.PodConditionType{"DisruptionTarget"}}, 1, "counts for nothing"},
		{"another condition", Outcome{Conditions: []corev1.PodConditionType{"Ready"}}, -1, "no rule matches"},
		{"success", Outcome{Container: "main"}, -1, "the pod has succeeded"},
	} {
		t.Run(c.name, func(t *testing.T) {
			verdict, err := Simulate(read(t, job(policy)).Spec(), c.outcome)
			if err != nil {
				t.Fatal(err)
			}
			if verdict.Rule != c.rule || !strings.Contains(verdict.Text, c.says) {
				t.Errorf("rule %d, %q; want rule %d and %q", verdict.Rule, verdict.Text, c.rule, c.says)
			}
		})
	}
	if _, err := Simulate(read(t, job(policy)).Spec(), Outcome{Container: "mian", ExitCode: 1}); err == nil || !strings.Contains(err.Error(), "main or side") {
		t.Errorf("unknown container: %v", err)
	}
}

func TestField(t *testing.T) {
	for _, c := range []struct{ path, wantPath, wantType, says string }{
		{"spec.backoffLimit", "Job.spec.backoffLimit", "integer", "number of retries"},
		{"spec.schedule", "CronJob.spec.schedule", "string", "Cron format"},
		{"Job.spec.template.spec.containers[0].env", "Job.spec.template.spec.containers.env", "list of EnvVar", "environment variables"},
		{"metadata.labels", "Job.metadata.labels", "map of string", "organize and categorize"},
		{"spec.template.spec.containers.resources.limits", "Job.spec.template.spec.containers.resources.limits", "map of Quantity", "maximum amount"},
	} {
		doc, err := Field(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if doc.Path != c.wantPath || doc.Type != c.wantType || !strings.Contains(doc.Text, c.says) {
			t.Errorf("%s: %s, %s, %q", c.path, doc.Path, doc.Type, doc.Text)
		}
	}
	if doc, err := Field("Job"); err != nil || !slices.Contains(doc.Fields, "spec") {
		t.Errorf("Job: %v, %v", doc.Fields, err)
	}
	if _, err := Field("spec.backOffLimit"); !IsNoField(err) || !strings.Contains(err.Error(), "did you mean backoffLimit?") {
		t.Errorf("a misspelt field: %v", err)
	}
}

func TestSpan(t *testing.T) {
	for seconds, want := range map[int64]string{0: "0s", 20: "20s", 90: "1m30s", 600: "10m", 610: "10m10s", 3600: "1h", 5400: "1h30m", 86400: "24h", 604800: "7d", 612000: "7d2h", 36000: "10h"} {
		if got := span(time.Duration(seconds) * time.Second); got != want {
			t.Errorf("%d seconds: %q, want %q", seconds, got, want)
		}
	}
}
