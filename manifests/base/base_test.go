// Package base tests that the manifests are what the API server would take, and fit the service.
package base

import (
	"os"
	"path/filepath"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/webhook"
)

func read(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalStrict(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func TestManifestsDecodeStrictly(t *testing.T) {
	for name, into := range map[string]any{
		"namespace.yaml": &corev1.Namespace{}, "serviceaccount.yaml": &corev1.ServiceAccount{}, "service.yaml": &corev1.Service{},
		"deployment.yaml": &appsv1.Deployment{}, "poddisruptionbudget.yaml": &policyv1.PodDisruptionBudget{},
		"validatingwebhookconfiguration.yaml": &admissionregistrationv1.ValidatingWebhookConfiguration{},
		"mutatingwebhookconfiguration.yaml":   &admissionregistrationv1.MutatingWebhookConfiguration{},
	} {
		t.Run(name, func(t *testing.T) { read(t, name, into) })
	}
}

func TestKustomizationListsEveryManifest(t *testing.T) {
	var kustomization struct {
		Resources []string `json:"resources"`
	}
	data, err := os.ReadFile("kustomization.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &kustomization); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{"kustomization.yaml": true}
	for _, name := range kustomization.Resources {
		listed[name] = true
	}
	files, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if !listed[name] {
			t.Errorf("%s is not in kustomization.yaml", name)
		}
		delete(listed, name)
	}
	for name := range listed {
		t.Errorf("kustomization.yaml lists %s, which is not there", name)
	}
}

func TestWebhookPathsAreServed(t *testing.T) {
	var validating admissionregistrationv1.ValidatingWebhookConfiguration
	var mutating admissionregistrationv1.MutatingWebhookConfiguration
	read(t, "validatingwebhookconfiguration.yaml", &validating)
	read(t, "mutatingwebhookconfiguration.yaml", &mutating)
	paths := map[string]string{}
	for _, w := range validating.Webhooks {
		paths[w.Name] = *w.ClientConfig.Service.Path
	}
	for _, w := range mutating.Webhooks {
		paths[w.Name] = *w.ClientConfig.Service.Path
	}
	want := map[string]string{
		"jobs.validate.jobvalidate.dev": webhook.ValidateJobPath, "cronjobs.validate.jobvalidate.dev": webhook.ValidateCronJobPath,
		"jobs.mutate.jobvalidate.dev": webhook.MutateJobPath, "cronjobs.mutate.jobvalidate.dev": webhook.MutateCronJobPath,
	}
	for name, path := range want {
		if paths[name] != path {
			t.Errorf("webhook %s has path %q, want %q", name, paths[name], path)
		}
	}
	if len(paths) != len(want) {
		t.Errorf("%d webhooks, want %d", len(paths), len(want))
	}
}

func TestDeploymentFitsTheService(t *testing.T) {
	var deployment appsv1.Deployment
	var service corev1.Service
	var budget policyv1.PodDisruptionBudget
	read(t, "deployment.yaml", &deployment)
	read(t, "service.yaml", &service)
	read(t, "poddisruptionbudget.yaml", &budget)
	for key, value := range service.Spec.Selector {
		if deployment.Spec.Template.Labels[key] != value || budget.Spec.Selector.MatchLabels[key] != value {
			t.Errorf("label %s=%s does not select the pods", key, value)
		}
	}
	port := service.Spec.Ports[0].TargetPort.StrVal
	found := false
	for _, p := range deployment.Spec.Template.Spec.Containers[0].Ports {
		found = found || p.Name == port
	}
	if !found {
		t.Errorf("no container port is called %q", port)
	}
}
