package cluster

import (
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// AsWritten takes away what the API server and controllers have put into the object, so that it can be judged
// as if it were created anew. Defaults stay: nothing tells them from what an author wrote.
func AsWritten(u *unstructured.Unstructured) {
	for _, field := range []string{"uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
		"managedFields", "selfLink", "ownerReferences", "finalizers"} {
		unstructured.RemoveNestedField(u.Object, "metadata", field)
	}
	unstructured.RemoveNestedField(u.Object, "status")
	if u.GetKind() != "Job" {
		return
	}
	if manual, _, _ := unstructured.NestedBool(u.Object, "spec", "manualSelector"); manual {
		return
	}
	// The selector and the labels that the API server generates are refused in a new Job.
	unstructured.RemoveNestedField(u.Object, "spec", "selector")
	for _, at := range [][]string{{"metadata", "labels"}, {"spec", "template", "metadata", "labels"}} {
		labels, found, err := unstructured.NestedMap(u.Object, at...)
		if !found || err != nil {
			continue
		}
		for _, label := range []string{batchv1.ControllerUidLabel, batchv1.JobNameLabel, "controller-uid", "job-name"} {
			delete(labels, label)
		}
		if len(labels) == 0 {
			unstructured.RemoveNestedField(u.Object, at...)
		} else if err := unstructured.SetNestedMap(u.Object, labels, at...); err != nil {
			continue // what was read as a map can be written as one
		}
	}
}
