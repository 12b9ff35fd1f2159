package e2e

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var dryRun = metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}, FieldValidation: "Strict"}

func create(t *testing.T, job *batchv1.Job, options metav1.CreateOptions) (*batchv1.Job, error) {
	t.Helper()
	return cluster.Client.BatchV1().Jobs(namespace).Create(t.Context(), job, options)
}

// causes returns the set of "type field" of a rejection, sorted; nil where it is none with causes.
func causes(err error) []string {
	var status apierrors.APIStatus
	if !errors.As(err, &status) || status.Status().Details == nil {
		return nil
	}
	var set []string
	for _, c := range status.Status().Details.Causes {
		set = append(set, string(c.Type)+" "+c.Field)
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func isInvalid(err error) bool {
	var status apierrors.APIStatus
	return errors.As(err, &status) && status.Status().Code == http.StatusUnprocessableEntity && status.Status().Reason == metav1.StatusReasonInvalid
}

// start runs the webhook with the flags, registers it, and waits until the API server calls it.
func start(t *testing.T, flags ...string) *Webhook {
	t.Helper()
	w, err := StartWebhook(t.Context(), t.TempDir(), flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		Unregister(context.Background(), cluster)
		waitFor(t, "the API server to forget the webhook", func() bool {
			before, _ := w.Decisions()
			_, _ = cluster.Client.BatchV1().Jobs(namespace).Create(context.Background(), goodJob("probe"), dryRun)
			_, _ = cluster.Client.BatchV1().CronJobs(namespace).Create(context.Background(), goodCronJob("probe"), dryRun)
			after, _ := w.Decisions()
			return total(before) == total(after)
		})
		if err := w.Stop(); err != nil {
			t.Errorf("the webhook did not end cleanly: %v", err)
		}
	})
	if err := w.Register(t.Context(), cluster); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the API server to call all four endpoints", func() bool {
		_, _ = cluster.Client.BatchV1().Jobs(namespace).Create(t.Context(), goodJob("probe"), dryRun)
		_, _ = cluster.Client.BatchV1().CronJobs(namespace).Create(t.Context(), goodCronJob("probe"), dryRun)
		counts, err := w.Decisions()
		return err == nil && len(counts) == 4
	})
	return w
}

func goodCronJob(name string) *batchv1.CronJob {
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
		Spec:       batchv1.CronJobSpec{Schedule: "*/5 * * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: goodJob(name).Spec}},
	}
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 30 seconds for %s", what)
		}
	}
}

// TestWithoutUsTheServerPanics shows what the shield is for. It runs before any webhook is registered.
func TestWithoutUsTheServerPanics(t *testing.T) {
	for kind, send := range map[string]func() error{
		"Job": func() error { _, err := create(t, crashingJob("crash"), dryRun); return err },
		"CronJob": func() error {
			_, err := cluster.Client.BatchV1().CronJobs(namespace).Create(t.Context(), crashingCronJob("crash"), dryRun)
			return err
		},
	} {
		t.Run(kind, func(t *testing.T) {
			err := send()
			t.Logf("the client sees: %v", err)
			if err == nil || isInvalid(err) {
				t.Fatalf("the API server answered %v: it crashes no more, and the shield can go", err)
			}
		})
	}
	waitFor(t, "the panic in the server's log", func() bool { return cluster.LogContains("kube-apiserver", "validateSuccessPolicyRule") })
}

