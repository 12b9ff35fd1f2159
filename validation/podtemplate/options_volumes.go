package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// volumeOptions sets what the volumes of an update may keep.
func volumeOptions(o *Options, old *corev1.PodTemplateSpec, t target.Version) {
	for i := range old.Spec.Volumes {
		v := &old.Spec.Volumes[i]
		o.KeepEmptyDirMode = o.KeepEmptyDirMode || t.Since(37) && v.EmptyDir != nil && v.EmptyDir.Mode != nil
		o.KeepVolumeUsers = o.KeepVolumeUsers || t.Since(37) && hasUsers(v)
		o.AllowEmptyImageReference = o.AllowEmptyImageReference || v.Image != nil && v.Image.Reference == ""
		if v.DownwardAPI != nil {
			o.AllowHostIPs = o.AllowHostIPs || showsHostIPs(v.DownwardAPI.Items)
		}
		if v.Projected == nil {
			continue
		}
		for j := range v.Projected.Sources {
			s := &v.Projected.Sources[j]
			o.KeepClusterTrustBundles = o.KeepClusterTrustBundles || s.ClusterTrustBundle != nil
			o.KeepPodCertificates = o.KeepPodCertificates || t.Since(34) && s.PodCertificate != nil
			o.AllowNonLocalTokenPath = o.AllowNonLocalTokenPath || s.ServiceAccountToken != nil && !isLocalPath(s.ServiceAccountToken.Path)
		}
	}
}

func showsHostIPs(files []corev1.DownwardAPIVolumeFile) bool {
	for i := range files {
		if ref := files[i].FieldRef; ref != nil && ref.FieldPath == "status.hostIPs" {
			return true
		}
	}
	return false
}

// hasUsers reports whether the volume names users of its files. Of several kinds the API server asks only
// the first.
func hasUsers(v *corev1.Volume) bool {
	switch {
	case v.Secret != nil:
		return v.Secret.DefaultUser != nil || itemsHaveUsers(v.Secret.Items)
	case v.ConfigMap != nil:
		return v.ConfigMap.DefaultUser != nil || itemsHaveUsers(v.ConfigMap.Items)
	case v.DownwardAPI != nil:
		return v.DownwardAPI.DefaultUser != nil || filesHaveUsers(v.DownwardAPI.Items)
	case v.Projected == nil:
		return false
	case v.Projected.DefaultUser != nil:
		return true
	}
	for i := range v.Projected.Sources {
		if sourceHasUsers(&v.Projected.Sources[i]) {
			return true
		}
	}
	return false
}

func sourceHasUsers(s *corev1.VolumeProjection) bool {
	switch {
	case s.Secret != nil:
		return itemsHaveUsers(s.Secret.Items)
	case s.DownwardAPI != nil:
		return filesHaveUsers(s.DownwardAPI.Items)
	case s.ConfigMap != nil:
		return itemsHaveUsers(s.ConfigMap.Items)
	case s.ServiceAccountToken != nil:
		return s.ServiceAccountToken.User != nil
	case s.ClusterTrustBundle != nil:
		return s.ClusterTrustBundle.User != nil
	}
	return s.PodCertificate != nil && s.PodCertificate.User != nil
}

func itemsHaveUsers(items []corev1.KeyToPath) bool {
	for i := range items {
		if items[i].User != nil {
			return true
		}
	}
	return false
}

func filesHaveUsers(files []corev1.DownwardAPIVolumeFile) bool {
	for i := range files {
		if files[i].User != nil {
			return true
		}
	}
	return false
}
