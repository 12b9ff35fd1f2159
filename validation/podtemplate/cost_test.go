package podtemplate_test

import (
	"encoding/json"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// richSpec has most of what a template may have, and nothing wrong.
const richSpec = `
activeDeadlineSeconds: 600
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}], matchFields: [{key: metadata.name, operator: NotIn, values: [n]}]}]
    preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10, preference: {matchExpressions: [{key: a, operator: Gt, values: ["1"]}]}}]
  podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [b], labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [c]}]}
  podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: Exists}]}}}]}
containers:
- name: main
  image: perl:5.34
  ports: [{name: http, containerPort: 80}, {name: metrics, containerPort: 81, hostPort: 81}]
  env:
  - {name: A, value: b}
  - {name: B, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
  - {name: C, valueFrom: {secretKeyRef: {name: s, key: k}}}
  - {name: D, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
  envFrom: [{prefix: P_, configMapRef: {name: c}}]
  resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: "1", memory: 1Gi, nvidia.com/gpu: "1"}, claims: [{name: claim}]}
  volumeMounts: [{name: config, mountPath: /c}, {name: tmp, mountPath: /t, subPath: a/b}, {name: token, mountPath: /s, readOnly: true, recursiveReadOnly: Enabled}]
  livenessProbe: {httpGet: {path: /, port: http}}
  readinessProbe: {exec: {command: [a]}}
  lifecycle: {preStop: {sleep: {seconds: 5}}}
  securityContext: {runAsUser: 1, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}, appArmorProfile: {type: RuntimeDefault}}
- {name: second, image: perl}
initContainers:
- {name: proxy, image: proxy, restartPolicy: Always, startupProbe: {tcpSocket: {port: 1}}}
- {name: setup, image: perl, volumeMounts: [{name: tmp, mountPath: /t}]}
dnsConfig: {nameservers: [10.0.0.1, "2001:db8::1"], searches: [a.b, _x.c], options: [{name: ndots, value: "2"}]}
hostAliases: [{ip: 10.0.0.2, hostnames: [a, b.c]}]
hostname: a
subdomain: b
imagePullSecrets: [{name: s}]
nodeSelector: {kubernetes.io/os: linux}
os: {name: linux}
overhead: {cpu: 10m}
preemptionPolicy: Never
priorityClassName: high
readinessGates: [{conditionType: example.com/ready}]
resourceClaims: [{name: claim, resourceClaimTemplateName: t}]
resources: {requests: {cpu: "2", memory: 2Gi}, limits: {cpu: "4", memory: 4Gi}}
runtimeClassName: gvisor
schedulingGates: [{name: example.com/gate}]
securityContext: {fsGroup: 1, runAsNonRoot: true, supplementalGroups: [1, 2], fsGroupChangePolicy: Always, supplementalGroupsPolicy: Merge, sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}], seccompProfile: {type: RuntimeDefault}}
serviceAccountName: runner
tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 5}, {key: b, value: c}]
topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: 2, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [c]}]
volumes:
- {name: config, configMap: {name: c, items: [{key: a, path: b}]}}
- {name: tmp, emptyDir: {sizeLimit: 1Gi}}
- {name: token, projected: {sources: [{serviceAccountToken: {path: t, audience: a}}, {secret: {name: s}}]}}
`

func richTemplate(t testing.TB, version target.Version) *corev1.PodTemplateSpec {
	t.Helper()
	var spec map[string]any
	if err := yaml.Unmarshal([]byte(richSpec), &spec); err != nil {
		t.Fatal(err)
	}
	metadata := map[string]any{"labels": map[string]any{"app": "pi"}, "annotations": map[string]any{"example.com/a": "b", "controller.kubernetes.io/pod-deletion-cost": "5"}}
	return template(t, metadata, spec, version)
}

// TestValidTemplatesAllocateNothing is about creates, and about updates that change nothing. The rich
// template has what 1.32 and older refuse.
func TestValidTemplatesAllocateNothing(t *testing.T) {
	for minor := target.Oldest; minor <= target.Newest; minor++ {
		version, err := target.Minor(minor)
		if err != nil {
			t.Fatal(err)
		}
		allocatesNothing(t, "small", template(t, nil, nil, version), version)
		if minor > 32 {
			allocatesNothing(t, "rich", richTemplate(t, version), version)
		}
	}
}

func allocatesNothing(t *testing.T, name string, valid *corev1.PodTemplateSpec, version target.Version) {
	t.Helper()
	for operation, old := range map[string]*corev1.PodTemplateSpec{"create": nil, "update": valid.DeepCopy()} {
		allocations := testing.AllocsPerRun(20, func() {
			r := check.Report{Target: version}
			at := check.Root("template")
			opts := podtemplate.OptionsFor(valid, old, version)
			podtemplate.Validate(&r, &at, valid, &opts)
			if r.Errors != nil {
				t.Fatal(r.Errors)
			}
		})
		if allocations != 0 {
			t.Errorf("%s of a %s template at %s: %v allocations, want 0", operation, name, version, allocations)
		}
	}
}

func BenchmarkRichTemplate(b *testing.B) {
	valid := richTemplate(b, target.Version{})
	at := check.Root("template")
	b.ReportAllocs()
	for b.Loop() {
		var r check.Report
		podtemplate.Validate(&r, &at, valid, nil)
	}
}

// FuzzValidate holds the validation of whatever can be decoded, for every version, against panics, changes
// of its input and checks without a row.
func FuzzValidate(f *testing.F) {
	for _, c := range readCases(f) {
		data, err := json.Marshal(map[string]any{"metadata": c.Metadata, "spec": c.Spec})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint8(0))
	}
	rows := map[check.ID]bool{}
	for _, row := range podtemplate.Catalog() {
		rows[row.ID] = true
	}
	f.Fuzz(func(t *testing.T, data []byte, below uint8) {
		var tmpl, old corev1.PodTemplateSpec
		if json.Unmarshal(data, &tmpl) != nil {
			return
		}
		tmpl.DeepCopyInto(&old)
		version, err := target.Minor(target.Newest - int(below)%(target.Newest-target.Oldest+1))
		if err != nil {
			t.Fatal(err)
		}
		at := check.Root("template")
		create, update := check.Report{Target: version}, check.Report{Target: version}
		podtemplate.Validate(&create, &at, &tmpl, nil)
		opts := podtemplate.OptionsFor(&tmpl, &old, version)
		podtemplate.Validate(&update, &at, &tmpl, &opts)
		for _, e := range append(create.Errors, update.Errors...) {
			if !rows[check.ID(e.Origin)] {
				t.Errorf("%s at %s is not in the catalog", e.Origin, e.Field)
			}
		}
		if again, err := json.Marshal(tmpl); err == nil {
			if before, err := json.Marshal(old); err == nil && string(again) != string(before) {
				t.Error("validation changed the template")
			}
		}
	})
}
