package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/webhook"
)

// storedJob is a Job as the API server sends it in oldObject.
const storedJob = `
apiVersion: batch/v1
kind: Job
metadata: {name: pi, namespace: default, uid: u-7, resourceVersion: "12", generation: 1, creationTimestamp: "2026-01-01T00:00:00Z",
  labels: {controller-uid: u-7, batch.kubernetes.io/controller-uid: u-7, job-name: pi, batch.kubernetes.io/job-name: pi}}
spec:
  parallelism: 1
  completions: 1
  backoffLimit: 6
  ttlSecondsAfterFinished: 600
  manualSelector: false
  suspend: false
  selector: {matchLabels: {batch.kubernetes.io/controller-uid: u-7}}
  template:
    metadata: {labels: {controller-uid: u-7, batch.kubernetes.io/controller-uid: u-7, job-name: pi, batch.kubernetes.io/job-name: pi}}
    spec: {restartPolicy: Never, containers: [{name: pi, image: "perl:5.34", resources: {limits: {memory: 64Mi}}}]}
status: {startTime: "2026-01-01T00:00:01Z", active: 1}
`

const storedCronJob = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: default, uid: u-8, resourceVersion: "12", generation: 1}
spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      ttlSecondsAfterFinished: 600
      activeDeadlineSeconds: 600
      template: {spec: {restartPolicy: Never, containers: [{name: pi, image: "perl:5.34", resources: {limits: {memory: 64Mi}}}]}}
`

// askUpdate posts a review of an update.
func askUpdate(t *testing.T, options webhook.Options, path, subresource, object, old string) *admissionv1.AdmissionResponse {
	t.Helper()
	kind := "Job"
	if strings.HasSuffix(path, "cronjob") {
		kind = "CronJob"
	}
	body := `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"UPDATE","namespace":"default",
"subResource":"` + subresource + `","kind":{"group":"batch","version":"v1","kind":"` + kind + `"},"object":` + toJSON(t, object) + `,"oldObject":` + toJSON(t, old) + `}}`
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	webhook.Handler(options).ServeHTTP(recorder, request)
	return answerOf(t, recorder.Body).Response
}

func toJSON(t *testing.T, text string) string {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestUpdates(t *testing.T) {
	for _, c := range []struct {
		name, path, subresource, old, from, to string
		field, message                         string // none: allowed
	}{
		{"nothing", webhook.ValidateJobPath, "", storedJob, "", "", "", ""},
		{"image of a running Job", webhook.ValidateJobPath, "", storedJob, "perl:5.34", "perl:6", "spec.template",
			`a Job's template cannot change: spec.template.spec.containers[0].image: "perl:5.34" → "perl:6" (give the Job a new name, or delete and create it again)`},
		{"parallelism", webhook.ValidateJobPath, "", storedJob, "parallelism: 1", "parallelism: 2", "", ""},
		{"backoffLimit -1", webhook.ValidateJobPath, "", storedJob, "backoffLimit: 6", "backoffLimit: -1", "spec.backoffLimit", ""},
		{"a status in an update of the Job is thrown away", webhook.ValidateJobPath, "", storedJob, "active: 1", "active: -1", "", ""},
		{"status", webhook.ValidateJobPath, "status", storedJob, "active: 1", "active: 2", "", ""},
		{"status, negative", webhook.ValidateJobPath, "status", storedJob, "active: 1", "active: -1", "status.active", ""},
		{"status, startTime moved", webhook.ValidateJobPath, "status", storedJob, "00:00:01Z", "00:00:02Z", "status.startTime", ""},
		{"a spec in an update of the status is thrown away", webhook.ValidateJobPath, "status", storedJob, "perl:5.34", "perl:6", "", ""},
		{"the whole template of a CronJob", webhook.ValidateCronJobPath, "", storedCronJob, "perl:5.34", "perl:6", "", ""},
		{"schedule of six fields", webhook.ValidateCronJobPath, "", storedCronJob, "0 3 * * *", "0 0 3 * * *", "spec.schedule", ""},
		{"status of a CronJob", webhook.ValidateCronJobPath, "status", storedCronJob, "0 3 * * *", "0 0 3 * * *", "", ""},
		{"mutating, image of a running Job", webhook.MutateJobPath, "", storedJob, "perl:5.34", "perl:6", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			response := askUpdate(t, webhook.Options{}, c.path, c.subresource, strings.Replace(c.old, c.from, c.to, 1), c.old)
			expect(t, response, c.field, c.message)
		})
	}
}

func expect(t *testing.T, response *admissionv1.AdmissionResponse, field, message string) {
	t.Helper()
	if field == "" {
		if !response.Allowed {
			t.Fatalf("refused: %v", response.Result)
		}
		if len(response.Warnings) > 0 {
			t.Errorf("warns %q", response.Warnings)
		}
		return
	}
	if response.Allowed {
		t.Fatal("allowed")
	}
	causes := response.Result.Details.Causes
	if len(causes) != 1 || causes[0].Field != field || response.Result.Code != http.StatusUnprocessableEntity {
		t.Fatalf("code %d, causes %+v", response.Result.Code, causes)
	}
	if message != "" && causes[0].Message != message {
		t.Errorf("says\n\t%s\nwant\n\t%s", causes[0].Message, message)
	}
}

func TestEarlyVerdictOnUpdate(t *testing.T) {
	options := webhook.Options{EarlyVerdict: true}
	changed := strings.Replace(storedJob, "perl:5.34", "perl:6", 1)
	expect(t, askUpdate(t, options, webhook.MutateJobPath, "", changed, storedJob), "spec.template", "")
	expect(t, askUpdate(t, options, webhook.MutateJobPath, "", strings.Replace(storedJob, "parallelism: 1", "parallelism: 2", 1), storedJob), "", "")
	expect(t, askUpdate(t, options, webhook.MutateCronJobPath, "", strings.Replace(storedCronJob, "0 3 * * *", "0 0 3 * * *", 1), storedCronJob), "spec.schedule", "")
}

// TestUpdateNeedsTheOldObject: a review without it is not of the API server.
func TestUpdateNeedsTheOldObject(t *testing.T) {
	for _, path := range []string{webhook.ValidateJobPath, webhook.ValidateCronJobPath} {
		object := storedJob
		if path == webhook.ValidateCronJobPath {
			object = storedCronJob
		}
		response := askUpdate(t, webhook.Options{}, path, "", object, "null")
		if response.Allowed || response.Result.Code != http.StatusBadRequest || response.Result.Message != "oldObject: the review has no object" {
			t.Errorf("%s: allowed %t, %+v", path, response.Allowed, response.Result)
		}
	}
}

// TestServersWarningsAreNotRepeated: the API server sends them itself, beside ours.
func TestServersWarningsAreNotRepeated(t *testing.T) {
	warned := strings.Replace(storedCronJob, "name: nightly", "name: nightly.v1", 1)
	response := ask(t, webhook.Options{}, webhook.ValidateCronJobPath, "CREATE", warned)
	expect(t, response, "", "")
}
