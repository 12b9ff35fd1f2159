package podtemplate

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

func (p *pruner) volumes(path *check.Path, spec *corev1.PodSpec) {
	list := path.Child("volumes")
	for i := range spec.Volumes {
		at := list.Index(i)
		v := &spec.Volumes[i]
		if v.EmptyDir != nil && v.EmptyDir.Mode != nil && p.off(target.EmptyDirVolumeMode, p.opts.KeepEmptyDirMode) {
			if dir := at.Child("emptyDir"); p.drops(&dir, "mode", target.EmptyDirVolumeMode) {
				v.EmptyDir.Mode = nil
			}
		}
		p.projected(&at, v.Projected)
		if p.off(target.AtomicWriteVolumeUserFields, p.opts.KeepVolumeUsers) {
			p.users(&at, &v.VolumeSource)
		}
	}
	if dropsImages(p.t, spec, &p.opts) {
		p.imageVolumes(&list, spec)
	}
}

// projected: the source stays, with nothing in it.
func (p *pruner) projected(path *check.Path, projected *corev1.ProjectedVolumeSource) {
	if projected == nil {
		return
	}
	at := path.Child("projected")
	list := at.Child("sources")
	for i := range projected.Sources {
		element := list.Index(i)
		source := &projected.Sources[i]
		if source.ClusterTrustBundle != nil && p.off(target.ClusterTrustBundleProjection, p.opts.KeepClusterTrustBundles) && p.drops(&element, "clusterTrustBundle", target.ClusterTrustBundleProjection) {
			source.ClusterTrustBundle = nil
		}
		if source.PodCertificate != nil && p.off(target.PodCertificateRequest, p.opts.KeepPodCertificates) && p.drops(&element, "podCertificate", target.PodCertificateRequest) {
			source.PodCertificate = nil
		}
	}
}

// imageVolumes go with their mounts.
func (p *pruner) imageVolumes(list *check.Path, spec *corev1.PodSpec) {
	names := map[string]struct{}{}
	for i := range spec.Volumes {
		if spec.Volumes[i].Image != nil {
			at := list.Index(i)
			p.drops(&at, "image", target.ImageVolume)
			names[spec.Volumes[i].Name] = struct{}{}
		}
	}
	if !p.apply {
		return
	}
	spec.Volumes = slices.DeleteFunc(spec.Volumes, func(v corev1.Volume) bool { return v.Image != nil })
	of := func(m corev1.VolumeMount) bool {
		_, dropped := names[m.Name]
		return dropped
	}
	for i := range spec.Containers {
		spec.Containers[i].VolumeMounts = slices.DeleteFunc(spec.Containers[i].VolumeMounts, of)
	}
	for i := range spec.InitContainers {
		spec.InitContainers[i].VolumeMounts = slices.DeleteFunc(spec.InitContainers[i].VolumeMounts, of)
	}
	for i := range spec.EphemeralContainers {
		spec.EphemeralContainers[i].VolumeMounts = slices.DeleteFunc(spec.EphemeralContainers[i].VolumeMounts, of)
	}
}
