package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/yaml"
)

const policyFile = `apiVersion: jobvalidate.dev/v1alpha1
kind: JobPolicy
limits:
  activeDeadlineSeconds: {max: 86400}
  imageRegistries: {oneOf: [registry.example], mode: warn}
defaults:
  ttlSecondsAfterFinished: 86400
  backoffLimit: 3
  restartPolicy: Never
  podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}
  requests: {cpu: 100m, memory: 128Mi}
  limits: {memory: 1Gi}
  labels: {example.com/team: batch}
  podLabels: {example.com/team: batch}
  annotations: {example.com/a: b}
  terminationGracePeriodSeconds: 60
  automountServiceAccountToken: false
  nodeSelector: {pool: batch}
  tolerations: [{key: batch, operator: Exists}]
  seccompProfile: RuntimeDefault
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 300
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 2
overrides:
- match: {objectSelector: {matchLabels: {queue: all}}}
  defaults: {suspend: true, podFailurePolicy: null}
`

// manifests are what authors write.
var manifests = map[string]string{
	"job-plain": `{apiVersion: batch/v1, kind: Job, metadata: {name: NAME}, spec: {template: {spec: {containers: [{name: a, image: "registry.example/a:1"}]}}}}`,
	"job-written": `
apiVersion: batch/v1
kind: Job
metadata: {name: NAME, labels: {example.com/team: mine, queue: all}}
spec:
  backoffLimit: 6
  ttlSecondsAfterFinished: 1
  completions: 3
  template:
    metadata: {labels: {a: b}}
    spec:
      restartPolicy: OnFailure
      serviceAccount: runner
      terminationGracePeriodSeconds: 30
      containers:
      - name: a
        image: registry.example/a
        resources: {limits: {cpu: 1500u, memory: 1Gi}}
        ports: [{containerPort: 80}]
        env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        livenessProbe: {httpGet: {port: 80}}
      volumes:
      - name: none
      - {name: config, configMap: {name: c}}
      - {name: token, projected: {sources: [{serviceAccountToken: {path: t}}]}}
`,
	"cron-plain": `{apiVersion: batch/v1, kind: CronJob, metadata: {name: NAME}, spec: {schedule: "0 3 * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "registry.example/a:1"}]}}}}}}`,
	"cron-written": `
apiVersion: batch/v1
kind: CronJob
metadata: {name: NAME}
spec:
  schedule: "0 3 * * *"
  timeZone: Europe/Berlin
  concurrencyPolicy: Allow
  successfulJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 6
      template: {spec: {restartPolicy: OnFailure, containers: [{name: a, image: "registry.example/a:1", resources: {requests: {memory: 2Gi}}}]}}
`,
}

// TestStoredIsWhatDefaultPrints: the API server with the mutating webhook stores what `jobvalidate default`
// has printed, whether the manifest comes by kubectl apply or by server-side apply.
func TestStoredIsWhatDefaultPrints(t *testing.T) {
	dir := t.TempDir()
	policy := filepath.Join(dir, "policy.yaml")
	if err := os.WriteFile(policy, []byte(policyFile), 0o600); err != nil {
		t.Fatal(err)
	}
	cli := filepath.Join(dir, "jobvalidate")
	build := exec.Command("go", "build", "-o", cli, "./cmd/jobvalidate")
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the linter: %v\n%s", err, output)
	}
	start(t, "--config="+policy)
	for name, text := range manifests {
		for way, send := range map[string]func(*testing.T, string, []byte) any{"client": clientApply, "server": serverApply} {
			t.Run(name+"/"+way, func(t *testing.T) {
				manifest := strings.Replace(text, "NAME", name+"-"+way, 1)
				run := exec.Command(cli, "default", "--config", policy, "--kubernetes-version", "1.37", "-")
				run.Stdin = strings.NewReader(manifest)
				printed, err := run.Output()
				if err != nil {
					t.Fatalf("jobvalidate default: %v", err)
				}
				data, err := yaml.YAMLToJSON([]byte(manifest))
				if err != nil {
					t.Fatal(err)
				}
				want, got := withoutServers(t, printed), withoutServers(t, encoded(t, send(t, name, data)))
				if !reflect.DeepEqual(got, want) {
					t.Errorf("stored\n%s\nprinted\n%s", encoded(t, got), encoded(t, want))
				}
			})
		}
	}
}

