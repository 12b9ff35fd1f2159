package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const indexedJob = `apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  completionMode: Indexed
  completions: 8
  parallelism: 4
  backoffLimitPerIndex: 1
  managedBy: example.com/queue
  podFailurePolicy:
    rules:
      - action: FailJob
        onExitCodes:
          operator: In
          values: [1, 42]
  successPolicy:
    rules:
      - succeededCount: 5
  scheduling:
    schedulingPolicy:
      gang:
        minCount: 2
    disruptionMode:
      single: {}
  template:
    metadata:
      labels:
        app: train
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: registry.example/train:1.4
          args: [--epochs, "3"]
          resources: {requests: {cpu: 1, memory: 64Mi}, limits: {memory: 64Mi}}
`

const manualJob = `apiVersion: batch/v1
kind: Job
metadata:
  name: manual
spec:
  manualSelector: true
  selector:
    matchLabels:
      run: seven
  template:
    metadata:
      labels:
        run: seven
        also: eight
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: registry.example/train:1.4
          resources: {requests: {cpu: 1, memory: 64Mi}, limits: {memory: 64Mi}}
`

// immutables has a change of each field of a Job that cannot change: what is replaced by what, and the
// finding that names the leaf, at its line and column in the new file.
var immutables = []struct{ name, job, old, new, finding string }{
	{"template, image", indexedJob, "train:1.4", "train:1.5", `NEW:34:18: error: a Job's template cannot change: spec.template.spec.containers[0].image: "registry.example/train:1.4" → "registry.example/train:1.5" [template-immutable]`},
	{"template, element of a list", indexedJob, `"3"`, `"4"`, `NEW:35:28: error: a Job's template cannot change: spec.template.spec.containers[0].args[1]: "3" → "4" [template-immutable]`},
	{"template, label", indexedJob, "app: train", "app: trainer", `NEW:29:14: error: a Job's template cannot change: spec.template.metadata.labels[app]: "train" → "trainer" [template-immutable]`},
	{"completionMode", indexedJob, "completionMode: Indexed", "completionMode: NonIndexed", `NEW:6:19: error: a Job's completionMode cannot change: spec.completionMode: "Indexed" → "NonIndexed" [completion-mode-immutable]`},
	{"completions without parallelism", indexedJob, "completions: 8", "completions: 9", `NEW:7:16: error: completions changed 8 → 9, parallelism is still 4`},
	{"backoffLimitPerIndex", indexedJob, "backoffLimitPerIndex: 1", "backoffLimitPerIndex: 2", `NEW:9:25: error: a Job's backoffLimitPerIndex cannot change: spec.backoffLimitPerIndex: 1 → 2`},
	{"managedBy", indexedJob, "example.com/queue", "example.com/other", `NEW:10:14: error: a Job's managedBy cannot change: spec.managedBy: "example.com/queue" → "example.com/other"`},
	{"podFailurePolicy", indexedJob, "[1, 42]", "[1, 43]", `NEW:16:23: error: a Job's podFailurePolicy cannot change: spec.podFailurePolicy.rules[0].onExitCodes.values[1]: 42 → 43`},
	{"successPolicy", indexedJob, "succeededCount: 5", "succeededCount: 6", `NEW:19:25: error: a Job's successPolicy cannot change: spec.successPolicy.rules[0].succeededCount: 5 → 6`},
	{"scheduling", indexedJob, "single: {}", "all: {}", `NEW:24:5: error: a Job's disruptionMode cannot change: spec.scheduling.disruptionMode.single removed; spec.scheduling.disruptionMode.all added [scheduling-immutable]`},
	{"selector", manualJob, "      run: seven\n  template", "      also: eight\n  template", `NEW:9:13: error: a Job's selector cannot change: spec.selector.matchLabels[also] added ("eight"); spec.selector.matchLabels[run] removed ("seven") [selector-immutable]`},
}

// TestImmutableFields: --old, --against and diff say the same of each change.
func TestImmutableFields(t *testing.T) {
	const gates = "--feature-gates=WorkloadWithJob=true,GenericWorkload=true"
	for _, c := range immutables {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.Replace(c.job, c.old, c.new, 1)
			if changed == c.job {
				t.Fatalf("%q is not in the Job", c.old)
			}
			repository := t.TempDir()
			write(t, filepath.Join(repository, "job.yaml"), c.job)
			for _, args := range [][]string{
				{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "old"}, {"mv", "job.yaml", "renamed.yaml"},
			} {
				git(t, repository, args...)
			}
			write(t, filepath.Join(repository, "renamed.yaml"), changed)
			write(t, filepath.Join(repository, "old"), c.job)
			t.Chdir(repository)
			for mode, args := range map[string][]string{
				"--old":     {"lint", gates, "--old", "old", "renamed.yaml"},
				"--against": {"lint", gates, "--against", "HEAD", "renamed.yaml"},
				"diff":      {"diff", gates, "old", "renamed.yaml"},
			} {
				output, code := invoke(args...)
				if want := strings.Replace(c.finding, "NEW", "renamed.yaml", 1); code != exitFindings || !strings.Contains(output, want) {
					t.Errorf("%s: exit code %d, want %d and\n%s\nin\n%s", mode, code, exitFindings, want, output)
				}
			}
		})
	}
}

// invoke runs the command line in this process.
func invoke(args ...string) (output string, code int) {
	var stdout, stderr bytes.Buffer
	code = run(append([]string{"jobvalidate"}, args...), &stdout, &stderr)
	return stdout.String() + stderr.String(), code
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, output)
	}
}
