package webhook

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jobvalidate/jobvalidate/defaults"
)

// richJob leaves out a default at every depth, in lists and maps, and has keys with / and ~.
const richJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a","annotations":{"x/y~z":"1"}},"spec":{
"podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]},
"template":{"metadata":{"labels":{"team/~":"x"}},"spec":{"restartPolicy":"Never","serviceAccount":"s",
"initContainers":[{"name":"i","image":"a","restartPolicy":"Always","ports":[{"containerPort":1}]}],
"containers":[{"name":"c","image":"a:1","resources":{"limits":{"example.com/a~b":"1n","cpu":"1"}},"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
"livenessProbe":{"httpGet":{"port":80}},"readinessProbe":{"grpc":{"port":1}},"lifecycle":{"preStop":{"httpGet":{"port":80}}}}],
"volumes":[{"name":"a"},{"name":"b","configMap":{"name":"c"}},{"name":"d","projected":{"sources":[{"serviceAccountToken":{"path":"t"}},{"downwardAPI":{"items":[{"path":"p","fieldRef":{"fieldPath":"metadata.name"}}]}}]}},
{"name":"e","ephemeral":{"volumeClaimTemplate":{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}}}]}}}}`

func cronJobOf(job string) string {
	_, spec, _ := strings.Cut(job, `"spec":`)
	return `{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a"},"spec":{"schedule":"@daily","jobTemplate":{"spec":` + spec + `}}`
}

