// Package same compares API objects as the API server does when it asks whether a field changed: nothing and
// empty are the same, and so are two ways to write one quantity.
//
// It does what apimachinery's equality.Semantic does, without reflection where Jobs usually have something:
// an update compares two whole pod templates, and nearly always finds them equal. What is rare in a Job is
// left to equality.Semantic. A test holds both against each other on every field.
package same

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Pointer reports whether both point to the same value, or neither to any.
func Pointer[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Any is Pointer for what is rare enough to be left to reflection.
// Cost: allocates where both are set.
func Any[T any](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a == b || equality.Semantic.DeepEqual(a, b)
}

// List is Any for lists.
func List[T any](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Any(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

// Map reports whether both have the same entries.
func Map(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for key, value := range a {
		if other, ok := b[key]; !ok || other != value {
			return false
		}
	}
	return true
}

// Selector reports whether both select by the same terms.
func Selector(a, b *metav1.LabelSelector) bool {
	if a == nil || b == nil {
		return a == b
	}
	return Map(a.MatchLabels, b.MatchLabels) && slices.EqualFunc(a.MatchExpressions, b.MatchExpressions, requirement)
}

func requirement(a, b metav1.LabelSelectorRequirement) bool {
	return a.Key == b.Key && a.Operator == b.Operator && slices.Equal(a.Values, b.Values)
}

// Meta reports whether the metadata is the same, but for labels and annotations.
func Meta(a, b *metav1.ObjectMeta) bool {
	//nolint:staticcheck // SelfLink is deprecated: the API server compares what is written, read-only or not
	return a.SelfLink == b.SelfLink && a.Name == b.Name && a.GenerateName == b.GenerateName && a.Namespace == b.Namespace &&
		a.UID == b.UID && a.ResourceVersion == b.ResourceVersion && a.Generation == b.Generation &&
		a.CreationTimestamp.Equal(&b.CreationTimestamp) && a.DeletionTimestamp.Equal(b.DeletionTimestamp) &&
		Pointer(a.DeletionGracePeriodSeconds, b.DeletionGracePeriodSeconds) &&
		List(a.OwnerReferences, b.OwnerReferences) && slices.Equal(a.Finalizers, b.Finalizers) && List(a.ManagedFields, b.ManagedFields)
}

// Resources reports whether the amounts and claims are the same.
func Resources(a, b *corev1.ResourceRequirements) bool {
	return resourceList(a.Limits, b.Limits) && resourceList(a.Requests, b.Requests) && slices.Equal(a.Claims, b.Claims)
}

func resourceList(a, b corev1.ResourceList) bool {
	if len(a) != len(b) {
		return false
	}
	for name, amount := range a {
		if other, ok := b[name]; !ok || amount.Cmp(other) != 0 {
			return false
		}
	}
	return true
}
