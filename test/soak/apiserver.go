package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/test/e2e"
)

// throughAPIServer creates Jobs through a real kube-apiserver that calls the webhook at the URL, and checks
// every answer: a good Job is created with its defaults, a bad one (each tenth) is refused by the webhook.
func (s *soak) throughAPIServer(ctx context.Context, url string) (string, error) {
	dir := filepath.Join(s.dir, "cluster")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	cluster, err := e2e.Start(ctx, dir)
	defer cluster.Stop()
	if err != nil {
		return "", err
	}
	if err := s.register(ctx, cluster, url); err != nil {
		return "", err
	}
	api := cluster.Client.BatchV1().Jobs("default")
	if err := waitFor(ctx, "the API server to call the webhook", func() bool {
		_, err := api.Create(ctx, badJob("probe"), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return refusedByUs(err)
	}); err != nil {
		return "", err
	}
	var left, wrong atomic.Int64
	var first atomic.Pointer[error]
	left.Store(int64(s.jobs))
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i := left.Add(-1); i >= 0 && ctx.Err() == nil; i = left.Add(-1) {
				if err := checkJob(ctx, api, i); err != nil {
					wrong.Add(1)
					first.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wait.Wait()
	if n := wrong.Load(); n > 0 {
		s.fault("%d of %d answers of the kube-apiserver were wrong, the first: %v", n, s.jobs, *first.Load())
	}
	return fmt.Sprintf("A real kube-apiserver created %d Jobs through the webhooks meanwhile, failurePolicy Fail: %d answers wrong.", s.jobs, wrong.Load()), nil
}

type jobClient interface {
	Create(context.Context, *batchv1.Job, metav1.CreateOptions) (*batchv1.Job, error)
}

func checkJob(ctx context.Context, api jobClient, i int64) error {
	name := fmt.Sprintf("soak-%d", i)
	if i%10 == 0 {
		if _, err := api.Create(ctx, badJob(name), metav1.CreateOptions{}); !refusedByUs(err) {
			return fmt.Errorf("a bad Job: %v", err)
		}
		return nil
	}
	job, err := api.Create(ctx, goodJob(name, i%3 == 0), metav1.CreateOptions{})
	switch {
	case err != nil:
		return err
	case job.Spec.BackoffLimit == nil || *job.Spec.BackoffLimit != 6 || job.UID == "":
		return errors.New("a good Job came back without its defaults")
	}
	return nil
}

func goodJob(name string, rich bool) *batchv1.Job {
	job := newJob(rich)
	job.ObjectMeta = metav1.ObjectMeta{Name: name, Namespace: "default"}
	job.Spec.Selector, job.Spec.Template.Labels = nil, nil
	return job
}

func badJob(name string) *batchv1.Job {
	job := goodJob(name, false)
	job.Spec.BackoffLimit = new(int32(-1))
	return job
}

// refusedByUs reports whether the webhook, and not the API server after it, has refused.
func refusedByUs(err error) bool {
	var status apierrors.APIStatus
	return errors.As(err, &status) && status.Status().Code == http.StatusUnprocessableEntity &&
		len(status.Status().Message) > 18 && status.Status().Message[:18] == "admission webhook "
}

// register applies the project's own configurations with a URL on loopback, and failurePolicy Fail: a call that
// is lost must be seen.
func (s *soak) register(ctx context.Context, cluster *e2e.Cluster, url string) error {
	var validating admissionregistrationv1.ValidatingWebhookConfiguration
	var mutating admissionregistrationv1.MutatingWebhookConfiguration
	for name, into := range map[string]any{"validatingwebhookconfiguration.yaml": &validating, "mutatingwebhookconfiguration.yaml": &mutating} {
		data, err := os.ReadFile(filepath.Join("..", "..", "manifests", "base", name))
		if err != nil {
			return err
		}
		if err := yaml.UnmarshalStrict(data, into); err != nil {
			return err
		}
	}
	fail := admissionregistrationv1.Fail
	turn := func(c *admissionregistrationv1.WebhookClientConfig) {
		c.URL, c.Service, c.CABundle = new(url+*c.Service.Path), nil, s.ca.pem
	}
	for i := range validating.Webhooks {
		validating.Webhooks[i].FailurePolicy = &fail
		turn(&validating.Webhooks[i].ClientConfig)
	}
	for i := range mutating.Webhooks {
		mutating.Webhooks[i].FailurePolicy = &fail
		turn(&mutating.Webhooks[i].ClientConfig)
	}
	api := cluster.Client.AdmissionregistrationV1()
	if _, err := api.ValidatingWebhookConfigurations().Create(ctx, &validating, metav1.CreateOptions{}); err != nil {
		return err
	}
	_, err := api.MutatingWebhookConfigurations().Create(ctx, &mutating, metav1.CreateOptions{})
	return err
}
