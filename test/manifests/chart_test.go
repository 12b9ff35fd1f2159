package manifests

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// TestChartIsTheOverlays renders both ways and compares every object. The Namespace is Helm's own business.
func TestChartIsTheOverlays(t *testing.T) {
	for overlay, values := range map[string]string{
		"base":              `{certs: {source: files}}`,
		"self-managed":      ``,
		"cert-manager":      `{certs: {source: cert-manager}}`,
		"openshift":         `{certs: {source: openshift}}`,
		"audit-only":        `{auditOnly: true}`,
		"high-availability": `{replicas: {min: 3, max: 12, highAvailability: true}, failurePolicy: Fail, resources: {requests: {cpu: 200m}}}`,
	} {
		t.Run(overlay, func(t *testing.T) {
			folder := overlay
			if overlay != "base" {
				folder = filepath.Join("overlays", overlay)
			}
			want := kustomize(t, folder)
			delete(want, "Namespace/jobvalidate")
			got, err := helm(t, values)
			if err != nil {
				t.Fatal(err)
			}
			for id, o := range want {
				if got[id] == nil {
					t.Errorf("the chart has no %s", id)
					continue
				}
				if a, b := text(t, o), text(t, got[id]); a != b {
					t.Errorf("%s\nkustomize:\n%s\nchart:\n%s", id, a, b)
				}
				delete(got, id)
			}
			for id := range got {
				t.Errorf("kustomize has no %s", id)
			}
		})
	}
}

// TestChartPolicy compares the policy component with the chart's value.
func TestChartPolicy(t *testing.T) {
	for overlay, source := range map[string]string{"../base": "files", "../overlays/self-managed": "managed"} {
		want := component(t, overlay, "policy")
		values, err := yaml.Marshal(map[string]any{"policy": string(read(t, "components", "policy", "policy.yaml")), "certs": map[string]any{"source": source}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := helm(t, string(values))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"Deployment/jobvalidate", "ConfigMap/jobvalidate-policy"} {
			if a, b := text(t, want[id]), text(t, got[id]); a != b {
				t.Errorf("%s\nkustomize:\n%s\nchart:\n%s", id, a, b)
			}
		}
	}
}

// TestChartNamespaceLabels compares the component with the chart's value.
func TestChartNamespaceLabels(t *testing.T) {
	want := component(t, "../overlays/self-managed", "namespace-labels")
	got, err := helm(t, `{namespaceLabels: true}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"Deployment/jobvalidate", "ClusterRole/jobvalidate-namespaces", "ClusterRoleBinding/jobvalidate-namespaces"} {
		if a, b := text(t, want[id]), text(t, got[id]); a != b {
			t.Errorf("%s\nkustomize:\n%s\nchart:\n%s", id, a, b)
		}
	}
}

func text(t *testing.T, o object) string {
	t.Helper()
	out, err := yaml.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestChartMonitoring holds the chart's copies of the alerts and the dashboard against the component's.
func TestChartMonitoring(t *testing.T) {
	for _, name := range []string{"alerts.yaml", "dashboard.json"} {
		original, copied := read(t, "components", "monitoring", name), read(t, "chart", "files", name)
		if !bytes.Equal(original, copied) {
			t.Errorf("manifests/chart/files/%s is not the same as manifests/components/monitoring/%s: copy it", name, name)
		}
	}
	got, err := helm(t, `{monitoring: {enabled: true}}`)
	if err != nil {
		t.Fatal(err)
	}
	var rule object
	if err := yaml.Unmarshal(read(t, "components", "monitoring", "prometheusrule.yaml"), &rule); err != nil {
		t.Fatal(err)
	}
	if a, b := text(t, rule), text(t, got["PrometheusRule/jobvalidate"]); a != b {
		t.Errorf("component:\n%s\nchart:\n%s", a, b)
	}
	for _, id := range []string{"PodMonitor/jobvalidate", "ConfigMap/jobvalidate-dashboard"} {
		if got[id] == nil {
			t.Errorf("no %s", id)
		}
	}
}

func read(t *testing.T, path ...string) []byte {
	t.Helper()
	return readFile(t, filepath.Join(append([]string{root, "manifests"}, path...)...))
}

func TestChartValuesSchema(t *testing.T) {
	for name, c := range map[string]struct {
		values, complaint string
	}{
		"a misspelt value":                     {`{replica: {min: 2}}`, "replica"},
		"an unknown source":                    {`{certs: {source: vault}}`, "source"},
		"a timeout above the API server's":     {`{timeoutSeconds: 31}`, "timeoutSeconds"},
		"an unknown failurePolicy":             {`{failurePolicy: Abort}`, "failurePolicy"},
		"high availability with two":           {`{replicas: {min: 2, max: 4, highAvailability: true}}`, "min"},
		"a version that is none":               {`{kubernetesVersion: newest}`, "kubernetesVersion"},
		"an argument that is no flag":          {`{extraArgs: [verbose]}`, "extraArgs"},
		"no image":                             {`{image: {name: ""}}`, "name"},
		"a namespace that is none":             {`{networkPolicy: {monitoringNamespaces: ["a b"]}}`, "monitoringNamespaces"},
		"an address that is no range":          {`{networkPolicy: {apiServers: [10.0.0.1]}}`, "apiServers"},
		"fewer at most than at least":          {`{replicas: {min: 3, max: 2}}`, "replicas.max is 2"},
		"a CA that somebody else writes":       {`{certs: {source: managed, caBundle: "QUJD"}}`, "caBundle"},
		"all is well":                          {`{kubernetesVersion: "1.36", extraArgs: ["--pprof"], exemptNamespaces: [kube-system, istio-system]}`, ""},
		"audit only, status writes, files, CA": {`{auditOnly: true, checkStatusWrites: true, certs: {source: files, caBundle: "QUJD"}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := helm(t, c.values)
			if (err == nil) != (c.complaint == "") || err != nil && !strings.Contains(err.Error(), c.complaint) {
				t.Errorf("error %v, want one about %q", err, c.complaint)
			}
		})
	}
	t.Run("values reach the objects", func(t *testing.T) {
		got, err := helm(t, `{kubernetesVersion: "1.36", checkStatusWrites: true, terminationGracePeriodSeconds: 90, exemptNamespaces: [a, b], networkPolicy: {monitoringNamespaces: [o11y], apiServers: [10.0.0.0/28, "fd00::/64"]}, certs: {source: files, caBundle: QUJD}}`)
		if err != nil {
			t.Fatal(err)
		}
		if d := text(t, got["Deployment/jobvalidate"]); !strings.Contains(d, "--kubernetes-version=1.36") || !strings.Contains(d, "terminationGracePeriodSeconds: 90\n") {
			t.Errorf("no version, or another time to leave, in\n%s", d)
		}
		if n := text(t, got["NetworkPolicy/jobvalidate"]); !strings.Contains(n, "- o11y\n") || strings.Contains(n, "- monitoring\n") || !strings.Contains(n, "cidr: 10.0.0.0/28\n") || !strings.Contains(n, "cidr: fd00::/64\n") {
			t.Errorf("network policy\n%s", n)
		}
		w := text(t, got["ValidatingWebhookConfiguration/jobvalidate"])
		if strings.Contains(w, "matchConditions") || !strings.Contains(w, "- a\n") || !strings.Contains(w, "- jobvalidate\n") || !strings.Contains(w, "caBundle: QUJD") {
			t.Errorf("configuration\n%s", w)
		}
	})
}
