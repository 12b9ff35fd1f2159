package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	claimModesMissing    check.ID = "claim-access-modes-missing"
	claimModeUnknown     check.ID = "claim-access-mode-unknown"
	claimModeAlone       check.ID = "claim-access-mode-exclusive"
	claimStorageMissing  check.ID = "claim-storage-missing"
	claimStoragePositive check.ID = "claim-storage-not-positive"
	claimClassInvalid    check.ID = "claim-class-name-invalid"
	claimVolumeMode      check.ID = "claim-volume-mode-unknown"
	claimSourceMissing   check.ID = "claim-data-source-field-missing"
	claimSourceKind      check.ID = "claim-data-source-kind"
	claimSourceGroup     check.ID = "claim-data-source-group-invalid"
	claimSourceNamespace check.ID = "claim-data-source-namespace-invalid"
	claimSourceMismatch  check.ID = "claim-data-source-mismatch"
)

// claimSpec is about the spec of a PersistentVolumeClaim.
//
// Parity: core ValidatePersistentVolumeClaimSpec, with the options of a claim template: nothing of an old
// claim is kept, and the gates of claims drop nothing in a template.
func claimSpec(r *check.Report, p *check.Path, c *corev1.PersistentVolumeClaimSpec) {
	accessModes(r, p, c.AccessModes)
	if c.Selector != nil {
		at := p.Child("selector")
		labelSelector(r, &at, c.Selector, false)
	}
	claimStorage(r, p, c)
	className(r, p, "storageClassName", c.StorageClassName)
	if c.VolumeMode != nil && *c.VolumeMode != corev1.PersistentVolumeBlock && *c.VolumeMode != corev1.PersistentVolumeFilesystem {
		at := p.Child("volumeMode")
		r.NotSupported(claimVolumeMode, &at, *c.VolumeMode, "volumeMode is "+words.Quoted(*c.VolumeMode),
			words.OneOf(*c.VolumeMode, corev1.PersistentVolumeFilesystem, corev1.PersistentVolumeBlock))
	}
	if s := c.DataSource; s != nil {
		at := p.Child("dataSource")
		dataSource(r, &at, s.APIGroup, s.Kind, s.Name)
	}
	if s := c.DataSourceRef; s != nil {
		at := p.Child("dataSourceRef")
		dataSource(r, &at, s.APIGroup, s.Kind, s.Name)
		if s.Namespace != nil && *s.Namespace != "" && !syntax.IsDNSLabel(*s.Namespace) {
			at := at.Child("namespace")
			r.Invalid(claimSourceNamespace, &at, *s.Namespace, dnsLabelFault("namespace", *s.Namespace), "")
		}
	}
	dataSources(r, p, c)
	if r.Target.Enabled(target.VolumeAttributesClass) {
		className(r, p, "volumeAttributesClassName", c.VolumeAttributesClassName)
	}
}

// accessModes: what is wrong with one of the modes is said of the list.
func accessModes(r *check.Report, p *check.Path, modes []corev1.PersistentVolumeAccessMode) {
	at := p.Child("accessModes")
	if len(modes) == 0 {
		r.Required(claimModesMissing, &at, "the claim has no accessModes", "write `accessModes: [ReadWriteOnce]`")
	}
	alone, shared := false, false
	for _, mode := range modes {
		switch mode {
		case corev1.ReadWriteOncePod:
			alone = true
		case corev1.ReadWriteOnce, corev1.ReadOnlyMany, corev1.ReadWriteMany:
			shared = true
		default:
			r.NotSupported(claimModeUnknown, &at, mode, "access mode is "+words.Quoted(mode),
				words.OneOf(mode, corev1.ReadWriteOnce, corev1.ReadWriteOncePod, corev1.ReadWriteMany, corev1.ReadOnlyMany))
		}
	}
	if alone && shared {
		r.Forbidden(claimModeAlone, &at, "ReadWriteOncePod goes with no other access mode", "keep it alone, or remove it")
	}
}

// claimStorage: the error stands at resources[storage], not where the request is written.
func claimStorage(r *check.Report, p *check.Path, c *corev1.PersistentVolumeClaimSpec) {
	size, given := c.Resources.Requests[corev1.ResourceStorage]
	if given && size.Sign() > 0 {
		return
	}
	resources := p.Child("resources")
	at := resources.Key(string(corev1.ResourceStorage))
	if !given {
		r.Required(claimStorageMissing, &at, "the claim asks for no storage", "write resources.requests.storage, such as 10Gi")
		return
	}
	r.Invalid(claimStoragePositive, &at, size.String(), "the claim asks for "+size.String()+" of storage", "write more than 0, such as 10Gi")
}

func className(r *check.Report, p *check.Path, field string, name *string) {
	if name != nil && *name != "" && !syntax.IsDNSSubdomain(*name) {
		at := p.Child(field)
		r.Invalid(claimClassInvalid, &at, *name, dnsSubdomainFault(field, *name), "")
	}
}

// dataSource is about what a claim's volume is filled from: dataSource or dataSourceRef.
//
// Parity: core validateDataSource, validateDataSourceRef.
func dataSource(r *check.Report, p *check.Path, group *string, kind, name string) {
	if name == "" {
		at := p.Child("name")
		r.Required(claimSourceMissing, &at, "the data source has no name", "write the name of the object to fill the volume from")
	}
	if kind == "" {
		at := p.Child("kind")
		r.Required(claimSourceMissing, &at, "the data source has no kind", "write PersistentVolumeClaim, or VolumeSnapshot with its apiGroup")
	}
	switch {
	case group == nil || *group == "":
		if kind != "PersistentVolumeClaim" {
			r.Invalid(claimSourceKind, p, kind, "without an apiGroup a data source is a PersistentVolumeClaim, not "+words.Quoted(kind), "write apiGroup, such as snapshot.storage.k8s.io for a VolumeSnapshot")
		}
	case !syntax.IsDNSSubdomain(*group):
		at := p.Child("apiGroup")
		r.Invalid(claimSourceGroup, &at, *group, dnsSubdomainFault("apiGroup", *group), "write the group without its version")
	}
}

// dataSources: the two may both stand only where they say the same, and not across namespaces.
func dataSources(r *check.Report, p *check.Path, c *corev1.PersistentVolumeClaimSpec) {
	if c.DataSource == nil || c.DataSourceRef == nil {
		return
	}
	switch ref := c.DataSourceRef; {
	case ref.Namespace != nil && *ref.Namespace != "":
		r.Invalid(claimSourceMismatch, p, "dataSource", "dataSource does not go with a dataSourceRef into another namespace", "remove dataSource")
	case !sameText(c.DataSource.APIGroup, ref.APIGroup) || c.DataSource.Kind != ref.Kind || c.DataSource.Name != ref.Name:
		r.Invalid(claimSourceMismatch, p, "dataSource", "dataSource and dataSourceRef name different objects", "remove dataSource")
	}
}

func sameText(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
