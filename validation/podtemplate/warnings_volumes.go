package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const warnVolumeKind check.ID = "volume-kind-deprecated"

// warnVolumes is about kinds of volumes that are deprecated or gone, claims for parts of a byte, and files
// in each other's way.
func warnVolumes(w *check.Warnings, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.Volumes) == 0 {
		return
	}
	list := p.Child("volumes")
	dropImages := dropsImages(w.Target, spec, opts)
	kept := 0
	for i := range spec.Volumes {
		v := &spec.Volumes[i]
		if dropImages && v.Image != nil {
			continue
		}
		at := list.Index(kept)
		kept++
		warnOldKinds(w, &at, v)
		if v.Ephemeral != nil && v.Ephemeral.VolumeClaimTemplate != nil {
			warnClaim(w, &at, &v.Ephemeral.VolumeClaimTemplate.Spec)
		}
		if w.Target.Since(32) {
			warnFiles(w, &at, v, opts)
		}
	}
}

func warnOldKinds(w *check.Warnings, p *check.Path, v *corev1.Volume) {
	warnOldKind(w, p, v.PhotonPersistentDisk != nil, "photonPersistentDisk", "is gone since Kubernetes 1.16")
	warnOldKind(w, p, v.ScaleIO != nil, "scaleIO", "is gone since Kubernetes 1.22")
	warnOldKind(w, p, v.Flocker != nil, "flocker", "is gone since Kubernetes 1.25")
	warnOldKind(w, p, v.StorageOS != nil, "storageOS", "is gone since Kubernetes 1.25")
	warnOldKind(w, p, v.Quobyte != nil, "quobyte", "is gone since Kubernetes 1.25")
	warnOldKind(w, p, v.Glusterfs != nil, "glusterfs", "is gone since Kubernetes 1.26")
	warnOldKind(w, p, v.CephFS != nil, "cephfs", "is gone since Kubernetes 1.31")
	warnOldKind(w, p, v.RBD != nil, "rbd", "is gone since Kubernetes 1.31")
	if v.GitRepo == nil {
		return
	}
	at := p.Child("gitRepo")
	message := "gitRepo volumes are deprecated since Kubernetes 1.11"
	if w.Target.Since(33) && !w.Target.Enabled(target.GitRepoVolumeDriver) {
		message = "gitRepo volumes are deprecated, and nodes do not mount them since Kubernetes 1.33"
	}
	w.Add(warnVolumeKind, &at, message, "clone in an init container into an emptyDir")
}

func warnOldKind(w *check.Warnings, p *check.Path, used bool, kind, what string) {
	if used {
		at := p.Child(kind)
		w.Add(warnVolumeKind, &at, "the driver of "+kind+" volumes "+what, "use a CSI driver")
	}
}

// Parity: api/persistentvolumeclaim GetWarningsForPersistentVolumeClaimSpec.
func warnClaim(w *check.Warnings, volume *check.Path, spec *corev1.PersistentVolumeClaimSpec) {
	ephemeral := volume.Child("ephemeral")
	template := ephemeral.Child("volumeClaimTemplate")
	p := template.Child("spec")
	at := p.Child("resources")
	warnFraction(w, &at, "requests", spec.Resources.Requests, corev1.ResourceStorage)
	warnFraction(w, &at, "limits", spec.Resources.Limits, corev1.ResourceStorage)
}

// warnFraction is about an amount of bytes that is not whole, in the list called name at p.
func warnFraction(w *check.Warnings, p *check.Path, name string, list corev1.ResourceList, resource corev1.ResourceName) {
	quantity, given := list[resource]
	if !given || quantity.MilliValue()%1000 == 0 {
		return
	}
	listAt := p.Child(name)
	at := listAt.Key(string(resource))
	w.Add(warnByteFraction, &at, string(resource)+" is "+words.Quoted(quantity.String())+", which is not a whole number of bytes", "write a whole number; m stands for thousandths, M and Mi for millions")
}
