package validation

import (
	"strings"
	"unicode"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"

	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
)

// isPlainMeta reports whether the metadata is certainly valid; false says only that it needs a close look.
// All that a live Job usually has is plain.
func isPlainMeta(meta *metav1.ObjectMeta) bool {
	return syntax.IsDNSSubdomain(meta.Name) && syntax.IsDNSLabel(meta.Namespace) && isPlainPrefix(meta.GenerateName) &&
		meta.Generation >= 0 && areLabels(meta.Labels) && areAnnotations(meta.Annotations) &&
		arePlainOwners(meta.OwnerReferences) && arePlainFinalizers(meta.Finalizers) && arePlainManagedFields(meta.ManagedFields)
}

// isPlainPrefix is true of a name, and of one with a single - behind it.
func isPlainPrefix(generateName string) bool {
	return generateName == "" || syntax.IsDNSSubdomain(strings.TrimSuffix(generateName, "-"))
}

func areLabels(labels map[string]string) bool {
	for key, value := range labels {
		if !syntax.IsQualifiedName(key) || !syntax.IsLabelValue(value) {
			return false
		}
	}
	return true
}

func areAnnotations(annotations map[string]string) bool {
	size := 0
	for key, value := range annotations {
		if size += len(key) + len(value); !syntax.IsQualifiedName(key) {
			return false // upper case prefixes are fine, and left to the close look
		}
	}
	return size <= apivalidation.TotalAnnotationSizeLimitB
}

func arePlainOwners(owners []metav1.OwnerReference) bool {
	controllers := 0
	for i := range owners {
		o := &owners[i]
		if o.Kind == "" || o.Kind == "Event" || o.Name == "" || o.UID == "" || !isPlainAPIVersion(o.APIVersion) {
			return false
		}
		if o.Controller != nil && *o.Controller {
			controllers++
		}
	}
	return controllers <= 1
}

func isPlainAPIVersion(s string) bool {
	group, version, grouped := strings.Cut(s, "/")
	if !grouped {
		return s != ""
	}
	return group != "" && version != "" && !strings.Contains(version, "/")
}

func arePlainFinalizers(finalizers []string) bool {
	orphan, foreground := false, false
	for _, f := range finalizers {
		switch f {
		case metav1.FinalizerOrphanDependents:
			orphan = true
		case metav1.FinalizerDeleteDependents:
			foreground = true
		default:
			if !strings.Contains(f, "/") || !syntax.IsQualifiedName(f) {
				return false
			}
		}
	}
	return !orphan || !foreground
}

func arePlainManagedFields(entries []metav1.ManagedFieldsEntry) bool {
	for i := range entries {
		e := &entries[i]
		if e.Operation != metav1.ManagedFieldsOperationApply && e.Operation != metav1.ManagedFieldsOperationUpdate ||
			e.FieldsType != "" && e.FieldsType != "FieldsV1" ||
			len(e.Manager) > metav1validation.FieldManagerMaxLength || len(e.Subresource) > metav1validation.MaxSubresourceNameLength {
			return false
		}
		for _, c := range e.Manager {
			if !unicode.IsPrint(c) {
				return false
			}
		}
	}
	return true
}
