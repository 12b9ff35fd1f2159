package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jobvalidate/jobvalidate/internal/engine"
)

// benchJob is a Job as the API server sends it: defaulted, with managed fields. A rich one has several
// containers with environment, resources and mounts.
func benchJob(containers int) *batchv1.Job {
	job := &batchv1.Job{TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"}, ObjectMeta: metav1.ObjectMeta{
		Name: "pi", Namespace: "default", UID: "11111111-1111-1111-1111-111111111111", CreationTimestamp: metav1.Now(),
		ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "kubectl", Operation: "Apply", APIVersion: "batch/v1", FieldsType: "FieldsV1",
			FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:backoffLimit":{},"f:completionMode":{},"f:parallelism":{},"f:template":{"f:spec":{}}}}`)}},
	}}
	job.Spec.TTLSecondsAfterFinished = new(int32(600))
	spec := &job.Spec.Template.Spec
	spec.RestartPolicy = corev1.RestartPolicyNever
	spec.SecurityContext = &corev1.PodSecurityContext{}
	for i := range containers {
		c := corev1.Container{Name: fmt.Sprintf("main-%d", i), Image: "registry.example/pi:1"}
		c.Resources.Limits = corev1.ResourceList{"memory": resource.MustParse("128Mi")}
		if containers > 1 {
			c.Command = []string{"sh", "-c", "run --all && report"}
			for k := range 10 {
				c.Env = append(c.Env, corev1.EnvVar{Name: fmt.Sprintf("SETTING_%d", k), Value: "the value of a setting"})
			}
			c.Resources.Requests = corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("64Mi")}
			c.VolumeMounts = []corev1.VolumeMount{{Name: "data", MountPath: "/data"}, {Name: "config", MountPath: "/etc/config", ReadOnly: true}}
		}
		spec.Containers = append(spec.Containers, c)
	}
	if containers > 1 {
		spec.Volumes = []corev1.Volume{{Name: "data", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
			{Name: "config", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "config"}}}}}
	}
	engine.Engine{}.CreateJob(job, nil)
	return job
}

func benchReview(b testing.TB, job *batchv1.Job) string {
	b.Helper()
	raw, err := json.Marshal(job)
	if err != nil {
		b.Fatal(err)
	}
	review := admissionv1.AdmissionReview{TypeMeta: metav1.TypeMeta{APIVersion: reviewAPIVersion, Kind: reviewKind}, Request: &admissionv1.AdmissionRequest{
		UID: "705ab4f5-6393-11e8-b7cc-42010a800002", Kind: metav1.GroupVersionKind{Group: "batch", Version: "v1", Kind: "Job"},
		Resource: metav1.GroupVersionResource{Group: "batch", Version: "v1", Resource: "jobs"}, Name: job.Name, Namespace: job.Namespace,
		Operation: admissionv1.Create, Object: runtime.RawExtension{Raw: raw},
	}}
	review.Request.UserInfo.Username, review.Request.UserInfo.Groups = "ann", []string{"system:authenticated"}
	body, err := json.Marshal(review)
	if err != nil {
		b.Fatal(err)
	}
	return string(body)
}

// BenchmarkHandler times whole reviews, without the network, beside controller-runtime's handler that allows
// everything and does not look at the object.
func BenchmarkHandler(b *testing.B) {
	noop := &admission.Webhook{Handler: admission.HandlerFunc(func(context.Context, admission.Request) admission.Response { return admission.Allowed("") })}
	ours := Handler(Options{Metrics: prometheus.NewRegistry()})
	for size, containers := range map[string]int{"small": 1, "rich": 5} {
		body := benchReview(b, benchJob(containers))
		for name, c := range map[string]struct {
			handler http.Handler
			path    string
		}{"validate": {ours, ValidateJobPath}, "mutate": {ours, MutateJobPath}, "noop": {noop, "/"}} {
			b.Run(size+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					r := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(body))
					r.Header.Set("Content-Type", "application/json")
					w := httptest.NewRecorder()
					if c.handler.ServeHTTP(w, r); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"allowed":true`) {
						b.Fatal(w.Body)
					}
				}
			})
		}
	}
}
