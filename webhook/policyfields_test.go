package webhook

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// modelJob keeps every limit of the cases below.
const modelJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"nightly","namespace":"team-a","labels":{"team":"data"},"annotations":{"example.com/owner":"me"}},
"spec":{"backoffLimit":3,"completions":2,"parallelism":2,"activeDeadlineSeconds":3600,"ttlSecondsAfterFinished":86400,"completionMode":"NonIndexed","podReplacementPolicy":"Failed",
"podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]},"suspend":false,"template":` + modelTemplate + `}}`

const modelTemplate = `{"metadata":{"labels":{"team":"data"},"annotations":{"example.com/x":"1"}},"spec":{"restartPolicy":"Never","priorityClassName":"batch-low",
"serviceAccountName":"runner","automountServiceAccountToken":false,"runtimeClassName":"gvisor","schedulerName":"batch","terminationGracePeriodSeconds":30,"imagePullSecrets":[{"name":"pull"}],
"nodeSelector":{"pool":"batch"},"tolerations":[{"key":"batch","operator":"Exists"}],"affinity":{"nodeAffinity":{}},"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
"containers":[{"name":"main","image":"registry.example/team/app:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","imagePullPolicy":"IfNotPresent",
"resources":{"requests":{"cpu":"500m","memory":"1Gi"},"limits":{"cpu":"1","memory":"1Gi"}},"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}},
"env":[{"name":"MODE","value":"fast"}],"envFrom":[{"configMapRef":{"name":"app"}}]}],"volumes":[{"name":"tmp","emptyDir":{}}]}}`

const modelCronJob = `{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"nightly","namespace":"team-a","labels":{"team":"data"}},
"spec":{"schedule":"30 3 * * *","timeZone":"Etc/UTC","concurrencyPolicy":"Forbid","startingDeadlineSeconds":300,"successfulJobsHistoryLimit":3,"failedJobsHistoryLimit":1,
"jobTemplate":{"spec":{"backoffLimit":3,"template":` + modelTemplate + `}}}}`

// policyCase is a limit with an object that breaks it. The change is merged into the model: container goes
// into its first container, pod into the pod's spec, spec into the spec, meta into the metadata.
type policyCase struct {
	limit, key, bounds   string // key of a keyed limit
	cronJob              bool
	meta, spec, pod, own string
	field                string // below spec.template.spec where it begins with a dot
	cause                string // without FieldValue
}

// policyCases has at least one case of every limit, and one of each constraint that a limit may have.
var policyCases = []policyCase{
	{limit: "name", bounds: `{pattern: "[a-z]+"}`, meta: `{"name":"a-1"}`, field: "metadata.name", cause: "Invalid"},
	{limit: "name", bounds: `{maxLength: 8}`, meta: `{"name":"nightlies"}`, field: "metadata.name", cause: "Invalid"},
	{limit: "labels", key: "team", bounds: `{required: true}`, meta: `{"labels":{"team":null,"x":"y"}}`, field: "metadata.labels[team]", cause: "Required"},
	{limit: "labels", key: "team", bounds: `{oneOf: [data, web]}`, meta: `{"labels":{"team":"wbe"}}`, field: "metadata.labels[team]", cause: "NotSupported"},
	{limit: "labels", key: "debug", bounds: `{forbidden: true}`, meta: `{"labels":{"debug":"x"}}`, field: "metadata.labels[debug]", cause: "Forbidden"},
	{limit: "annotations", key: "example.com/owner", bounds: `{required: true, pattern: "[a-z]+"}`, meta: `{"annotations":{"example.com/owner":"A B"}}`, field: "metadata.annotations[example.com/owner]", cause: "Invalid"},
	{limit: "hooks", bounds: `{noneOf: [helm]}`, meta: `{"annotations":{"helm.sh/hook":"pre-install"}}`, field: "metadata.annotations[helm.sh/hook]", cause: "NotSupported"},
	{limit: "hookTTLSecondsAfterFinished", bounds: `{min: 600}`, meta: `{"annotations":{"argocd.argoproj.io/hook":"Sync"}}`, spec: `{"ttlSecondsAfterFinished":60}`, field: "spec.ttlSecondsAfterFinished", cause: "Invalid"},
	{limit: "suspend", bounds: `{equals: false}`, spec: `{"suspend":true}`, field: "spec.suspend", cause: "Invalid"},
	{limit: "parallelism", bounds: `{max: 10}`, spec: `{"parallelism":11}`, field: "spec.parallelism", cause: "Invalid"},
	{limit: "parallelism", bounds: `{min: 1}`, spec: `{"parallelism":0}`, field: "spec.parallelism", cause: "Invalid"},
	{limit: "completions", bounds: `{required: true}`, spec: `{"completions":null}`, field: "spec.completions", cause: "Required"},
	{limit: "completions", bounds: `{max: 100}`, spec: `{"completions":101}`, field: "spec.completions", cause: "Invalid"},
	{limit: "completionMode", bounds: `{oneOf: [NonIndexed]}`, spec: `{"completionMode":"Indexed"}`, field: "spec.completionMode", cause: "NotSupported"},
	{limit: "totalPods", bounds: `{max: 10}`, spec: `{"completions":7,"backoffLimit":4}`, field: "spec", cause: "Invalid"},
	{limit: "totalRetries", bounds: `{max: 10}`, spec: `{"completions":6,"completionMode":"Indexed","backoffLimitPerIndex":2,"backoffLimit":null}`, field: "spec", cause: "Invalid"},
	{limit: "backoffLimit", bounds: `{max: 6}`, spec: `{"backoffLimit":7}`, field: "spec.backoffLimit", cause: "Invalid"},
	{limit: "backoffLimitPerIndex", bounds: `{max: 3}`, spec: `{"completionMode":"Indexed","backoffLimitPerIndex":4,"backoffLimit":null}`, field: "spec.backoffLimitPerIndex", cause: "Invalid"},
	{limit: "maxFailedIndexes", bounds: `{max: 1}`, spec: `{"completionMode":"Indexed","backoffLimitPerIndex":1,"maxFailedIndexes":2}`, field: "spec.maxFailedIndexes", cause: "Invalid"},
	{limit: "activeDeadlineSeconds", bounds: `{required: true}`, spec: `{"activeDeadlineSeconds":null}`, field: "spec.activeDeadlineSeconds", cause: "Required"},
	{limit: "ttlSecondsAfterFinished", bounds: `{required: true}`, spec: `{"ttlSecondsAfterFinished":null}`, field: "spec.ttlSecondsAfterFinished", cause: "Required"},
	{limit: "ttlSecondsAfterFinished", bounds: `{max: 604800}`, spec: `{"ttlSecondsAfterFinished":604801}`, field: "spec.ttlSecondsAfterFinished", cause: "Invalid"},
	{limit: "podReplacementPolicy", bounds: `{oneOf: [Failed]}`, spec: `{"podReplacementPolicy":"TerminatingOrFailed","podFailurePolicy":null}`, field: "spec.podReplacementPolicy", cause: "NotSupported"},
	{limit: "podFailurePolicy", bounds: `{required: true}`, spec: `{"podFailurePolicy":null}`, field: "spec.podFailurePolicy", cause: "Required"},
	{limit: "disruptionRule", bounds: `{required: true}`, spec: `{"podFailurePolicy":{"rules":[{"action":"FailJob","onPodConditions":[{"type":"DisruptionTarget"}]}]}}`, field: "spec.podFailurePolicy", cause: "Required"},
	{limit: "managedBy", bounds: `{oneOf: [kueue.x-k8s.io/multikueue]}`, spec: `{"managedBy":"example.com/other"}`, field: "spec.managedBy", cause: "NotSupported"},
	{limit: "manualSelector", bounds: `{equals: false}`, spec: `{"manualSelector":true,"selector":{"matchLabels":{"team":"data"}}}`, field: "spec.manualSelector", cause: "Invalid"},
	{limit: "podLabels", key: "team", bounds: `{required: true}`, spec: `{"template":{"metadata":{"labels":{"team":null}}}}`, field: "spec.template.metadata.labels[team]", cause: "Required"},
	{limit: "podAnnotations", key: "example.com/x", bounds: `{oneOf: ["1"]}`, spec: `{"template":{"metadata":{"annotations":{"example.com/x":"2"}}}}`, field: "spec.template.metadata.annotations[example.com/x]", cause: "NotSupported"},
	{limit: "restartPolicy", bounds: `{oneOf: [Never]}`, spec: `{"podFailurePolicy":null}`, pod: `{"restartPolicy":"OnFailure"}`, field: ".restartPolicy", cause: "NotSupported"},
	{limit: "priorityClassName", bounds: `{required: true, oneOf: ["batch-*"]}`, pod: `{"priorityClassName":"prod"}`, field: ".priorityClassName", cause: "NotSupported"},
	{limit: "priorityClassName", bounds: `{required: true}`, pod: `{"priorityClassName":null}`, field: ".priorityClassName", cause: "Required"},
	{limit: "schedulerName", bounds: `{oneOf: [batch]}`, pod: `{"schedulerName":"other"}`, field: ".schedulerName", cause: "NotSupported"},
	{limit: "runtimeClassName", bounds: `{required: true}`, pod: `{"runtimeClassName":null}`, field: ".runtimeClassName", cause: "Required"},
	{limit: "terminationGracePeriodSeconds", bounds: `{max: 300}`, pod: `{"terminationGracePeriodSeconds":301}`, field: ".terminationGracePeriodSeconds", cause: "Invalid"},
	{limit: "serviceAccountName", bounds: `{noneOf: [default]}`, pod: `{"serviceAccountName":null}`, field: ".serviceAccountName", cause: "NotSupported"},
	{limit: "serviceAccountName", bounds: `{required: true}`, pod: `{"serviceAccountName":null}`, field: ".serviceAccountName", cause: "Required"},
	{limit: "automountServiceAccountToken", bounds: `{equals: false}`, pod: `{"automountServiceAccountToken":null}`, field: ".automountServiceAccountToken", cause: "Invalid"},
	{limit: "imagePullSecrets", bounds: `{required: true}`, pod: `{"imagePullSecrets":null}`, field: ".imagePullSecrets", cause: "Required"},
	{limit: "imagePullSecrets", bounds: `{oneOf: [pull]}`, pod: `{"imagePullSecrets":[{"name":"pull"},{"name":"other"}]}`, field: ".imagePullSecrets[1]", cause: "NotSupported"},
	{limit: "nodeSelector", key: "pool", bounds: `{required: true, oneOf: [batch]}`, pod: `{"nodeSelector":{"pool":"web"}}`, field: ".nodeSelector[pool]", cause: "NotSupported"},
	{limit: "tolerations", bounds: `{oneOf: [batch]}`, pod: `{"tolerations":[{"operator":"Exists"}]}`, field: ".tolerations[0]", cause: "NotSupported"},
	{limit: "affinity", bounds: `{required: true}`, pod: `{"affinity":null}`, field: ".affinity", cause: "Required"},
	{limit: "hostNetwork", bounds: `{equals: false}`, pod: `{"hostNetwork":true}`, field: ".hostNetwork", cause: "Invalid"},
	{limit: "hostPID", bounds: `{equals: false}`, pod: `{"hostPID":true}`, field: ".hostPID", cause: "Invalid"},
	{limit: "hostIPC", bounds: `{equals: false}`, pod: `{"hostIPC":true}`, field: ".hostIPC", cause: "Invalid"},
	{limit: "images", bounds: `{oneOf: ["registry.example/*"]}`, own: `{"image":"other.example/app:1"}`, field: ".containers[0].image", cause: "NotSupported"},
	{limit: "imageRegistries", bounds: `{oneOf: [registry.example]}`, own: `{"image":"app:1"}`, field: ".containers[0].image", cause: "NotSupported"},
	{limit: "imageRegistries", bounds: `{oneOf: [registry.example]}`, own: `{"image":"App:1"}`, field: ".containers[0].image", cause: "Invalid"},
	{limit: "imageTags", bounds: `{noneOf: [latest]}`, own: `{"image":"registry.example/app"}`, field: ".containers[0].image", cause: "NotSupported"},
	{limit: "imageTags", bounds: `{required: true}`, own: `{"image":"registry.example/app"}`, field: ".containers[0].image", cause: "Required"},
	{limit: "imageDigests", bounds: `{required: true}`, own: `{"image":"registry.example/app:1"}`, field: ".containers[0].image", cause: "Required"},
	{limit: "imagePullPolicy", bounds: `{noneOf: [Always]}`, own: `{"imagePullPolicy":"Always"}`, field: ".containers[0].imagePullPolicy", cause: "NotSupported"},
	{limit: "requests", key: "memory", bounds: `{required: true}`, own: `{"resources":{"requests":{"memory":null},"limits":{"memory":null}}}`, field: ".containers[0].resources.requests[memory]", cause: "Required"},
	{limit: "requests", key: "cpu", bounds: `{min: 100m, max: 4}`, own: `{"resources":{"requests":{"cpu":"50m"}}}`, field: ".containers[0].resources.requests[cpu]", cause: "Invalid"},
	{limit: "limits", key: "memory", bounds: `{max: 8Gi}`, own: `{"resources":{"limits":{"memory":"9Gi"}}}`, field: ".containers[0].resources.limits[memory]", cause: "Invalid"},
	{limit: "limits", key: "ephemeral-storage", bounds: `{forbidden: true}`, own: `{"resources":{"limits":{"ephemeral-storage":"1Gi"}}}`, field: ".containers[0].resources.limits[ephemeral-storage]", cause: "Forbidden"},
	{limit: "limitToRequestRatio", key: "cpu", bounds: `{max: 2}`, own: `{"resources":{"limits":{"cpu":"2"}}}`, field: ".containers[0].resources.limits[cpu]", cause: "Invalid"},
	{limit: "runAsNonRoot", bounds: `{equals: true}`, own: `{"securityContext":{"runAsNonRoot":false}}`, field: ".containers[0].securityContext.runAsNonRoot", cause: "Invalid"},
	{limit: "privileged", bounds: `{equals: false}`, own: `{"securityContext":{"privileged":true,"allowPrivilegeEscalation":null}}`, field: ".containers[0].securityContext.privileged", cause: "Invalid"},
	{limit: "allowPrivilegeEscalation", bounds: `{equals: false}`, own: `{"securityContext":null}`, field: ".containers[0].securityContext.allowPrivilegeEscalation", cause: "Invalid"},
	{limit: "readOnlyRootFilesystem", bounds: `{equals: true}`, own: `{"securityContext":{"readOnlyRootFilesystem":null}}`, field: ".containers[0].securityContext.readOnlyRootFilesystem", cause: "Invalid"},
	{limit: "seccompProfile", bounds: `{required: true, oneOf: [RuntimeDefault]}`, pod: `{"securityContext":{"seccompProfile":null}}`, field: ".containers[0].securityContext.seccompProfile", cause: "Required"},
	{limit: "seccompProfile", bounds: `{noneOf: [Unconfined]}`, own: `{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}`, field: ".containers[0].securityContext.seccompProfile", cause: "NotSupported"},
	{limit: "droppedCapabilities", bounds: `{required: true}`, own: `{"securityContext":{"capabilities":null}}`, field: ".containers[0].securityContext.capabilities.drop", cause: "Required"},
	{limit: "addedCapabilities", bounds: `{oneOf: [NET_BIND_SERVICE]}`, own: `{"securityContext":{"capabilities":{"add":["NET_BIND_SERVICE","SYS_TIME"]}}}`, field: ".containers[0].securityContext.capabilities.add[1]", cause: "NotSupported"},
	{limit: "envNames", bounds: `{noneOf: ["LD_*"]}`, own: `{"env":[{"name":"LD_PRELOAD","value":"x"}]}`, field: ".containers[0].env[0].name", cause: "NotSupported"},
	{limit: "envValues", bounds: `{noneOf: ["*_PASSWORD"]}`, own: `{"env":[{"name":"DB_PASSWORD","value":"x"}]}`, field: ".containers[0].env[0].value", cause: "Forbidden"},
	{limit: "envFrom", bounds: `{oneOf: [app]}`, own: `{"envFrom":[{"secretRef":{"name":"all"}}]}`, field: ".containers[0].envFrom[0]", cause: "NotSupported"},
	{limit: "volumeTypes", bounds: `{noneOf: [hostPath]}`, pod: `{"volumes":[{"name":"h","hostPath":{"path":"/"}}]}`, field: ".volumes[0].hostPath", cause: "NotSupported"},
	{limit: "hostPaths", bounds: `{oneOf: ["/var/log*"]}`, pod: `{"volumes":[{"name":"h","hostPath":{"path":"/etc"}}]}`, field: ".volumes[0].hostPath.path", cause: "NotSupported"},

	{limit: "schedule", cronJob: true, bounds: `{pattern: "[0-9]+ .*"}`, spec: `{"schedule":"*/5 * * * *"}`, field: "spec.schedule", cause: "Invalid"},
	{limit: "scheduleIntervalSeconds", cronJob: true, bounds: `{min: 900}`, spec: `{"schedule":"0,14,59 * * * *"}`, field: "spec.schedule", cause: "Invalid"},
	{limit: "scheduleIntervalSeconds", cronJob: true, bounds: `{max: 86400}`, spec: `{"schedule":"0 0 1 * *"}`, field: "spec.schedule", cause: "Invalid"},
	{limit: "scheduleMinutes", cronJob: true, bounds: `{noneOf: [0]}`, spec: `{"schedule":"@hourly"}`, field: "spec.schedule", cause: "NotSupported"},
	{limit: "scheduleMacros", cronJob: true, bounds: `{forbidden: true}`, spec: `{"schedule":"@daily"}`, field: "spec.schedule", cause: "Forbidden"},
	{limit: "timeZone", cronJob: true, bounds: `{required: true}`, spec: `{"timeZone":null}`, field: "spec.timeZone", cause: "Required"},
	{limit: "timeZone", cronJob: true, bounds: `{oneOf: [Etc/UTC]}`, spec: `{"timeZone":"Europe/Berlin"}`, field: "spec.timeZone", cause: "NotSupported"},
	{limit: "concurrencyPolicy", cronJob: true, bounds: `{oneOf: [Forbid, Replace]}`, spec: `{"concurrencyPolicy":"Allow"}`, field: "spec.concurrencyPolicy", cause: "NotSupported"},
	{limit: "startingDeadlineSeconds", cronJob: true, bounds: `{required: true, min: 10}`, spec: `{"startingDeadlineSeconds":9}`, field: "spec.startingDeadlineSeconds", cause: "Invalid"},
	{limit: "successfulJobsHistoryLimit", cronJob: true, bounds: `{max: 5}`, spec: `{"successfulJobsHistoryLimit":6}`, field: "spec.successfulJobsHistoryLimit", cause: "Invalid"},
	{limit: "failedJobsHistoryLimit", cronJob: true, bounds: `{min: 1}`, spec: `{"failedJobsHistoryLimit":0}`, field: "spec.failedJobsHistoryLimit", cause: "Invalid"},
	{limit: "backoffLimit", cronJob: true, bounds: `{max: 3}`, spec: `{"jobTemplate":{"spec":{"backoffLimit":4}}}`, field: "spec.jobTemplate.spec.backoffLimit", cause: "Invalid"},
}

const policyHead = "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\n"

func (c *policyCase) rule() string {
	if c.key != "" {
		return "limits." + c.limit + "[" + c.key + "]"
	}
	return "limits." + c.limit
}

func (c *policyCase) policy(mode string) string {
	bounds := c.bounds
	if c.key != "" {
		bounds = "{" + c.key + ": " + bounds + "}"
	}
	return policyHead + "mode: " + mode + "\nlimits:\n  " + c.limit + ": " + bounds + "\n"
}

func (c *policyCase) at() string {
	if strings.HasPrefix(c.field, ".") {
		return "spec.template.spec" + c.field
	}
	return c.field
}

func (c *policyCase) objects(t *testing.T) (kind, good, bad string) {
	t.Helper()
	kind, good = "Job", modelJob
	if c.cronJob {
		kind, good = "CronJob", modelCronJob
	}
	bad = good
	for _, change := range []struct{ at, patch string }{{"metadata", c.meta}, {"spec", c.spec}, {"spec/template/spec", c.pod}} {
		if change.patch == "" {
			continue
		}
		patch := change.patch
		for _, name := range slices.Backward(strings.Split(change.at, "/")) {
			patch = fmt.Sprintf("{%q:%s}", name, patch)
		}
		bad = merged(t, bad, patch)
	}
	if c.own != "" {
		var tree struct {
			Spec struct {
				Template struct {
					Spec struct{ Containers []json.RawMessage }
				}
			}
		}
		if err := json.Unmarshal([]byte(bad), &tree); err != nil {
			t.Fatal(err)
		}
		container := merged(t, string(tree.Spec.Template.Spec.Containers[0]), c.own)
		bad = merged(t, bad, `{"spec":{"template":{"spec":{"containers":[`+container+`]}}}}`)
	}
	return kind, good, bad
}

// TestPolicyRefusesBehindManyFindings: a limit that is only noted, and is not kept a thousand times, does not keep
// another from refusing.
func TestPolicyRefusesBehindManyFindings(t *testing.T) {
	options := policyOptions(t, policyHead+`mode: enforce
limits:
  imageRegistries: {oneOf: [ours.example], mode: audit}
  imageTags: {noneOf: [edge]}
`)
	containers := make([]string, 3*finding.Most)
	for i := range containers {
		containers[i] = fmt.Sprintf(`{"name":"c%d","image":"theirs.example/a:1"}`, i)
	}
	containers[len(containers)-1] = `{"name":"last","image":"theirs.example/a:edge"}`
	job := merged(t, modelJob, `{"spec":{"template":{"spec":{"containers":[`+strings.Join(containers, ",")+`]}}}}`)
	response := validator{&options}.job(t.Context(), policyRequestOf("Job", job))
	if response.Allowed || len(response.Result.Details.Causes) != 1 || response.Result.Code != http.StatusForbidden {
		t.Errorf("allowed %t, result %v", response.Allowed, response.Result)
	}
	if notes := strings.Count(response.AuditAnnotations[auditAnnotation], "theirs.example"); notes == 0 || notes > 2*mostNotes {
		t.Errorf("%d notes of the other limit", notes)
	}
}

func merged(t *testing.T, document, patch string) string {
	t.Helper()
	data, err := jsonpatch.MergePatch([]byte(document), []byte(patch))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// policyOptions are those of a webhook with the policy.
func policyOptions(t *testing.T, file string) Options {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	policies, err := OpenPolicy(path, target.Version{})
	if err != nil {
		t.Fatal(err)
	}
	return Options{Policies: policies}
}

// policyRequestOf is the creation of an object by somebody.
func policyRequestOf(kind, object string) *admissionv1.AdmissionRequest {
	return &admissionv1.AdmissionRequest{
		UID: "u", Operation: admissionv1.Create, Namespace: "team-a", Name: "nightly", UserInfo: authenticationv1.UserInfo{Username: "jane", Groups: []string{"dev"}},
		Kind:   metav1.GroupVersionKind{Group: batchv1.GroupName, Version: "v1", Kind: kind},
		Object: runtime.RawExtension{Raw: []byte(object)},
	}
}

// admitted mutates and then validates, as the API server would.
func admitted(t *testing.T, options Options, kind, object string) (mutation, validation *admissionv1.AdmissionResponse) {
	t.Helper()
	request := policyRequestOf(kind, object)
	m, v := mutator{&options}, validator{&options}
	mutate, validate := m.job, v.job
	if kind == "CronJob" {
		mutate, validate = m.cronJob, v.cronJob
	}
	mutation = mutate(t.Context(), request)
	if mutation.Patch != nil {
		patch, err := jsonpatch.DecodePatch(mutation.Patch)
		if err != nil {
			t.Fatal(err)
		}
		if request.Object.Raw, err = patch.Apply(request.Object.Raw); err != nil {
			t.Fatal(err)
		}
	}
	return mutation, validate(t.Context(), request)
}

// linted is what the linter says of the object, for the policy.
func linted(options Options, object string) []engine.Located {
	result := options.engine().File([]byte(object), decode.Strict)
	return slices.DeleteFunc(result.Findings, func(l engine.Located) bool { return l.Origin == finding.Advice })
}

// TestPolicyFields: each limit, in the linter and through the webhook, in each mode: the same verdict in both.
func TestPolicyFields(t *testing.T) {
	for _, c := range policyCases {
		t.Run(c.limit+" "+c.bounds, func(t *testing.T) {
			kind, good, bad := c.objects(t)
			for mode, severity := range map[string]finding.Severity{"enforce": finding.Error, "warn": finding.Warning, "audit": finding.Info} {
				options := policyOptions(t, c.policy(mode))
				if found := linted(options, good); len(found) > 0 {
					t.Fatalf("%s: the linter finds in the model: %+v", mode, found)
				}
				if _, response := admitted(t, options, kind, good); !response.Allowed || response.AuditAnnotations[auditAnnotation] != "" {
					t.Fatalf("%s: the webhook refuses the model: %+v", mode, response)
				}
				found := linted(options, bad)
				if len(found) != 1 {
					t.Fatalf("%s: the linter finds %d: %+v", mode, len(found), found)
				}
				if f := found[0]; f.Rule != c.rule() || f.Origin != finding.Policy || f.Severity != severity || f.Field != c.at() || f.Type != "FieldValue"+c.cause {
					t.Errorf("%s: the linter says %+v", mode, f)
				}
				checkPolicyResponse(t, mode, c, kind, found[0].Finding, options, bad)
			}
		})
	}
}

// TestEveryLimitHasACase reads the names of the limits in the schema of the policy file.
func TestEveryLimitHasACase(t *testing.T) {
	text, err := policy.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Definitions struct {
			Limits struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if len(schema.Definitions.Limits.Properties) < 50 {
		t.Fatalf("the schema has %d limits", len(schema.Definitions.Limits.Properties))
	}
	for name := range schema.Definitions.Limits.Properties {
		if !slices.ContainsFunc(policyCases, func(c policyCase) bool { return c.limit == name }) {
			t.Errorf("limit %s has no case", name)
		}
	}
}

func checkPolicyResponse(t *testing.T, mode string, c policyCase, kind string, linted finding.Finding, options Options, bad string) {
	t.Helper()
	_, response := admitted(t, options, kind, bad)
	if !slices.Contains(strings.Split(response.AuditAnnotations[rulesAnnotation], ","), c.rule()) {
		t.Errorf("%s: the webhook's rules are %v", mode, response.AuditAnnotations)
	}
	warned := slices.ContainsFunc(response.Warnings, func(w string) bool { return strings.HasPrefix(w, c.rule()+": ") })
	noted := strings.Contains(response.AuditAnnotations[auditAnnotation], c.rule()+" at "+c.at()+": "+linted.Message)
	if response.Allowed == (mode == "enforce") || warned != (mode == "warn") || noted != (mode == "audit") {
		t.Fatalf("%s: allowed %t, warned %t, noted %t: %+v", mode, response.Allowed, warned, noted, response)
	}
	if mode != "enforce" {
		return
	}
	status := response.Result
	if status.Code != 403 || status.Reason != metav1.StatusReasonForbidden || len(status.Details.Causes) != 1 {
		t.Fatalf("the webhook answers %+v", status)
	}
	if cause := status.Details.Causes[0]; cause.Field != linted.Field || string(cause.Type) != linted.Type || cause.Message != sentence(linted) {
		t.Errorf("the webhook says %+v, the linter %+v", cause, linted)
	}
}
