package main

import (
	"encoding/json"
	"fmt"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jobvalidate/jobvalidate/defaults"
)

// review is a request body as the API server sends it.
type review struct {
	path string
	body []byte
}

// newJob is a Job as the API server has it after its defaults: small, or rich with five containers.
func newJob(rich bool) *batchv1.Job {
	job := &batchv1.Job{TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"}, ObjectMeta: metav1.ObjectMeta{
		Name: "pi", Namespace: "default", UID: "6a3dd0c8-2e1c-4a28-9b4c-1d3c0c0a1a11", ResourceVersion: "1234", Generation: 1,
		CreationTimestamp: metav1.Now(), Labels: map[string]string{"app": "pi"},
		ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "kubectl-create", Operation: metav1.ManagedFieldsOperationUpdate, APIVersion: "batch/v1",
			FieldsType: "FieldsV1", FieldsV1: &metav1.FieldsV1{Raw: []byte(`{"f:spec":{"f:backoffLimit":{},"f:completionMode":{},"f:completions":{},"f:parallelism":{},"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"main-0\"}":{".":{},"f:image":{},"f:name":{}}},"f:restartPolicy":{}}}}}`)}}},
	}}
	job.Spec.TTLSecondsAfterFinished = new(int32(3600))
	containers := 1
	if rich {
		containers = 5
	}
	pod := &job.Spec.Template.Spec
	pod.RestartPolicy = corev1.RestartPolicyNever
	for i := range containers {
		c := corev1.Container{Name: fmt.Sprintf("main-%d", i), Image: "registry.example/team/pi:1.2.3"}
		c.Resources.Requests = corev1.ResourceList{"cpu": resource.MustParse("100m"), "memory": resource.MustParse("64Mi")}
		c.Resources.Limits = corev1.ResourceList{"memory": resource.MustParse("128Mi")}
		if rich {
			c.Command = []string{"/bin/work", "--input=/data/in", "--output=/data/out"}
			for k := range 12 {
				c.Env = append(c.Env, corev1.EnvVar{Name: fmt.Sprintf("SETTING_%d", k), Value: "a value that somebody has written"})
			}
			c.VolumeMounts = []corev1.VolumeMount{{Name: "data", MountPath: "/data"}, {Name: "config", MountPath: "/etc/work", ReadOnly: true}}
		}
		pod.Containers = append(pod.Containers, c)
	}
	if rich {
		pod.Volumes = []corev1.Volume{
			{Name: "data", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{SizeLimit: new(resource.MustParse("1Gi"))}}},
			{Name: "config", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "work"}}}},
		}
	}
	defaults.SetJob(job)
	uid := string(job.UID)
	job.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{batchv1.ControllerUidLabel: uid}}
	job.Spec.Template.Labels = map[string]string{batchv1.ControllerUidLabel: uid, "controller-uid": uid, batchv1.JobNameLabel: job.Name, "job-name": job.Name}
	return job
}

// mixed are reviews in the proportion of a cluster's life: a creation meets both endpoints, then come an update
// and two writes of status.
func mixed(rich bool) ([]review, error) {
	job := newJob(rich)
	asked := job.DeepCopy() // mutating webhooks are asked before the API server makes these
	asked.UID, asked.ResourceVersion, asked.Spec.Selector, asked.Spec.Template.Labels = "", "", nil, nil
	labelled := job.DeepCopy()
	labelled.Labels["touched"] = "yes"
	running := job.DeepCopy()
	running.Status = batchv1.JobStatus{Active: 1, Ready: new(int32(0)), StartTime: new(metav1.Now()), UncountedTerminatedPods: &batchv1.UncountedTerminatedPods{}}
	ready := running.DeepCopy()
	ready.Status.Ready = new(int32(1))
	var all []review
	for _, r := range []struct {
		path, subresource string
		operation         admissionv1.Operation
		object, old       *batchv1.Job
	}{
		{"/mutate-batch-v1-job", "", admissionv1.Create, asked, nil},
		{"/validate-batch-v1-job", "", admissionv1.Create, job, nil},
		{"/validate-batch-v1-job", "", admissionv1.Update, labelled, job},
		{"/validate-batch-v1-job", "status", admissionv1.Update, running, job},
		{"/validate-batch-v1-job", "status", admissionv1.Update, ready, running},
	} {
		request := &admissionv1.AdmissionRequest{
			UID: "705ab4f5-6393-11e8-b7cc-42010a800002", Kind: metav1.GroupVersionKind{Group: "batch", Version: "v1", Kind: "Job"},
			Resource: metav1.GroupVersionResource{Group: "batch", Version: "v1", Resource: "jobs"}, SubResource: r.subresource,
			Name: r.object.Name, Namespace: r.object.Namespace, Operation: r.operation, DryRun: new(false),
		}
		request.UserInfo.Username, request.UserInfo.Groups = "system:serviceaccount:team:deployer", []string{"system:serviceaccounts", "system:authenticated"}
		var err error
		if request.Object.Raw, err = json.Marshal(r.object); err != nil {
			return nil, err
		}
		if r.old != nil {
			if request.OldObject.Raw, err = json.Marshal(r.old); err != nil {
				return nil, err
			}
		}
		request.Options = runtime.RawExtension{Raw: []byte(`{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"kubectl-create","fieldValidation":"Strict"}`)}
		body, err := json.Marshal(admissionv1.AdmissionReview{TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"}, Request: request})
		if err != nil {
			return nil, err
		}
		all = append(all, review{r.path + "?timeout=5s", body})
	}
	return all, nil
}
