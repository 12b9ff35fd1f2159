package webhook

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	admissionv1 "k8s.io/api/admission/v1"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/defaulting"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// plainJob has nothing written but what must be.
const plainJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"},"spec":{"template":{"spec":{"containers":[{"name":"main","image":"a:1"}]}}}}`

const plainCronJob = `{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a"},"spec":{"schedule":"0 3 * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"a:1"}]}}}}}}`

// neverJob is plainJob with a restartPolicy, which most need to be valid.
var neverJob = strings.Replace(plainJob, `"spec":{"containers"`, `"spec":{"restartPolicy":"Never","containers"`, 1)

func withDefaults(text string) string { return policyHead + "defaults:\n  " + text + "\n" }

const ignoreDisruptions = `podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}`

// TestPolicyDefaults: each default, where nothing is written and where something is. The object is as the
// author wrote it; then, as the API server hands it on, with its own defaults in it and kubectl's annotation.
func TestPolicyDefaults(t *testing.T) {
	const pod = "/spec/template/spec"
	tests := map[string]struct {
		defaults, object string
		sets             map[string]string
		written          string // merged into the object: then nothing is set
	}{
		"labels":                        {`labels: {team: data}`, neverJob, map[string]string{"/metadata/labels": `{"team":"data"}`}, `{"metadata":{"labels":{"team":"x"}}}`},
		"annotations":                   {`annotations: {example.com/team: data}`, neverJob, map[string]string{"/metadata/annotations/example.com~1team": `"data"`}, `{"metadata":{"annotations":{"example.com/team":""}}}`},
		"podLabels":                     {`podLabels: {team: data}`, strings.Replace(neverJob, `"name":"a"}`, `"name":"a","labels":{"x":"y"}}`, 1), map[string]string{"/spec/template/metadata/labels": `{"team":"data"}`}, `{"spec":{"template":{"metadata":{"labels":{"team":"x"}}}}}`},
		"podAnnotations":                {`podAnnotations: {a: b}`, neverJob, map[string]string{"/spec/template/metadata/annotations": `{"a":"b"}`}, `{"spec":{"template":{"metadata":{"annotations":{"a":"c"}}}}}`},
		"restartPolicy":                 {`restartPolicy: OnFailure`, plainJob, map[string]string{pod + "/restartPolicy": `"OnFailure"`}, `{"spec":{"template":{"spec":{"restartPolicy":"Never"}}}}`},
		"ttlSecondsAfterFinished":       {`ttlSecondsAfterFinished: 60`, neverJob, map[string]string{"/spec/ttlSecondsAfterFinished": `60`}, `{"spec":{"ttlSecondsAfterFinished":0}}`},
		"ttl of a hook":                 {`ttlSecondsAfterFinished: 599`, neverJob, map[string]string{"/spec/ttlSecondsAfterFinished": `599`}, `{"metadata":{"annotations":{"helm.sh/hook":"pre-install"}}}`},
		"activeDeadlineSeconds":         {`activeDeadlineSeconds: 60`, neverJob, map[string]string{"/spec/activeDeadlineSeconds": `60`}, `{"spec":{"activeDeadlineSeconds":9}}`},
		"backoffLimit":                  {`backoffLimit: 2`, neverJob, map[string]string{"/spec/backoffLimit": `2`}, `{"spec":{"backoffLimit":6}}`},
		"backoffLimit beside per index": {`backoffLimit: 2`, neverJob, map[string]string{"/spec/backoffLimit": `2`}, `{"spec":{"completions":1,"completionMode":"Indexed","backoffLimitPerIndex":1}}`},
		"podReplacementPolicy":          {`podReplacementPolicy: Failed`, neverJob, map[string]string{"/spec/podReplacementPolicy": `"Failed"`}, `{"spec":{"podReplacementPolicy":"TerminatingOrFailed"}}`},
		"podFailurePolicy":              {ignoreDisruptions, neverJob, map[string]string{"/spec/podFailurePolicy": `{"rules":[{"action":"Ignore","onPodConditions":[{"status":"True","type":"DisruptionTarget"}]}]}`, "/spec/podReplacementPolicy": `"Failed"`}, `{"spec":{"podFailurePolicy":{"rules":[]}}}`},
		"suspend":                       {`suspend: true`, neverJob, map[string]string{"/spec/suspend": `true`}, `{"spec":{"suspend":false}}`},
		"priorityClassName":             {`priorityClassName: batch-low`, neverJob, map[string]string{pod + "/priorityClassName": `"batch-low"`}, `{"spec":{"template":{"spec":{"priorityClassName":"x"}}}}`},
		"terminationGracePeriodSeconds": {`terminationGracePeriodSeconds: 60`, neverJob, map[string]string{pod + "/terminationGracePeriodSeconds": `60`}, `{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":30}}}}`},
		"automountServiceAccountToken":  {`automountServiceAccountToken: false`, neverJob, map[string]string{pod + "/automountServiceAccountToken": `false`}, `{"spec":{"template":{"spec":{"automountServiceAccountToken":true}}}}`},
		"imagePullSecrets":              {`imagePullSecrets: [a, b]`, neverJob, map[string]string{pod + "/imagePullSecrets": `[{"name":"a"},{"name":"b"}]`}, `{"spec":{"template":{"spec":{"imagePullSecrets":[{"name":"c"}]}}}}`},
		"nodeSelector":                  {`nodeSelector: {pool: batch}`, neverJob, map[string]string{pod + "/nodeSelector": `{"pool":"batch"}`}, `{"spec":{"template":{"spec":{"nodeSelector":{"pool":"web"}}}}}`},
		"tolerations":                   {`tolerations: [{key: batch, operator: Exists}]`, neverJob, map[string]string{pod + "/tolerations": `[{"key":"batch","operator":"Exists"}]`}, `{"spec":{"template":{"spec":{"tolerations":[{"key":"x","operator":"Exists"}]}}}}`},
		"runAsNonRoot":                  {`runAsNonRoot: true`, neverJob, map[string]string{pod + "/securityContext/runAsNonRoot": `true`}, `{"spec":{"template":{"spec":{"securityContext":{"runAsNonRoot":false}}}}}`},
		"seccompProfile":                {`seccompProfile: RuntimeDefault`, neverJob, map[string]string{pod + "/securityContext/seccompProfile": `{"type":"RuntimeDefault"}`}, `{"spec":{"template":{"spec":{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}}}}`},
		"requests":                      {`requests: {cpu: 100m, memory: 1Gi}`, neverJob, map[string]string{pod + "/containers/0/resources/requests/cpu": `"100m"`, pod + "/containers/0/resources/requests/memory": `"1Gi"`}, `{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"a:1","resources":{"requests":{"memory":"2Gi"},"limits":{"cpu":"1"}}}]}}}}`},
		"limits":                        {`limits: {memory: 1Gi}`, neverJob, map[string]string{pod + "/containers/0/resources/limits/memory": `"1Gi"`}, `{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"a:1","resources":{"limits":{"memory":"2Gi"}}}]}}}}`},
		"resources of the pod":          {`limits: {memory: 1Gi}`, neverJob, map[string]string{pod + "/containers/0/resources/limits/memory": `"1Gi"`}, `{"spec":{"template":{"spec":{"resources":{"limits":{"memory":"2Gi"}}}}}}`},

		"timeZone":                   {`timeZone: Etc/UTC`, plainCronJob, map[string]string{"/spec/timeZone": `"Etc/UTC"`}, `{"spec":{"timeZone":"Europe/Berlin"}}`},
		"concurrencyPolicy":          {`concurrencyPolicy: Forbid`, plainCronJob, map[string]string{"/spec/concurrencyPolicy": `"Forbid"`}, `{"spec":{"concurrencyPolicy":"Allow"}}`},
		"startingDeadlineSeconds":    {`startingDeadlineSeconds: 200`, plainCronJob, map[string]string{"/spec/startingDeadlineSeconds": `200`}, `{"spec":{"startingDeadlineSeconds":1}}`},
		"successfulJobsHistoryLimit": {`successfulJobsHistoryLimit: 1`, plainCronJob, map[string]string{"/spec/successfulJobsHistoryLimit": `1`}, `{"spec":{"successfulJobsHistoryLimit":3}}`},
		"failedJobsHistoryLimit":     {`failedJobsHistoryLimit: 5`, plainCronJob, map[string]string{"/spec/failedJobsHistoryLimit": `5`}, `{"spec":{"failedJobsHistoryLimit":1}}`},
		"a Job's in a CronJob":       {`backoffLimit: 2`, plainCronJob, map[string]string{"/spec/jobTemplate/spec/backoffLimit": `2`}, `{"spec":{"jobTemplate":{"spec":{"backoffLimit":6}}}}`},
		"a CronJob's in a Job":       {`timeZone: Etc/UTC`, neverJob, nil, `{"metadata":{"name":"b"}}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			options := policyOptions(t, withDefaults(test.defaults))
			kind := "Job"
			if test.object == plainCronJob {
				kind = "CronJob"
			}
			for _, form := range []struct {
				name string
				of   func(object string) string
			}{
				{"as written", func(object string) string { return object }},
				{"from the API server", func(object string) string { return fromServer(t, kind, object) }},
			} {
				checkSets(t, form.name, options, kind, form.of(test.object), test.sets)
				checkSets(t, form.name+", written", options, kind, form.of(merged(t, test.object, test.written)), nil)
			}
			checkLinterSets(t, options, test.object, test.sets)
			checkLinterSets(t, options, merged(t, test.object, test.written), nil)
		})
	}
	text, err := policy.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Definitions struct {
			Defaults struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil || len(schema.Definitions.Defaults.Properties) < 20 {
		t.Fatalf("%d defaults in the schema: %v", len(schema.Definitions.Defaults.Properties), err)
	}
	for name := range schema.Definitions.Defaults.Properties {
		if _, ok := tests[name]; !ok {
			t.Errorf("default %s has no case", name)
		}
	}
}

// fromServer is the object as kubectl apply makes the API server hand it to a webhook.
func fromServer(t *testing.T, kind, object string) string {
	t.Helper()
	quoted, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return merged(t, defaulted(t, kind, object), `{"metadata":{"annotations":{"`+lastApplied+`":`+string(quoted)+`}}}`)
}

// policySets are the operations of a patch that the policy has brought about.
func policySets(t *testing.T, options Options, kind, object string) (map[string]string, *admissionv1.AdmissionResponse) {
	t.Helper()
	_, without, _ := mutate(t, Options{}, kind, object)
	after, with, response := mutate(t, options, kind, object)
	sets := map[string]string{}
	for _, op := range with {
		value := text(t, op.Value)
		if !slices.ContainsFunc(without, func(other operation) bool { return other.Path == op.Path && text(t, other.Value) == value }) {
			sets[op.Path] = value
		}
	}
	if _, again, _ := mutate(t, options, kind, after); again != nil {
		t.Errorf("a second call sets %v", again)
	}
	return sets, response
}

func checkSets(t *testing.T, what string, options Options, kind, object string, want map[string]string) {
	t.Helper()
	sets, response := policySets(t, options, kind, object)
	// A map that was not there is made first, and then filled.
	for path, value := range sets {
		if value == "{}" {
			delete(sets, path)
			inner := map[string]json.RawMessage{}
			for p, v := range sets {
				if key, below := strings.CutPrefix(p, path+"/"); below && want[path] != "" {
					inner[unescape(key)] = json.RawMessage(v)
					delete(sets, p)
				}
			}
			if len(inner) > 0 {
				sets[path] = text(t, inner)
			}
		}
	}
	for path, value := range want {
		if sets[path] != value && !strings.Contains(sets[path+"/"+"x"], value) {
			t.Errorf("%s: %s is %q, want %s; all: %v", what, path, sets[path], value, sets)
		}
		delete(sets, path)
	}
	if len(sets) > 0 {
		t.Errorf("%s: more was set: %v", what, sets)
	}
	told := response.AuditAnnotations[defaultsAnnotation]
	warned := slices.ContainsFunc(response.Warnings, func(w string) bool { return strings.HasPrefix(w, "defaults of the policy: ") })
	if (told != "") != (len(want) > 0) || warned != (len(want) > 0) {
		t.Errorf("%s: told %q, warned %v", what, told, response.Warnings)
	}
}

// checkLinterSets: what `jobvalidate default` sets for the policy is the same.
func checkLinterSets(t *testing.T, options Options, object string, want map[string]string) {
	t.Helper()
	result, err := defaulting.File(options.engine(), []byte(object), defaulting.PolicyOnly)
	if err != nil {
		t.Fatal(err)
	}
	var before, after any
	if err := json.Unmarshal([]byte(object), &before); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(result.After, &after); err != nil {
		t.Fatal(err)
	}
	for path, value := range want {
		if got, there := at(after, path); !there || text(t, normalValue(t, value)) != text(t, got) {
			t.Errorf("the linter sets %s to %s, want %s", path, text(t, got), value)
		}
	}
	if want == nil && text(t, before) != text(t, after) {
		t.Errorf("the linter makes\n%s\nof\n%s", text(t, after), text(t, before))
	}
}

func normalValue(t *testing.T, value string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(value), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestWhoWroteIt: of a value that is the API server's default, the webhook asks who wrote it.
func TestWhoWroteIt(t *testing.T) {
	options := policyOptions(t, withDefaults("backoffLimit: 2"))
	replacing := policyOptions(t, "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\nreplaceServerDefaults: true\ndefaults: {backoffLimit: 2}\n")
	served := defaulted(t, "Job", neverJob)
	applied := func(fields string) string {
		return merged(t, served, `{"metadata":{"managedFields":[{"manager":"kubectl","operation":"Apply","apiVersion":"batch/v1","fieldsType":"FieldsV1","fieldsV1":`+fields+`}]}}`)
	}
	for name, test := range map[string]struct {
		options Options
		object  string
		set     bool
	}{
		"nobody can tell":                         {options, served, false},
		"nobody can tell, and it does not matter": {replacing, served, true},
		"server-side apply without it":            {options, applied(`{"f:spec":{"f:template":{}}}`), true},
		"server-side apply with it":               {options, applied(`{"f:spec":{"f:backoffLimit":{}}}`), false},
		"server-side apply, and an update":        {options, strings.Replace(applied(`{"f:spec":{"f:template":{}}}`), `"managedFields":[`, `"managedFields":[{"manager":"x","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}},`, 1), false},
		"kubectl apply with it":                   {options, fromServer(t, "Job", merged(t, neverJob, `{"spec":{"backoffLimit":6}}`)), false},
		"an annotation that is no JSON":           {options, merged(t, served, `{"metadata":{"annotations":{"`+lastApplied+`":"{"}}}`), false},
		"written, and it does not matter":         {replacing, merged(t, neverJob, `{"spec":{"backoffLimit":6}}`), true},
		"another value is nobody's default":       {replacing, merged(t, neverJob, `{"spec":{"backoffLimit":5}}`), false},
	} {
		t.Run(name, func(t *testing.T) {
			sets, _ := policySets(t, test.options, "Job", test.object)
			if _, set := sets["/spec/backoffLimit"]; set != test.set {
				t.Errorf("set %t: %v", set, sets)
			}
		})
	}
}

// TestPolicyReach: for whom the policy holds, and what authors may ask for.
func TestPolicyReach(t *testing.T) {
	const file = policyHead + `mode: enforce
limits: {activeDeadlineSeconds: {required: true, message: "see the handbook"}}
defaults: {ttlSecondsAfterFinished: 60}
overrides:
- match: {namespaces: ["ci-*"]}
  limits: {activeDeadlineSeconds: null}
  defaults: {ttlSecondsAfterFinished: 5}
- match: {namespaceSelector: {matchLabels: {tier: lab}}}
  mode: warn
- match: {objectSelector: {matchLabels: {size: big}}, kinds: [Job]}
  limits: {activeDeadlineSeconds: {max: 10}}
  defaults: {ttlSecondsAfterFinished: null}
exemptions: {users: [root], groups: [breakglass], serviceAccounts: [ops/deployer], namespaces: [kube-system]}
allow: {skipDefaults: true}
`
	tests := map[string]struct {
		change  func(r *admissionv1.AdmissionRequest)
		merge   string
		allowed bool
		ttl     string // what was set, empty for nothing
		warns   string
	}{
		"the policy":              {ttl: "60"},
		"dry run":                 {change: func(r *admissionv1.AdmissionRequest) { r.DryRun = new(true) }, ttl: "60"},
		"keeps the limit":         {merge: `{"spec":{"activeDeadlineSeconds":100}}`, allowed: true, ttl: "60"},
		"by namespace":            {change: func(r *admissionv1.AdmissionRequest) { r.Namespace = "ci-1" }, allowed: true, ttl: "5"},
		"by a namespace's label":  {change: func(r *admissionv1.AdmissionRequest) { r.Namespace = "lab" }, allowed: true, ttl: "60", warns: "limits.activeDeadlineSeconds: the policy wants activeDeadlineSeconds, and it is missing (see the handbook)"},
		"by an object's label":    {merge: `{"metadata":{"labels":{"size":"big"}},"spec":{"activeDeadlineSeconds":11}}`},
		"skips all defaults":      {merge: `{"metadata":{"annotations":{"jobvalidate.dev/skip-defaults":"true"}}}`},
		"skips a default":         {merge: `{"metadata":{"annotations":{"jobvalidate.dev/skip-defaults":"backoffLimit, ttlSecondsAfterFinished"}}}`},
		"skips another default":   {merge: `{"metadata":{"annotations":{"jobvalidate.dev/skip-defaults":"backoffLimit"}}}`, ttl: "60"},
		"exempt user":             {change: func(r *admissionv1.AdmissionRequest) { r.UserInfo.Username = "root" }, allowed: true},
		"exempt group":            {change: func(r *admissionv1.AdmissionRequest) { r.UserInfo.Groups = []string{"a", "breakglass"} }, allowed: true},
		"exempt service account":  {change: func(r *admissionv1.AdmissionRequest) { r.UserInfo.Username = "system:serviceaccount:ops:deployer" }, allowed: true},
		"another service account": {change: func(r *admissionv1.AdmissionRequest) { r.UserInfo.Username = "system:serviceaccount:dev:deployer" }, ttl: "60"},
		"exempt namespace":        {change: func(r *admissionv1.AdmissionRequest) { r.Namespace = "kube-system" }, allowed: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			options := policyOptions(t, file)
			options.NamespaceLabels = func(namespace string) map[string]string {
				return map[string]map[string]string{"lab": {"tier": "lab"}, "team-a": {}}[namespace]
			}
			object := neverJob
			if test.merge != "" {
				object = merged(t, object, test.merge)
			}
			request := policyRequestOf("Job", object)
			if test.change != nil {
				test.change(request)
			}
			mutation := mutator{&options}.job(t.Context(), request)
			ttl := ""
			var patch []operation
			if err := json.Unmarshal(mutation.Patch, &patch); err != nil {
				t.Fatal(err)
			}
			for _, op := range patch {
				if op.Path == "/spec/ttlSecondsAfterFinished" {
					ttl = text(t, op.Value)
				}
			}
			response := validator{&options}.job(t.Context(), request)
			if response.Allowed != test.allowed || ttl != test.ttl || test.warns != "" && !slices.Contains(response.Warnings, test.warns) {
				t.Errorf("allowed %t, ttl %q, warnings %q", response.Allowed, ttl, response.Warnings)
			}
		})
	}
}

// TestPolicyOnUpdate: what was so before is let through, what is new is not.
func TestPolicyOnUpdate(t *testing.T) {
	options := policyOptions(t, policyHead+"limits: {labels: {team: {required: true}}, ttlSecondsAfterFinished: {max: 10}}\n")
	labelled := merged(t, neverJob, `{"metadata":{"uid":"u","labels":{"team":"a"}},"spec":{"ttlSecondsAfterFinished":5}}`)
	for name, test := range map[string]struct {
		old, new string
		allowed  bool
	}{
		"nothing changes":         {neverJob, neverJob, true},
		"it never had the label":  {neverJob, merged(t, neverJob, `{"spec":{"suspend":true}}`), true},
		"the label goes":          {labelled, merged(t, labelled, `{"metadata":{"labels":{"team":null,"x":"y"}}}`), false},
		"the label goes, deleted": {labelled, merged(t, labelled, `{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","labels":{"team":null}}}`), true},
		"a limit is passed":       {labelled, merged(t, labelled, `{"spec":{"ttlSecondsAfterFinished":11}}`), false},
		"a limit was passed":      {merged(t, labelled, `{"spec":{"ttlSecondsAfterFinished":12}}`), merged(t, labelled, `{"spec":{"ttlSecondsAfterFinished":12,"suspend":true}}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			request := policyRequestOf("Job", defaulted(t, "Job", test.new))
			request.Operation, request.OldObject.Raw = admissionv1.Update, []byte(defaulted(t, "Job", test.old))
			if mutation := (mutator{&options}).job(t.Context(), request); mutation.AuditAnnotations[defaultsAnnotation] != "" {
				t.Errorf("an update of a Job was given %v", mutation.AuditAnnotations)
			}
			response := validator{&options}.job(t.Context(), request)
			// The objects are not what a cluster has stored, and the API server's own causes may stand beside.
			if refused := strings.Contains(response.AuditAnnotations[rulesAnnotation], "limits."); refused == test.allowed {
				t.Errorf("allowed %t: %+v", response.Allowed, response.Result)
			}
		})
	}
}

// TestDefaultsThatAreLeft: a default that would make the object invalid is left, and the author told.
func TestDefaultsThatAreLeft(t *testing.T) {
	options := policyOptions(t, withDefaults(ignoreDisruptions+"\n  ttlSecondsAfterFinished: 60\n  runAsNonRoot: true\n  labels: {team: {fromNamespaceLabel: team}}"))
	object := merged(t, neverJob, `{"spec":{"template":{"spec":{"restartPolicy":"OnFailure","securityContext":{"runAsUser":0}}}}}`)
	sets, response := policySets(t, options, "Job", object)
	if len(sets) != 1 || sets["/spec/ttlSecondsAfterFinished"] != "60" {
		t.Errorf("set: %v", sets)
	}
	for _, want := range []string{
		"defaults.podFailurePolicy: the policy's default was left out: spec.template.spec.restartPolicy would be wrong",
		"defaults.runAsNonRoot: the policy's default was left out: the pod runs as user 0",
		"defaults.labels: the policy's default was left out: the namespace has no label team",
	} {
		if !slices.ContainsFunc(response.Warnings, func(w string) bool { return strings.HasPrefix(w, want) }) {
			t.Errorf("no warning %q in %q", want, response.Warnings)
		}
	}
	for _, l := range linted(options, object) {
		if l.Severity != finding.Warning || l.Origin != finding.Policy {
			t.Errorf("the linter says %+v", l)
		}
	}
	if _, response := policySets(t, policyOptions(t, withDefaults("suspend: true")+"warnings: {defaults: false}\n"), "Job", neverJob); len(response.Warnings) > 0 || response.AuditAnnotations[defaultsAnnotation] != "spec.suspend=true" {
		t.Errorf("warnings %q, audit %q", response.Warnings, response.AuditAnnotations)
	}
	skipping := merged(t, neverJob, `{"metadata":{"annotations":{"jobvalidate.dev/skip-defaults":"true"}}}`)
	if sets, response := policySets(t, policyOptions(t, withDefaults("suspend: true")), "Job", skipping); sets["/spec/suspend"] != "true" || !strings.HasPrefix(response.Warnings[len(response.Warnings)-1], "allow.skipDefaults: ") {
		t.Errorf("skipping without leave: set %v, warnings %q", sets, response.Warnings)
	}
}

// TestReload: a good file is put in force, a bad one changes nothing but log and metrics.
func TestReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(policyHead + "metadata: {name: one}\n")
	policies, err := OpenPolicy(path, target.Version{})
	if err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	policies.register(registry)
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	check := func(name string, generation, stale, failures float64, says string) {
		t.Helper()
		log.Reset()
		policies.reload(t.Context(), logger)
		if policies.Current().Name() != name || !strings.Contains(log.String(), says) || (says == "") != (log.Len() == 0) {
			t.Errorf("policy %s, log %s", policies.Current().Name(), log.String())
		}
		if g, s, f := testutil.ToFloat64(policies.generation), testutil.ToFloat64(policies.stale), testutil.ToFloat64(policies.failures); g != generation || s != stale || f != failures {
			t.Errorf("generation %v, stale %v, failures %v", g, s, f)
		}
	}
	check("one", 1, 0, 0, "")
	write(policyHead + "metadata: {name: two}\nlimits: {backoffLimit: {max: x}}\n")
	check("one", 1, 1, 1, "limits.backoffLimit.max: this is the text")
	check("one", 1, 1, 1, "")
	write(policyHead + "metadata: {name: three}\n")
	check("three", 2, 0, 1, "a new policy is in force")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	check("three", 2, 1, 2, "no such file")
	check("three", 2, 1, 2, "")
	write(policyHead + "metadata: {name: four}\n")
	check("four", 3, 0, 2, "a new policy is in force")
	if _, err := OpenPolicy(path+"x", target.Version{}); err == nil {
		t.Error("a policy file that is not there is opened")
	}
}

// TestPolicyRules: a rule that the policy makes an error refuses, warns or is noted; one that it does not
// name advises as ever; the linter says the same.
func TestPolicyRules(t *testing.T) {
	for name, test := range map[string]struct {
		file     string
		code     int32
		warns    bool
		audits   bool
		severity finding.Severity
		origin   finding.Origin
	}{
		"not named":            {"", 0, true, false, finding.Warning, finding.Advice},
		"error":                {"rules: {no-memory-limit: error}\n", 403, false, false, finding.Error, finding.Policy},
		"error, warn":          {"rules: {no-memory-limit: {severity: error, mode: warn}}\n", 0, true, false, finding.Warning, finding.Policy},
		"error, audit for all": {"mode: audit\nrules: {no-memory-limit: error}\n", 0, false, true, finding.Info, finding.Policy},
		"advice in audit":      {"rules: {no-memory-limit: {mode: audit}}\n", 0, false, true, finding.Info, finding.Advice},
		"off":                  {"rules: {no-memory-limit: off}\n", 0, false, false, "", ""},
		"off by an override":   {"rules: {no-memory-limit: error}\noverrides: [{match: {namespaces: [team-a]}, rules: {no-memory-limit: off}}]\n", 0, false, false, "", ""},
		"error by an override": {"overrides: [{match: {kinds: [Job]}, rules: {no-memory-limit: error}}]\n", 403, false, false, finding.Error, finding.Policy},
	} {
		t.Run(name, func(t *testing.T) {
			options := policyOptions(t, policyHead+test.file)
			object := merged(t, neverJob, `{"metadata":{"namespace":"team-a"}}`)
			_, response := admitted(t, options, "Job", object)
			code := int32(0)
			if response.Result != nil {
				code = response.Result.Code
			}
			warned := slices.ContainsFunc(response.Warnings, func(w string) bool { return strings.HasPrefix(w, "no-memory-limit: ") })
			audited := strings.Contains(response.AuditAnnotations[auditAnnotation], "no-memory-limit at ")
			if code != test.code || warned != test.warns || audited != test.audits {
				t.Errorf("code %d, warned %t, audited %t: %+v", code, warned, audited, response)
			}
			var severity finding.Severity
			var origin finding.Origin
			for _, l := range options.engine().File([]byte(object), decode.Strict).Findings {
				if l.Rule == "no-memory-limit" {
					severity, origin = l.Severity, l.Origin
				}
			}
			if severity != test.severity || origin != test.origin {
				t.Errorf("the linter says %s of %s, want %s of %s", severity, origin, test.severity, test.origin)
			}
		})
	}
}
