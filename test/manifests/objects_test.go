package manifests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/validation/target"
	"github.com/jobvalidate/jobvalidate/webhook"
)

var kinds = map[string]func() any{
	"Namespace": func() any { return &corev1.Namespace{} }, "ServiceAccount": func() any { return &corev1.ServiceAccount{} },
	"Service": func() any { return &corev1.Service{} }, "Secret": func() any { return &corev1.Secret{} }, "ConfigMap": func() any { return &corev1.ConfigMap{} },
	"Deployment": func() any { return &appsv1.Deployment{} }, "PodDisruptionBudget": func() any { return &policyv1.PodDisruptionBudget{} },
	"HorizontalPodAutoscaler": func() any { return &autoscalingv2.HorizontalPodAutoscaler{} }, "NetworkPolicy": func() any { return &networkingv1.NetworkPolicy{} },
	"PriorityClass": func() any { return &schedulingv1.PriorityClass{} }, "Lease": func() any { return &coordinationv1.Lease{} },
	"Role": func() any { return &rbacv1.Role{} }, "RoleBinding": func() any { return &rbacv1.RoleBinding{} },
	"ClusterRole": func() any { return &rbacv1.ClusterRole{} }, "ClusterRoleBinding": func() any { return &rbacv1.ClusterRoleBinding{} },
	"ValidatingWebhookConfiguration": func() any { return &admissionregistrationv1.ValidatingWebhookConfiguration{} },
	"MutatingWebhookConfiguration":   func() any { return &admissionregistrationv1.MutatingWebhookConfiguration{} },
}

// foreign are the groups of kinds that others define.
var foreign = []string{"cert-manager.io/v1", "monitoring.coreos.com/v1"}

// decode reads a rendered object strictly into its API type.
func decode[T any](t *testing.T, o object) *T {
	t.Helper()
	into := new(T)
	if o == nil {
		t.Fatal("the object is not there")
	}
	if err := yaml.UnmarshalStrict([]byte(text(t, o)), into); err != nil {
		t.Fatal(err)
	}
	return into
}

func TestEveryObjectDecodesStrictly(t *testing.T) {
	for _, overlay := range overlays {
		for id, o := range kustomize(t, filepath.Join("overlays", overlay)) {
			kind, _, _ := strings.Cut(id, "/")
			if kinds[kind] == nil {
				if version, _ := o["apiVersion"].(string); !slices.Contains(foreign, version) {
					t.Errorf("%s: %s has an unknown kind", overlay, id)
				}
				continue
			}
			if err := yaml.UnmarshalStrict([]byte(text(t, o)), kinds[kind]()); err != nil {
				t.Errorf("%s: %s: %v", overlay, id, err)
			}
		}
	}
}

// TestPodsAreRestricted checks what the namespace's restricted Pod Security level asks for, and more.
func TestPodsAreRestricted(t *testing.T) {
	for _, overlay := range overlays {
		t.Run(overlay, func(t *testing.T) {
			d := decode[appsv1.Deployment](t, kustomize(t, filepath.Join("overlays", overlay))["Deployment/jobvalidate"])
			pod, c := d.Spec.Template.Spec, d.Spec.Template.Spec.Containers[0]
			s := c.SecurityContext
			if !*pod.SecurityContext.RunAsNonRoot || pod.SecurityContext.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault ||
				*s.AllowPrivilegeEscalation || !*s.ReadOnlyRootFilesystem || !slices.Equal(s.Capabilities.Drop, []corev1.Capability{"ALL"}) {
				t.Errorf("security contexts %+v, %+v", pod.SecurityContext, s)
			}
			if r := d.Spec.Strategy.RollingUpdate; r.MaxUnavailable.IntValue() != 0 || r.MaxSurge.IntValue() != 1 {
				t.Errorf("a rollout takes pods away first: %+v", r)
			}
			if c.Lifecycle.PreStop.Sleep == nil || c.Lifecycle.PreStop.Sleep.Seconds < 5 {
				t.Error("no preStop sleep")
			}
			managed := slices.Contains(c.Args, "--managed-certs")
			if *pod.AutomountServiceAccountToken != managed {
				t.Errorf("token mounted: %t, needed: %t", *pod.AutomountServiceAccountToken, managed)
			}
		})
	}
}

// TestNoProbeRestartsAPodThatWaits: a pod that is not ready waits for the API server or for its certificate. A restart
// would bring neither, and back-off would keep it away when they are there.
func TestNoProbeRestartsAPodThatWaits(t *testing.T) {
	for _, overlay := range overlays {
		t.Run(overlay, func(t *testing.T) {
			c := decode[appsv1.Deployment](t, kustomize(t, filepath.Join("overlays", overlay))["Deployment/jobvalidate"]).Spec.Template.Spec.Containers[0]
			if path := c.ReadinessProbe.HTTPGet.Path; path != "/readyz" {
				t.Errorf("readiness asks %s", path)
			}
			for name, probe := range map[string]*corev1.Probe{"startup": c.StartupProbe, "liveness": c.LivenessProbe} {
				if path := probe.HTTPGet.Path; path != "/healthz" {
					t.Errorf("the %s probe asks %s", name, path)
				}
			}
		})
	}
}