// withUnknown puts a field that no Kubernetes has into every object, at every level.
func withUnknown(t *testing.T, text string) string {
	t.Helper()
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	n := 0
	var visit func(node any, free bool)
	visit = func(node any, free bool) {
		switch node := node.(type) {
		case map[string]any:
			for name, value := range node {
				// The keys of these maps are names of the author's; their values are texts.
				visit(value, !slices.Contains([]string{"labels", "annotations", "limits", "requests"}, name))
			}
			if free {
				n++
				node["future"] = map[string]any{"n": float64(n), "list": []any{map[string]any{"x": nil}, "~/"}}
			}
		case []any:
			for _, value := range node {
				visit(value, true)
			}
		}
	}
	visit(tree, true)
	if n < 10 {
		t.Fatalf("only %d objects", n)
	}
	data, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// mutate asks the mutating endpoint, applies its patch, and returns the object and the patch.
func mutate(t *testing.T, options Options, kind, object string) (after string, patch []operation, response *admissionv1.AdmissionResponse) {
	t.Helper()
	request := &admissionv1.AdmissionRequest{
		UID: "u", Operation: admissionv1.Create, Namespace: "default", Name: "a",
		Kind:   metav1.GroupVersionKind{Group: batchv1.GroupName, Version: "v1", Kind: kind},
		Object: runtime.RawExtension{Raw: []byte(object)},
	}
	m := mutator{&options}
	if kind == "CronJob" {
		response = m.cronJob(t.Context(), request)
	} else {
		response = m.job(t.Context(), request)
	}
	if !response.Allowed {
		t.Fatalf("refused: %+v", response.Result)
	}
	if response.Patch == nil {
		return object, nil, response
	}
	decoded, err := jsonpatch.DecodePatch(response.Patch)
	if err != nil {
		t.Fatal(err)
	}
	data, err := decoded.Apply([]byte(object))
	if err != nil {
		t.Fatalf("applying %s: %v", response.Patch, err)
	}
	if err := json.Unmarshal(response.Patch, &patch); err != nil {
		t.Fatal(err)
	}
	return string(data), patch, response
}

// TestPatchKeepsWhatItDoesNotKnow: with the unknown fields taken out, the patched object is the defaulted
// one; they are all there; and a second call has nothing to do.
func TestPatchKeepsWhatItDoesNotKnow(t *testing.T) {
	for kind, object := range map[string]string{"Job": richJob, "CronJob": cronJobOf(richJob)} {
		t.Run(kind, func(t *testing.T) {
			// A volume of no kind but an unknown field looks like one of an unknown kind: see the next test.
			object := strings.Replace(object, `{"name":"a"},{"name":"b"`, `{"name":"a","emptyDir":{}},{"name":"b"`, 1)
			before := withUnknown(t, object)
			after, patch, _ := mutate(t, Options{}, kind, before)
			if len(patch) < 20 {
				t.Errorf("the patch has %d operations only", len(patch))
			}
			for _, op := range patch {
				if op.Op != "add" || strings.Contains(op.Path, "future") {
					t.Errorf("operation %s %s", op.Op, op.Path)
				}
			}
			if was, is := strings.Count(before, `"future"`), strings.Count(after, `"future"`); was != is {
				t.Errorf("%d unknown fields of %d are left", is, was)
			}
			want := defaulted(t, kind, object)
			if got := normal(t, kind, after); got != want {
				t.Errorf("patched\n%s\ndefaulted\n%s", got, want)
			}
			if _, again, _ := mutate(t, Options{}, kind, after); again != nil {
				t.Errorf("a second call sets %v", again)
			}
		})
	}
}

func defaulted(t *testing.T, kind, object string) string {
	t.Helper()
	if kind == "CronJob" {
		var cronJob batchv1.CronJob
		if err := json.Unmarshal([]byte(object), &cronJob); err != nil {
			t.Fatal(err)
		}
		defaults.SetCronJob(&cronJob)
		return text(t, &cronJob)
	}
	var job batchv1.Job
	if err := json.Unmarshal([]byte(object), &job); err != nil {
		t.Fatal(err)
	}
	defaults.SetJob(&job)
	return text(t, &job)
}

// normal reads an object into its type, which drops what is unknown, and writes it again.
func normal(t *testing.T, kind, object string) string {
	t.Helper()
	var into any = new(batchv1.Job)
	if kind == "CronJob" {
		into = new(batchv1.CronJob)
	}
	if err := json.Unmarshal([]byte(object), into); err != nil {
		t.Fatal(err)
	}
	return text(t, into)
}

func text(t *testing.T, object any) string {
	t.Helper()
	data, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestAnUnknownVolumeStaysAsItIs: a kind of volume that only a newer Kubernetes knows looks like none, and
// an emptyDir beside it would make the object invalid.
func TestAnUnknownVolumeStaysAsItIs(t *testing.T) {
	object := strings.Replace(richJob, `{"name":"a"},{"name":"b"`, `{"name":"a","holographic":{"depth":3}},{"name":"z","secret":null},{"name":"b"`, 1)
	after, patch, _ := mutate(t, Options{}, "Job", object)
	if !strings.Contains(after, `{"holographic":{"depth":3},"name":"a"}`) && !strings.Contains(after, `{"name":"a","holographic":{"depth":3}}`) {
		t.Errorf("the volume has changed: %s", after)
	}
	if !slices.ContainsFunc(patch, func(op operation) bool { return op.Path == "/spec/template/spec/volumes/1/emptyDir" }) {
		t.Error("the volume of no kind has no emptyDir")
	}
}

// TestPatchIsMinimal: each field once, none that is there, whole objects where the parent is missing.
func TestPatchIsMinimal(t *testing.T) {
	_, patch, _ := mutate(t, Options{}, "Job", richJob)
	var before map[string]any
	if err := json.Unmarshal([]byte(richJob), &before); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, op := range patch {
		if seen[op.Path] {
			t.Errorf("%s is set twice", op.Path)
		}
		seen[op.Path] = true
		if value, there := at(before, op.Path); there && op.Path != "/spec/template/spec/containers/0/resources/limits/example.com~1a~0b" {
			t.Errorf("%s was %v already", op.Path, value)
		}
	}
	for path, want := range map[string]string{
		"/spec/template/spec/securityContext":                                                       `{}`,
		"/spec/template/spec/volumes/0/emptyDir":                                                    `{}`,
		"/spec/template/spec/containers/0/resources/limits/example.com~1a~0b":                       `"1m"`,
		"/spec/podFailurePolicy/rules/0/onPodConditions/0/status":                                   `"True"`,
		"/spec/template/spec/volumes/2/projected/sources/1/downwardAPI/items/0/fieldRef/apiVersion": `"v1"`,
		"/spec/template/spec/serviceAccountName":                                                    `"s"`,
		"/metadata/labels":                                                                          `{"team/~":"x"}`,
	} {
		i := slices.IndexFunc(patch, func(op operation) bool { return op.Path == path })
		if i < 0 {
			t.Errorf("%s is not set", path)
		} else if got := text(t, patch[i].Value); got != want {
			t.Errorf("%s is set to %s, want %s", path, got, want)
		}
	}
}

// at finds what a JSON pointer points to.
func at(node any, pointer string) (any, bool) {
	for token := range strings.SplitSeq(pointer[1:], "/") {
		switch parent := node.(type) {
		case map[string]any:
			value, there := parent[unescape(token)]
			if !there {
				return nil, false
			}
			node = value
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(parent) {
				return nil, false
			}
			node = parent[i]
		default:
			return nil, false
		}
	}
	return node, true
}

// TestNothingToSetIsNoPatch: of a Job as the API server sends it nothing is missing.
func TestNothingToSetIsNoPatch(t *testing.T) {
	if _, patch, response := mutate(t, Options{}, "Job", defaulted(t, "Job", richJob)); patch != nil || response.PatchType != nil {
		t.Errorf("the patch is %v", patch)
	}
	if !reflect.DeepEqual(new(defaults.Record).All(), []defaults.Set(nil)) {
		t.Error("an empty record has something")
	}
}
