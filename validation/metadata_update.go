package validation

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/validate/content"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	metadataImmutable       check.ID = "metadata-immutable"
	metadataResourceVersion check.ID = "metadata-resource-version"
)

// objectMetaUpdate checks the metadata of an object that is updated. The API server looks twice: the
// request handler, for all kinds, and the strategy. An error that both find is reported once.
//
// Parity: apiserver validateCommonFields and core ValidateObjectMetaUpdate.
func objectMetaUpdate(r *check.Report, p *check.Path, meta, old *metav1.ObjectMeta) {
	handlerMetaUpdate(r, p, meta, old)
	kubeFinalizers(r, p, meta)
}

// jobMetaUpdate is objectMetaUpdate for a Job, whose strategy ran the whole create check on updates too up
// to 1.36.
func jobMetaUpdate(r *check.Report, p *check.Path, meta, old *metav1.ObjectMeta) {
	if r.Target.Since(37) {
		metaUpdate(r, p, meta, old, pathSegment)
	} else {
		metaUpdate(r, p, meta, old, apivalidation.NameIsDNSSubdomain)
	}
	kubeFinalizers(r, p, meta)
}

// handlerMetaUpdate is what the request handler alone checks, whatever the kind.
//
// Parity: apiserver validateCommonFields, which is ValidateObjectMetaAccessor and
// ValidateObjectMetaAccessorUpdate.
func handlerMetaUpdate(r *check.Report, p *check.Path, meta, old *metav1.ObjectMeta) {
	metaUpdate(r, p, meta, old, pathSegment)
}

func metaUpdate(r *check.Report, p *check.Path, meta, old *metav1.ObjectMeta, name apivalidation.ValidateNameFunc) {
	if isPlainMeta(meta) && isPlainMetaUpdate(meta, old) {
		return
	}
	at := p.Field()
	errs := apivalidation.ValidateObjectMeta(meta, true, name, at)
	metadataErrors(r, meta, append(errs, apivalidation.ValidateObjectMetaUpdate(meta, old, at)...))
}

// pathSegment is all that the request handler asks of a name: that it can stand in a URL.
func pathSegment(name string, prefix bool) []string {
	if prefix {
		return content.IsPathSegmentPrefix(name)
	}
	return content.IsPathSegmentName(name)
}

// isPlainMetaUpdate reports whether nothing changed that must not.
func isPlainMetaUpdate(meta, old *metav1.ObjectMeta) bool {
	return meta.ResourceVersion != "" && meta.Generation >= old.Generation && meta.Name == old.Name && meta.Namespace == old.Namespace &&
		meta.UID == old.UID && meta.CreationTimestamp.Equal(&old.CreationTimestamp) && meta.DeletionTimestamp.Equal(old.DeletionTimestamp) &&
		same.Pointer(meta.DeletionGracePeriodSeconds, old.DeletionGracePeriodSeconds) &&
		(old.DeletionTimestamp == nil || slices.Equal(meta.Finalizers, old.Finalizers))
}

// kubeFinalizers checks what the API server asks of its own kinds beyond apimachinery: a finalizer without a
// domain is one of three.
//
// Parity: core validateKubeFinalizerName.
func kubeFinalizers(r *check.Report, p *check.Path, meta *metav1.ObjectMeta) {
	for i, f := range meta.Finalizers {
		switch {
		case strings.Contains(f, "/"), f == "kubernetes", f == metav1.FinalizerOrphanDependents, f == metav1.FinalizerDeleteDependents:
			continue
		}
		list := p.Child("finalizers")
		at := list.Index(i)
		r.Invalid(metadataFinalizers, &at, f, "finalizer "+words.Quoted(f)+" has no domain and is none of Kubernetes' own", "write a domain, / and a name")
	}
}

// immutableMetaWords says what changed in metadata that cannot.
func immutableMetaWords(name string, e *field.Error) (id check.ID, message, hint string, ok bool) {
	if e.Detail != apivalidation.FieldImmutableErrorMsg {
		return "", "", "", false
	}
	switch name {
	case "name", "namespace":
		return metadataImmutable, "the " + name + " changed to " + quotedAny(e.BadValue) + ", and an object keeps its " + name, "create a new object instead", true
	case "uid":
		return metadataImmutable, "the uid changed to " + quotedAny(e.BadValue) + ": this is another object of the same name", "remove metadata.uid, or read the object again", true
	default:
		return metadataImmutable, name + " changed, and the server alone sets it", "leave it as it was", true
	}
}
