package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

const (
	claimTemplateMissing  check.ID = "claim-template-missing"
	claimTemplateMetadata check.ID = "claim-template-metadata"
)

// ephemeralVolume is about a volume that gets a PersistentVolumeClaim of its own.
//
// Parity: core validateEphemeralVolumeSource, ValidatePersistentVolumeClaimTemplate.
func ephemeralVolume(r *check.Report, p *check.Path, e *corev1.EphemeralVolumeSource) {
	template := p.Child("volumeClaimTemplate")
	if e.VolumeClaimTemplate == nil {
		r.Required(claimTemplateMissing, &template, "the ephemeral volume has no claim to be made", "write volumeClaimTemplate with a spec")
		return
	}
	metadata := template.Child("metadata")
	claimMetadata(r, &metadata, &e.VolumeClaimTemplate.ObjectMeta)
	spec := template.Child("spec")
	claimSpec(r, &spec, &e.VolumeClaimTemplate.Spec)
}

// claimMetadata: of the metadata only labels and annotations are taken over, and all else is forbidden.
//
// Parity: core ValidateTemplateObjectMeta.
func claimMetadata(r *check.Report, p *check.Path, m *metav1.ObjectMeta) {
	if len(m.Annotations) > 0 {
		at := p.Child("annotations")
		annotations(r, &at, m.Annotations)
	}
	if len(m.Labels) > 0 {
		at := p.Child("labels")
		labels(r, &at, m.Labels)
	}
	notInClaim(r, p, "name", m.Name != "")
	notInClaim(r, p, "generateName", m.GenerateName != "")
	notInClaim(r, p, "namespace", m.Namespace != "")
	notInClaim(r, p, "selfLink", m.SelfLink != "") //nolint:staticcheck // it is deprecated, and the API server still looks at it
	notInClaim(r, p, "uID", m.UID != "")           // the API server's own spelling
	notInClaim(r, p, "resourceVersion", m.ResourceVersion != "")
	notInClaim(r, p, "generation", m.Generation != 0)
	notInClaim(r, p, "creationTimestamp", m.CreationTimestamp != metav1.Time{})
	notInClaim(r, p, "deletionTimestamp", m.DeletionTimestamp != nil)
	notInClaim(r, p, "deletionGracePeriodSeconds", m.DeletionGracePeriodSeconds != nil)
	notInClaim(r, p, "ownerReferences", m.OwnerReferences != nil)
	notInClaim(r, p, "finalizers", m.Finalizers != nil)
	notInClaim(r, p, "managedFields", m.ManagedFields != nil)
}

func notInClaim(r *check.Report, p *check.Path, name string, given bool) {
	if given {
		at := p.Child(name)
		r.Forbidden(claimTemplateMetadata, &at, name+" of a volumeClaimTemplate cannot be given", "remove it: only labels and annotations are taken over")
	}
}
