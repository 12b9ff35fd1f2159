package manifests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

// TestNodesCanBeDrained: one replica at a time may go, however many there are, and each may go.
func TestNodesCanBeDrained(t *testing.T) {
	for _, overlay := range overlays {
		budget := decode[policyv1.PodDisruptionBudget](t, kustomize(t, filepath.Join("overlays", overlay))["PodDisruptionBudget/jobvalidate"])
		if most := budget.Spec.MaxUnavailable; budget.Spec.MinAvailable != nil || most == nil || most.String() != "1" || *budget.Spec.UnhealthyPodEvictionPolicy != policyv1.AlwaysAllow {
			t.Errorf("%s: %+v", overlay, budget.Spec)
		}
	}
}

// TestThePodsSpread: a constraint that keeps pods from being scheduled must not count nodes where none may run, nor,
// while a new version is rolled out, the pods of the old one.
func TestThePodsSpread(t *testing.T) {
	for _, overlay := range overlays {
		pod := decode[appsv1.Deployment](t, kustomize(t, filepath.Join("overlays", overlay))["Deployment/jobvalidate"]).Spec.Template.Spec
		must := 0
		for _, c := range pod.TopologySpreadConstraints {
			if c.WhenUnsatisfiable != corev1.DoNotSchedule {
				continue
			}
			must++
			if c.NodeTaintsPolicy == nil || *c.NodeTaintsPolicy != corev1.NodeInclusionPolicyHonor || !slices.Contains(c.MatchLabelKeys, "pod-template-hash") {
				t.Errorf("%s: %+v", overlay, c)
			}
		}
		if want := overlay == "high-availability"; (must > 0) != want {
			t.Errorf("%s: %d constraints must hold", overlay, must)
		}
	}
}

// TestThePodHasTimeToLeave adds up what a pod does between the kubelet's order to end and its end.
func TestThePodHasTimeToLeave(t *testing.T) {
	for _, overlay := range overlays {
		pod := decode[appsv1.Deployment](t, kustomize(t, filepath.Join("overlays", overlay))["Deployment/jobvalidate"]).Spec.Template.Spec
		const longestRequest = 35 * time.Second // the largest timeoutSeconds, and five seconds to read the answer
		takes := longestRequest + time.Duration(pod.Containers[0].Lifecycle.PreStop.Sleep.Seconds)*time.Second
		for _, flag := range []string{"--drain=", "--drain-close="} {
			at := slices.IndexFunc(pod.Containers[0].Args, func(arg string) bool { return strings.HasPrefix(arg, flag) })
			if at < 0 {
				t.Fatalf("%s: no %s", overlay, flag)
			}
			d, err := time.ParseDuration(strings.TrimPrefix(pod.Containers[0].Args[at], flag))
			if err != nil {
				t.Fatal(err)
			}
			takes += d
		}
		if has := time.Duration(*pod.TerminationGracePeriodSeconds) * time.Second; has < takes {
			t.Errorf("%s: a pod may take %s to leave and has %s", overlay, takes, has)
		}
	}
}

// TestWhoReachesThePods: whoever it is, since no selector can name the API server, at the TLS port; who watches at the
// private one; and from the pods, with managed certificates only, the API server and DNS.
func TestWhoReachesThePods(t *testing.T) {
	for _, overlay := range overlays {
		objects := kustomize(t, filepath.Join("overlays", overlay))
		n := decode[networkingv1.NetworkPolicy](t, objects["NetworkPolicy/jobvalidate"]).Spec
		watchers := []string{"monitoring"}
		if overlay == "openshift" {
			watchers = []string{"openshift-monitoring", "openshift-user-workload-monitoring"}
		}
		if len(n.PolicyTypes) != 2 || len(n.Ingress) != 2 || n.Ingress[0].Ports[0].Port.String() != "webhook" || n.Ingress[1].Ports[0].Port.String() != "private" ||
			len(n.Ingress[1].From) != 1 || !slices.Equal(n.Ingress[1].From[0].NamespaceSelector.MatchExpressions[0].Values, watchers) {
			t.Errorf("%s: in: %+v", overlay, n.Ingress)
		}
		var out []string
		for _, rule := range n.Egress {
			for _, p := range rule.Ports {
				out = append(out, p.Port.String())
			}
		}
		var want []string
		if slices.Contains(decode[appsv1.Deployment](t, objects["Deployment/jobvalidate"]).Spec.Template.Spec.Containers[0].Args, "--managed-certs") {
			want = []string{"443", "6443", "53", "53"}
		}
		if !slices.Equal(out, want) {
			t.Errorf("%s: out: %q, want %q", overlay, out, want)
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