func TestShield(t *testing.T) {
	start(t)
	t.Run("Job", func(t *testing.T) {
		_, err := create(t, crashingJob("crash"), metav1.CreateOptions{})
		if want := []string{"FieldValueRequired spec.completions"}; !isInvalid(err) || !slices.Equal(causes(err), want) {
			t.Fatalf("answer %v with causes %q, want 422 with %q", err, causes(err), want)
		}
		t.Logf("the client sees: %v", err)
	})
	t.Run("CronJob", func(t *testing.T) {
		_, err := cluster.Client.BatchV1().CronJobs(namespace).Create(t.Context(), crashingCronJob("crash"), metav1.CreateOptions{})
		if want := []string{"FieldValueRequired spec.jobTemplate.spec.completions"}; !isInvalid(err) || !slices.Equal(causes(err), want) {
			t.Fatalf("answer %v with causes %q, want 422 with %q", err, causes(err), want)
		}
	})
	t.Run("CronJob by update", func(t *testing.T) {
		api := cluster.Client.BatchV1().CronJobs(namespace)
		good, err := api.Create(t.Context(), goodCronJob("becomes-bad"), metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		good.Spec.JobTemplate = crashingCronJob("becomes-bad").Spec.JobTemplate
		if _, err = api.Update(t.Context(), good, metav1.UpdateOptions{}); !isInvalid(err) {
			t.Fatalf("answer %v, want 422", err)
		}
	})
}

func TestGoodJobCarriesTheDefaults(t *testing.T) {
	start(t)
	job, err := create(t, goodJob("good"), metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := job.Spec
	if *s.Completions != 1 || *s.Parallelism != 1 || *s.BackoffLimit != 6 || *s.CompletionMode != batchv1.NonIndexedCompletion ||
		*s.Suspend || *s.ManualSelector || *s.PodReplacementPolicy != batchv1.TerminatingOrFailed {
		t.Errorf("defaults are %+v", s)
	}
	if _, err := create(t, goodJob("good-dry"), dryRun); err != nil {
		t.Errorf("dry run: %v", err)
	}
}

// TestOrder shows which answer a client sees at which stage; docs/admission-order.md tells it.
func TestOrder(t *testing.T) {
	w := start(t)
	count := func() map[string]int {
		counts, err := w.Decisions()
		if err != nil {
			t.Fatal(err)
		}
		return counts
	}
	bad := goodJob("order")
	bad.Spec.BackoffLimit = new(int32(-1))
	t.Run("an invalid Job is refused before the validating webhook is called", func(t *testing.T) {
		before := count()
		_, err := create(t, bad, metav1.CreateOptions{})
		after := count()
		if !isInvalid(err) || !strings.Contains(err.Error(), "must be greater than or equal to 0") {
			t.Errorf("answer %v, want the API server's own words", err)
		}
		if n := after["/mutate-batch-v1-job"] - before["/mutate-batch-v1-job"]; n != 1 {
			t.Errorf("the mutating endpoint was called %d times, want 1", n)
		}
		if n := after["/validate-batch-v1-job"] - before["/validate-batch-v1-job"]; n != 0 {
			t.Errorf("the validating endpoint was called %d times, want 0", n)
		}
	})
	t.Run("a valid Job reaches both", func(t *testing.T) {
		before := count()
		if _, err := create(t, goodJob("order"), dryRun); err != nil {
			t.Fatal(err)
		}
		after := count()
		for _, endpoint := range []string{"/mutate-batch-v1-job", "/validate-batch-v1-job"} {
			if after[endpoint]-before[endpoint] < 1 {
				t.Errorf("%s was not called", endpoint)
			}
		}
	})
	t.Run("a Job of more values than are judged is refused before the validating webhook is called", func(t *testing.T) {
		before := count()
		huge := goodJob("order-huge")
		for i := range 17_000 { // an object, a name and a value each
			huge.Spec.Template.Spec.Containers[0].Env = append(huge.Spec.Template.Spec.Containers[0].Env, corev1.EnvVar{Name: "V" + strconv.Itoa(i), Value: "v"})
		}
		_, err := create(t, huge, dryRun)
		after := count()
		if !apierrors.IsRequestEntityTooLargeError(err) || !strings.Contains(err.Error(), "put some of them into a ConfigMap") {
			t.Errorf("answer %v, want 413 with our words", err)
		}
		if n := after["/validate-batch-v1-job"] - before["/validate-batch-v1-job"]; n != 0 {
			t.Errorf("the validating endpoint was called %d times, want 0", n)
		}
	})
	t.Run("what cannot be decoded reaches neither", func(t *testing.T) {
		before := count()
		err := cluster.Client.BatchV1().RESTClient().Post().Namespace(namespace).Resource("jobs").
			Body([]byte(`{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"order"},"spec":{"backoffLimit":"3"}}`)).
			SetHeader("Content-Type", "application/json").Do(t.Context()).Error()
		if !apierrors.IsBadRequest(err) {
			t.Errorf("answer %v, want 400", err)
		}
		if total(before) != total(count()) {
			t.Error("a webhook was called")
		}
	})
}

// TestEveryBadJob holds our verdict against the API server's on each class of fault: first the server is
// asked alone, then with --early-verdict, where the client sees our causes.
func TestEveryBadJob(t *testing.T) {
	theirs := make(map[string][]string, len(badJobs))
	for _, c := range badJobs {
		job := goodJob("bad")
		c.spoil(job)
		_, err := create(t, job, dryRun)
		if !isInvalid(err) {
			t.Fatalf("%s: the API server answers %v, want 422", c.name, err)
		}
		theirs[c.name] = causes(err)
	}
	start(t, "--early-verdict")
	for _, c := range badJobs {
		t.Run(c.name, func(t *testing.T) {
			job := goodJob("bad")
			c.spoil(job)
			_, err := create(t, job, metav1.CreateOptions{})
			if !isInvalid(err) {
				t.Fatalf("answer %v, want 422", err)
			}
			if ours := causes(err); !slices.Equal(ours, theirs[c.name]) {
				t.Errorf("our causes   %q\nthe server's %q", ours, theirs[c.name])
			}
			if !strings.Contains(err.Error(), "admission webhook") {
				t.Errorf("answered by the API server, not by us: %v", err)
			}
		})
	}
}