// clientApply creates the object as kubectl apply does: with what the author wrote in an annotation.
func clientApply(t *testing.T, name string, data []byte) any {
	t.Helper()
	const annotation = "kubectl.kubernetes.io/last-applied-configuration"
	if strings.HasPrefix(name, "cron") {
		var cronJob batchv1.CronJob
		if err := json.Unmarshal(data, &cronJob); err != nil {
			t.Fatal(err)
		}
		cronJob.Annotations = map[string]string{annotation: string(data)}
		stored, err := cluster.Client.BatchV1().CronJobs(namespace).Create(t.Context(), &cronJob, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return stored
	}
	var job batchv1.Job
	if err := json.Unmarshal(data, &job); err != nil {
		t.Fatal(err)
	}
	job.Annotations = map[string]string{annotation: string(data)}
	if _, err := cluster.Client.BatchV1().Jobs(namespace).Create(t.Context(), &job, dryRun); err != nil {
		t.Errorf("dry run: %v", err)
	}
	stored, err := cluster.Client.BatchV1().Jobs(namespace).Create(t.Context(), &job, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// serverApply creates the object by server-side apply.
func serverApply(t *testing.T, name string, data []byte) any {
	t.Helper()
	var meta struct{ Metadata metav1.ObjectMeta }
	if err := json.Unmarshal(data, &meta); err != nil {
		t.Fatal(err)
	}
	options := metav1.PatchOptions{FieldManager: "e2e", FieldValidation: "Strict"}
	var stored any
	var err error
	if strings.HasPrefix(name, "cron") {
		stored, err = cluster.Client.BatchV1().CronJobs(namespace).Patch(t.Context(), meta.Metadata.Name, types.ApplyPatchType, data, options)
	} else {
		stored, err = cluster.Client.BatchV1().Jobs(namespace).Patch(t.Context(), meta.Metadata.Name, types.ApplyPatchType, data, options)
	}
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func encoded(t *testing.T, object any) []byte {
	t.Helper()
	data, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// withoutServers is an object without what the API server owns.
func withoutServers(t *testing.T, data []byte) any {
	t.Helper()
	var object map[string]any
	if err := yaml.Unmarshal(data, &object); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"status", "apiVersion", "kind"} { // a typed client leaves the last two out
		delete(object, name)
	}
	metadata := object["metadata"].(map[string]any)
	for _, name := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "namespace"} {
		delete(metadata, name)
	}
	if annotations, ok := metadata["annotations"].(map[string]any); ok {
		delete(annotations, "kubectl.kubernetes.io/last-applied-configuration")
	}
	if spec := object["spec"].(map[string]any); spec["selector"] != nil {
		delete(spec, "selector")
	}
	return withoutGenerated(object)
}

// withoutGenerated drops the labels that the API server generates, and metadata that is empty.
func withoutGenerated(node any) any {
	object, ok := node.(map[string]any)
	if !ok {
		return node
	}
	for name, value := range object {
		if labels, ok := value.(map[string]any); ok && name == "labels" {
			for _, generated := range []string{"batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"} {
				delete(labels, generated)
			}
		}
		value = withoutGenerated(value)
		inner, isObject := value.(map[string]any)
		if isObject && len(inner) == 0 && (name == "labels" || name == "annotations" || name == "metadata") {
			delete(object, name)
		} else if name == "creationTimestamp" && value == nil {
			delete(object, name)
		}
	}
	return object
}

// TestPolicyInTheCluster: the policy refuses with its own code, and a new policy is in force within seconds.
func TestPolicyInTheCluster(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	write := func(limits string) {
		t.Helper()
		if err := os.WriteFile(policy, []byte("apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\nlimits: "+limits+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("{}")
	start(t, "--config="+policy)
	long := goodJob("long")
	long.Spec.ActiveDeadlineSeconds = new(int64(7200))
	if _, err := create(t, long, dryRun); err != nil {
		t.Fatalf("the policy has no limits, and the answer is %v", err)
	}
	write("{activeDeadlineSeconds: {max: 3600}}")
	var refusal error
	waitFor(t, "the new policy", func() bool { _, refusal = create(t, long, dryRun); return refusal != nil })
	var status apierrors.APIStatus
	if !errors.As(refusal, &status) || status.Status().Code != http.StatusForbidden || !apierrors.IsForbidden(refusal) ||
		!reflect.DeepEqual(causes(refusal), []string{"FieldValueInvalid spec.activeDeadlineSeconds"}) {
		t.Errorf("the answer is %v with causes %q", refusal, causes(refusal))
	}
	t.Logf("the client sees: %v", refusal)
	write("{activeDeadlineSeconds: {max: x}}")
	if _, err := create(t, long, dryRun); !apierrors.IsForbidden(err) {
		t.Errorf("with a wrong file the answer is %v", err)
	}
}