func TestWebhookConfigurations(t *testing.T) {
	for _, overlay := range overlays {
		t.Run(overlay, func(t *testing.T) {
			objects := kustomize(t, filepath.Join("overlays", overlay))
			validating := decode[admissionregistrationv1.ValidatingWebhookConfiguration](t, objects["ValidatingWebhookConfiguration/jobvalidate"])
			for _, w := range validating.Webhooks {
				want := admissionregistrationv1.Ignore
				if overlay == "high-availability" {
					want = admissionregistrationv1.Fail
				}
				if *w.FailurePolicy != want || *w.SideEffects != admissionregistrationv1.SideEffectClassNone || *w.MatchPolicy != admissionregistrationv1.Equivalent || *w.TimeoutSeconds > 10 {
					t.Errorf("%s: %v %v %v %v", w.Name, *w.FailurePolicy, *w.SideEffects, *w.MatchPolicy, *w.TimeoutSeconds)
				}
				if exempt := w.NamespaceSelector.MatchExpressions[0].Values; !slices.Equal(exempt, []string{"kube-system", "jobvalidate"}) {
					t.Errorf("%s: exempt are %q", w.Name, exempt)
				}
			}
			mutating, there := objects["MutatingWebhookConfiguration/jobvalidate"]
			if there == (overlay == "audit-only") {
				t.Errorf("mutating configuration there: %t", there)
			}
			if there {
				for _, w := range decode[admissionregistrationv1.MutatingWebhookConfiguration](t, mutating).Webhooks {
					if *w.ReinvocationPolicy != admissionregistrationv1.IfNeededReinvocationPolicy {
						t.Errorf("%s: %v", w.Name, *w.ReinvocationPolicy)
					}
				}
			}
		})
	}
}

// TestRBACIsMinimal lists all that the service may do.
func TestRBACIsMinimal(t *testing.T) {
	objects := kustomize(t, "overlays/self-managed")
	var got []string
	for _, rules := range [][]rbacv1.PolicyRule{decode[rbacv1.Role](t, objects["Role/jobvalidate"]).Rules, decode[rbacv1.ClusterRole](t, objects["ClusterRole/jobvalidate-cabundle"]).Rules} {
		for _, r := range rules {
			if len(r.ResourceNames) == 0 {
				t.Errorf("a rule for every name: %+v", r)
			}
			got = append(got, strings.Join(r.Resources, "+")+" "+strings.Join(r.Verbs, "+"))
		}
	}
	want := []string{"secrets get+update", "leases get+update", "validatingwebhookconfigurations+mutatingwebhookconfigurations get+patch"}
	if !slices.Equal(got, want) {
		t.Errorf("rules %q, want %q", got, want)
	}
	for id := range kustomize(t, "overlays/cert-manager") {
		if strings.HasPrefix(id, "Role") || strings.HasPrefix(id, "ClusterRole") {
			t.Errorf("with cert-manager there is %s", id)
		}
	}
}

// TestComponents renders the base with each component.
func TestComponents(t *testing.T) {
	components, err := os.ReadDir(filepath.Join(root, "manifests", "components"))
	if err != nil || len(components) < 2 {
		t.Fatalf("%d components, %v", len(components), err)
	}
	for _, c := range components {
		t.Run(c.Name(), func(t *testing.T) {
			objects := component(t, "../base", c.Name())
			switch c.Name() {
			case "check-status-writes":
				if w := text(t, objects["ValidatingWebhookConfiguration/jobvalidate"]); strings.Contains(w, "matchConditions") {
					t.Errorf("there are conditions still:\n%s", w)
				}
			case "policy":
				if d := text(t, objects["Deployment/jobvalidate"]); !strings.Contains(d, "--config=/policy/policy.yaml") {
					t.Errorf("the policy is not used:\n%s", d)
				}
				data := objects["ConfigMap/jobvalidate-policy"]["data"].(map[string]any)
				name := filepath.Join(t.TempDir(), "policy.yaml")
				if err := os.WriteFile(name, []byte(data["policy.yaml"].(string)), 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err := webhook.OpenPolicy(name, target.Version{}); err != nil {
					t.Errorf("the policy is not one: %v", err)
				}
			case "namespace-labels":
				if objects["ClusterRole/jobvalidate-namespaces"] == nil {
					t.Error("no ClusterRole")
				}
			case "monitoring":
				if objects["PrometheusRule/jobvalidate"] == nil || objects["ConfigMap/jobvalidate-dashboard"] == nil {
					t.Error("something is missing")
				}
			}
		})
	}
}

// component renders a base, named as seen from a folder of manifests, with a component.
func component(t *testing.T, base, name string) map[string]object {
	t.Helper()
	dir, err := os.MkdirTemp(filepath.Join(root, "manifests"), "test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	kustomization := "resources: [" + base + "]\ncomponents: [../components/" + name + "]\n"
	if err := os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(kustomization), 0o600); err != nil {
		t.Fatal(err)
	}
	return kustomize(t, filepath.Base(dir))
}
