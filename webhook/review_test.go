package webhook

import (
	"reflect"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/defaults"
)

// sameAsTheServers holds unmarshal against the decoder that the API server uses.
func sameAsTheServers[T any](t *testing.T, data []byte) {
	t.Helper()
	var ours, theirs T
	got, want := unmarshal(data, &ours), kjson.UnmarshalCaseSensitivePreserveInts(data, &theirs)
	if (got == nil) != (want == nil) || got != nil && got.Error() != want.Error() {
		t.Fatalf("%.300q: error %v, want %v", data, got, want)
	}
	if !reflect.DeepEqual(ours, theirs) {
		t.Fatalf("%.300q:\nours   %+v\ntheirs %+v", data, ours, theirs)
	}
}

var objects = []string{
	`{}`, `null`, `[]`, `3`, `"x"`, ``, ` `, `{`, `{"spec":null}`, `{"spec":[]}`, `{"Spec":{"BackoffLimit":3}}`, `{"spec":{"backoffLimit":"3"}}`,
	`{"spec":{"backoffLimit":3,"backoffLimit":4}}`, `{"spec":{"backoffLimit":3.0}}`, `{"spec":{"backoffLimit":3e0}}`, `{"spec":{"backoffLimit":99999999999}}`,
	`{"metadata":{"name":"a","labels":null,"annotations":{},"finalizers":[],"creationTimestamp":null,"deletionGracePeriodSeconds":1}}`,
	`{"metadata":{"name":"a","labels":{"a":null,"b":"c","a":"d"},"managedFields":[{"manager":"m","fieldsV1":{"f:spec":{}},"time":"2026-01-02T03:04:05Z"}]}}`,
	`{"metadata":{"creationTimestamp":"yesterday"}}`, `{"metadata":{"name":"\ud800 \u0000 \/"}}`, "{\"metadata\":{\"name\":\"\xff\"}}", "{\"metadata\":{\"name\":\"\t\"}}",
	`{"spec":{"template":{"spec":{"containers":[null,{"name":"a","resources":{"limits":{"cpu":"1","memory":2,"x":"bad"}}}]}}}}`,
	`{"spec":{"template":{"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":0.5,"memory":"1Gi"}},"ports":[{"containerPort":80}],
	"livenessProbe":{"httpGet":{"port":"http"}},"readinessProbe":{"tcpSocket":{"port":8080}},"env":[{"name":"A","value":""},{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"x"}}}]}]}}}}`,
	`{"spec":{"template":{"spec":{"volumes":[{"name":"a","emptyDir":{"sizeLimit":"1Gi"}},{"name":"b","configMap":{"items":[]}}],"nodeSelector":{"":""}}}}}`,
	`{"spec":{"suspend":1}}`, `{"spec":{"unknown":{"deep":[1,2,{"x":[[]]}]}}} `, `{"a":1}{"b":2}`, `{"spec":{"activeDeadlineSeconds":-0}}`,
	`{"spec":{"template":{"metadata":{"creationTimestamp":null},"spec":{"securityContext":{"runAsUser":9223372036854775807,"sysctls":[{"name":"a"}]}}}}}`,
}

func TestUnmarshalIsTheAPIServers(t *testing.T) {
	for _, object := range objects {
		sameAsTheServers[batchv1.Job](t, []byte(object))
		sameAsTheServers[batchv1.CronJob](t, []byte(object))
		review := strings.Replace(goodReview, `"uid":"u1"`, `"uid":"u1","oldObject":`+object, 1)
		sameAsTheServers[admissionv1.AdmissionReview](t, []byte(review))
	}
	sameAsTheServers[admissionv1.AdmissionReview](t, []byte(goodReview))
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	sameAsTheServers[batchv1.Job](t, []byte(deep))
}

// TestObjectWithEndlessAmount: the API's own decoder, and what compares, would take minutes.
func TestObjectWithEndlessAmount(t *testing.T) {
	for _, amount := range []string{"1e-99999999", "1e99999999"} {
		container := `{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"` + amount + `"}}}]}}}}`
		if err := decodeObject([]byte(container), &batchv1.Job{}); err == nil || !strings.Contains(err.Error(), "limits[cpu]") {
			t.Errorf("%s: %v, want an error about limits[cpu]", amount, err)
		}
		if err := decodeObject([]byte(`{"spec":{"jobTemplate":`+container+`}}`), &batchv1.CronJob{}); err == nil {
			t.Errorf("%s of a CronJob: accepted", amount)
		}
		var job batchv1.Job
		if err := decodeObject([]byte(`{"metadata":{"name":"a","annotations":{"note":"`+amount+`"}},"spec":{"parallelism":2}}`), &job); err != nil || job.Annotations["note"] != amount || *job.Spec.Parallelism != 2 {
			t.Errorf("%s in an annotation: %v, %+v", amount, err, job)
		}
	}
}

func FuzzUnmarshalIsTheAPIServers(f *testing.F) {
	for _, object := range objects {
		f.Add([]byte(object))
	}
	f.Add([]byte(goodReview))
	f.Fuzz(func(t *testing.T, data []byte) {
		sameAsTheServers[batchv1.Job](t, data)
		sameAsTheServers[admissionv1.AdmissionReview](t, data)
	})
}

// FuzzHandler sends anything to every endpoint: each answer must be a review, and none a crash.
func FuzzHandler(f *testing.F) {
	f.Add(goodReview)
	f.Add(secretReview)
	for _, object := range objects {
		f.Add(strings.Replace(goodReview, `{"apiVersion":"batch/v1"`, object+`,"x":{"apiVersion":"batch/v1"`, 1))
	}
	h := Handler(Options{EarlyVerdict: true})
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{ValidateJobPath, ValidateCronJobPath, MutateJobPath, MutateCronJobPath} {
			if recorder, response := ask(t, h, path, strings.NewReader(body)); recorder.Code >= 500 {
				t.Errorf("%s: %d %s", path, recorder.Code, response.Result.Message)
			}
		}
	})
}

func TestJSONPatch(t *testing.T) {
	job := func(raw string) (patch string) {
		var j batchv1.Job
		if err := decodeObject([]byte(raw), &j); err != nil {
			t.Fatal(err)
		}
		var record defaults.Record
		engine := Options{}.engine()
		engine.CreateJob(&j, &record)
		out, err := jsonPatch([]byte(raw), &record)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	got := job(`{"spec":{"future":{"x":1},"completionMode":"NonIndexed","template":null}}`)
	for _, want := range []string{
		`{"op":"add","path":"/spec/template","value":{}},{"op":"add","path":"/spec/template/spec","value":{}},{"op":"add","path":"/spec/template/spec/`,
		`{"op":"add","path":"/spec/backoffLimit","value":6}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("patch %s has no %s", got, want)
		}
	}
	if strings.Contains(got, "future") {
		t.Errorf("patch %s touches a field it does not set", got)
	}
	if got := job(`{}`); !strings.HasPrefix(got, `[{"op":"add","path":"/spec","value":{}},`) {
		t.Errorf("patch %s does not begin with the missing spec", got)
	}
	if _, err := jsonPatch([]byte(`{"spec":3}`), recordOf(t)); err == nil {
		t.Error("no error for a spec that is a number")
	}
}

func recordOf(t *testing.T) *defaults.Record {
	t.Helper()
	var record defaults.Record
	engine := Options{}.engine()
	engine.CreateJob(&batchv1.Job{}, &record)
	return &record
}
