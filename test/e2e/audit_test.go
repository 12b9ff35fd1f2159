package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestAudit has Jobs and CronJobs in a namespace, more than a page of them, and reads them back as a person
// would before a policy is enforced.
func TestAudit(t *testing.T) {
	const team = "audited"
	ctx := t.Context()
	if _, err := cluster.Client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: team}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		job := goodJob(name)
		job.Namespace = team
		if name == "c" {
			job.Spec.BackoffLimit = new(int32(2))
		}
		created, err := cluster.Client.BatchV1().Jobs(team).Create(ctx, job, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if name == "e" { // as if a CronJob had made it
			created.OwnerReferences = []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "CronJob", Name: "cron", UID: "1", Controller: new(true)}}
			if _, err := cluster.Client.BatchV1().Jobs(team).Update(ctx, created, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	cronJob := goodCronJob("cron")
	cronJob.Namespace = team
	if _, err := cluster.Client.BatchV1().CronJobs(team).Create(ctx, cronJob, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	text := "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\nlimits:\n  backoffLimit: {max: 3}\n"
	if err := os.WriteFile(policy, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	binary, config := buildCommand(t, "jobvalidate-audit"), kubeconfig(t, cluster.Config.BearerToken)
	type report struct {
		Findings []struct{ File, Rule, Origin, Field string }
		Summary  struct{ Files, Jobs, CronJobs, Errors int }
	}
	audit := func(flags ...string) (r report, code int) {
		t.Helper()
		command := exec.CommandContext(context.Background(), binary, append([]string{"--kubeconfig=" + config, "-n", team, "-o", "json", "--show=error", "--page-size=2"}, flags...)...)
		out, err := command.Output()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if exit != nil {
			code = exit.ExitCode()
			t.Logf("%s", exit.Stderr)
		}
		if err := json.Unmarshal(out, &r); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		return r, code
	}
	// What the API server has taken, it would take again: its own additions are not held against an author.
	if r, code := audit(); code != 0 || len(r.Findings) > 0 || r.Summary.Jobs != 4 || r.Summary.CronJobs != 1 {
		t.Errorf("exit code %d, %+v", code, r)
	}
	if r, code := audit("--owned"); code != 0 || r.Summary.Jobs != 5 {
		t.Errorf("with owned Jobs: exit code %d, %+v", code, r.Summary)
	}
	r, code := audit("--config=" + policy)
	var refused []string
	for _, f := range r.Findings {
		if f.Origin == "policy" {
			refused = append(refused, f.File)
		}
	}
	slices.Sort(refused)
	if want := []string{"audited/cronjobs/cron", "audited/jobs/a", "audited/jobs/b", "audited/jobs/d"}; code != 1 || !slices.Equal(refused, want) {
		t.Errorf("under the policy: exit code %d, refused %q, want %q", code, refused, want)
	}
}
