package compare

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// keepSystemFields puts into an updated object what an update cannot change or may leave out.
func keepSystemFields(object, old metav1.Object) {
	if object.GetNamespace() == "" {
		object.SetNamespace(metav1.NamespaceDefault)
	}
	old.SetResourceVersion("1") // what is stored has one, and an update that names none gets it
	object.SetResourceVersion("1")
	object.SetGeneration(old.GetGeneration())
	if object.GetUID() == "" {
		object.SetUID(old.GetUID())
	}
	if t := old.GetCreationTimestamp(); !t.IsZero() {
		object.SetCreationTimestamp(t)
	}
	if !old.GetDeletionTimestamp().IsZero() {
		object.SetDeletionTimestamp(old.GetDeletionTimestamp())
	}
	if old.GetDeletionGracePeriodSeconds() != nil && object.GetDeletionGracePeriodSeconds() == nil {
		object.SetDeletionGracePeriodSeconds(old.GetDeletionGracePeriodSeconds())
	}
}
