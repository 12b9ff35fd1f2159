// Package precommit runs the project's hooks through the pre-commit program itself, in a git repository
// made for the test.
package precommit

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: pi
spec:
  ttlSecondsAfterFinished: 3600
  activeDeadlineSeconds: 600
  backoffLimit: 2
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: pi
          image: perl:5.40
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 64Mi}
`

// repository is a git repository that has the hooks installed.
type repository struct {
	t   *testing.T
	dir string
	env []string
}

// TestHooks stops bad commits and passes good ones.
func TestHooks(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		t.Skip("the pre-commit program is not installed; .ci/run installs Debian's package")
	}
	source, revision := snapshot(t)
	r := newRepository(t, source, revision)

	r.write("job.yaml", job)
	if output, ok := r.commit("a good Job"); !ok {
		t.Fatalf("a good Job is stopped:\n%s", output)
	}
	r.write("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: x}\n")
	r.write("notes.yaml", "just: [some, data]\n")
	if output, ok := r.commit("files that are no Jobs"); !ok {
		t.Fatalf("files that are no Jobs are stopped:\n%s", output)
	}

	r.write("bad.yaml", strings.Replace(job, "      restartPolicy: Never\n", "", 1))
	output, ok := r.commit("a bad Job")
	if ok || !strings.Contains(output, "bad.yaml:10:5") || !strings.Contains(output, "restart-policy") {
		t.Fatalf("committed %t, want it stopped at bad.yaml:10:5 for restart-policy:\n%s", ok, output)
	}
	r.remove("bad.yaml")

	// A change that is valid by itself, but not over the Job that is committed.
	r.write("job.yaml", strings.Replace(job, "perl:5.40", "perl:5.42", 1))
	output, ok = r.commit("another image")
	if ok || !strings.Contains(output, "job.yaml:14:") || !strings.Contains(output, "perl:5.42") {
		t.Fatalf("committed %t, want it stopped at job.yaml:14 for the image:\n%s", ok, output)
	}
	r.write("job.yaml", strings.Replace(strings.Replace(job, "name: pi\nspec", "name: pi-2\nspec", 1), "perl:5.40", "perl:5.42", 1))
	if output, ok := r.commit("a new name for the new image"); !ok {
		t.Fatalf("a new Job is stopped:\n%s", output)
	}
}

// snapshot commits the checkout as it is now, changes that are not committed included, into a repository
// that pre-commit can clone.
func snapshot(t *testing.T) (dir, revision string) {
	t.Helper()
	top, dir := filepath.Join("..", ".."), t.TempDir()
	files := run(t, top, nil, "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	for name := range strings.SplitSeq(strings.TrimSuffix(files, "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join(top, name))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, nil, "git", "init", "-q")
	run(t, dir, nil, "git", "add", "-A")
	run(t, dir, nil, "git", "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "snapshot")
	return dir, strings.TrimSpace(run(t, dir, nil, "git", "rev-parse", "HEAD"))
}

func newRepository(t *testing.T, source, revision string) *repository {
	t.Helper()
	r := &repository{t: t, dir: t.TempDir(), env: append(os.Environ(), "PRE_COMMIT_HOME="+t.TempDir(), "GOFLAGS=-modcacherw",
		"GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@example.com",
		"GOCACHE="+strings.TrimSpace(run(t, ".", nil, "go", "env", "GOCACHE")), "GOMODCACHE="+strings.TrimSpace(run(t, ".", nil, "go", "env", "GOMODCACHE")))}
	run(t, r.dir, r.env, "git", "init", "-q")
	r.write(".pre-commit-config.yaml", "repos:\n  - repo: "+source+"\n    rev: "+revision+"\n    hooks:\n      - id: jobvalidate\n      - id: jobvalidate-update\n")
	run(t, r.dir, r.env, "pre-commit", "install", "--install-hooks")
	return r
}

func (r *repository) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) remove(name string) {
	r.t.Helper()
	run(r.t, r.dir, r.env, "git", "rm", "-q", "-f", name)
}

// commit commits all there is; false says that the hooks stopped it.
func (r *repository) commit(message string) (output string, ok bool) {
	r.t.Helper()
	run(r.t, r.dir, r.env, "git", "add", "-A")
	cmd := exec.Command("git", "commit", "-m", message)
	cmd.Dir, cmd.Env = r.dir, r.env
	combined, err := cmd.CombinedOutput()
	return string(combined), err == nil
}

func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, output, stderr.String())
	}
	return string(output)
}
