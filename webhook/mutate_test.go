package webhook_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
	"github.com/jobvalidate/jobvalidate/webhook"
)

// ask posts a review of the object, written in YAML, to the endpoint and returns the answer.
func ask(t *testing.T, options webhook.Options, path, operation, object string) *admissionv1.AdmissionResponse {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(object))
	if err != nil {
		t.Fatal(err)
	}
	kind := "Job"
	if strings.HasSuffix(path, "cronjob") {
		kind = "CronJob"
	}
	body := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"` + operation + `","namespace":"default",
"kind":{"group":"batch","version":"v1","kind":"` + kind + `"},"object":` + string(data) + `,"oldObject":` + string(data) + `}}`
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	webhook.Handler(options).ServeHTTP(recorder, request)
	return answerOf(t, recorder.Body).Response
}

const crashingJob = `
apiVersion: batch/v1
kind: Job
metadata: {name: x}
spec:
  completionMode: Indexed
  parallelism: 2
  successPolicy: {rules: [{succeededCount: 1}]}
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: "b:1"}]}}
`

const crashingCronJob = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: x}
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      completionMode: Indexed
      successPolicy: {rules: [{succeededCount: 1}]}
      template: {spec: {restartPolicy: Never, containers: [{name: a, image: "b:1"}]}}
`

const bareZoneCronJob = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: x}
spec:
  schedule: "TZ=UTC"
  jobTemplate:
    spec:
      template: {spec: {restartPolicy: Never, containers: [{name: a, image: "b:1"}]}}
`

// TestShieldByVersion: what makes an API server of the version panic is refused whatever the flags say, on
// create and update; at versions that answer it themselves it is left to them.
func TestShieldByVersion(t *testing.T) {
	for _, c := range []struct {
		name, path, object, field string
		from, to                  int // minors that panic
	}{
		{"Job without completions", webhook.MutateJobPath, crashingJob, "spec.completions", 31, 37},
		{"CronJob without completions", webhook.MutateCronJobPath, crashingCronJob, "spec.jobTemplate.spec.completions", 30, 37},
		{"schedule that is only a zone", webhook.MutateCronJobPath, bareZoneCronJob, "spec.schedule", 29, 34},
	} {
		for minor := target.Oldest; minor <= target.Newest; minor++ {
			version, err := target.Minor(minor)
			if err != nil {
				t.Fatal(err)
			}
			for _, operation := range []string{"CREATE", "UPDATE"} {
				response := ask(t, webhook.Options{Target: version}, c.path, operation, c.object)
				panics := c.from <= minor && minor <= c.to
				if response.Allowed == panics {
					t.Errorf("%s, 1.%d, %s: allowed %t, want %t", c.name, minor, operation, response.Allowed, !panics)
					continue
				}
				if !panics {
					continue
				}
				var fields []string
				for _, cause := range response.Result.Details.Causes {
					fields = append(fields, cause.Field)
				}
				if response.Result.Code != http.StatusUnprocessableEntity || !slices.Contains(fields, c.field) {
					t.Errorf("%s, 1.%d, %s: code %d, causes at %q", c.name, minor, operation, response.Result.Code, fields)
				}
			}
		}
	}
}

// TestShieldBehindManyErrors: what makes an API server panic is refused where the object has more errors before it than
// are listed, too.
func TestShieldBehindManyErrors(t *testing.T) {
	var names []string
	for i := range finding.Most + 1 {
		names = append(names, "x"+strconv.Itoa(i))
	}
	many := strings.Replace(crashingJob, "{name: x", "{finalizers: ["+strings.Join(names, ", ")+"], name: x", 1)
	response := ask(t, webhook.Options{}, webhook.MutateJobPath, "CREATE", many)
	if response.Allowed || len(response.Result.Details.Causes) != finding.Most {
		t.Errorf("allowed %t, result %.300v", response.Allowed, response.Result)
	}
}

const bareJob = `
apiVersion: batch/v1
kind: Job
metadata: {name: x}
spec:
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: "b:1"}]}}
`

// TestPatchIsMinimal: the patch adds fields that are missing and touches no other, and an object that has
// them all gets none.
func TestPatchIsMinimal(t *testing.T) {
	response := ask(t, webhook.Options{}, webhook.MutateJobPath, "CREATE", bareJob)
	if !response.Allowed || response.PatchType == nil || *response.PatchType != admissionv1.PatchTypeJSONPatch {
		t.Fatalf("answer %+v", response)
	}
	var patch []struct {
		Op, Path string
		Value    any
	}
	if err := json.Unmarshal(response.Patch, &patch); err != nil {
		t.Fatal(err)
	}
	set := map[string]any{}
	for _, operation := range patch {
		if operation.Op != "add" {
			t.Errorf("operation %s at %s", operation.Op, operation.Path)
		}
		set[operation.Path] = operation.Value
	}
	for path, value := range map[string]any{
		"/spec/parallelism": 1.0, "/spec/completions": 1.0, "/spec/backoffLimit": 6.0, "/spec/completionMode": "NonIndexed", "/spec/suspend": false,
		"/spec/manualSelector": false, "/spec/podReplacementPolicy": "TerminatingOrFailed", "/spec/template/spec/containers/0/imagePullPolicy": "IfNotPresent",
	} {
		if set[path] != value {
			t.Errorf("%s is %v, want %v", path, set[path], value)
		}
	}
	for _, path := range []string{"/metadata", "/metadata/name", "/spec", "/spec/template", "/spec/template/spec/containers", "/spec/template/spec/restartPolicy"} {
		if _, ok := set[path]; ok {
			t.Errorf("%s is set, and it was there", path)
		}
	}
}
