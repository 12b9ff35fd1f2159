package same

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// volume compares the usual sources field by field.
func volume(a, b corev1.Volume) bool {
	return a.Name == b.Name && emptyDir(a.EmptyDir, b.EmptyDir) && configMap(a.ConfigMap, b.ConfigMap) && secret(a.Secret, b.Secret) &&
		Pointer(a.PersistentVolumeClaim, b.PersistentVolumeClaim) && hostPath(a.HostPath, b.HostPath) && projected(a.Projected, b.Projected) &&
		downwardAPI(a.DownwardAPI, b.DownwardAPI) && Any(a.Ephemeral, b.Ephemeral) && Any(a.CSI, b.CSI) && Pointer(a.NFS, b.NFS) && Any(a.Image, b.Image) &&
		otherVolume(&a.VolumeSource, &b.VolumeSource)
}

func otherVolume(a, b *corev1.VolumeSource) bool {
	return Any(a.GCEPersistentDisk, b.GCEPersistentDisk) && Any(a.AWSElasticBlockStore, b.AWSElasticBlockStore) && Any(a.GitRepo, b.GitRepo) &&
		Any(a.ISCSI, b.ISCSI) && Any(a.Glusterfs, b.Glusterfs) && Any(a.RBD, b.RBD) && Any(a.FlexVolume, b.FlexVolume) && Any(a.Cinder, b.Cinder) &&
		Any(a.CephFS, b.CephFS) && Any(a.Flocker, b.Flocker) && Any(a.FC, b.FC) && Any(a.AzureFile, b.AzureFile) &&
		Any(a.VsphereVolume, b.VsphereVolume) && Any(a.Quobyte, b.Quobyte) && Any(a.AzureDisk, b.AzureDisk) &&
		Any(a.PhotonPersistentDisk, b.PhotonPersistentDisk) && Any(a.PortworxVolume, b.PortworxVolume) && Any(a.ScaleIO, b.ScaleIO) &&
		Any(a.StorageOS, b.StorageOS)
}

func emptyDir(a, b *corev1.EmptyDirVolumeSource) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.SizeLimit == nil || b.SizeLimit == nil {
		if a.SizeLimit != b.SizeLimit {
			return false
		}
	} else if a.SizeLimit.Cmp(*b.SizeLimit) != 0 {
		return false
	}
	return a.Medium == b.Medium && Pointer(a.Mode, b.Mode)
}

func configMap(a, b *corev1.ConfigMapVolumeSource) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Name == b.Name && slices.EqualFunc(a.Items, b.Items, keyToPath) && Pointer(a.DefaultMode, b.DefaultMode) &&
		Pointer(a.Optional, b.Optional) && Pointer(a.DefaultUser, b.DefaultUser)
}

func secret(a, b *corev1.SecretVolumeSource) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.SecretName == b.SecretName && slices.EqualFunc(a.Items, b.Items, keyToPath) && Pointer(a.DefaultMode, b.DefaultMode) &&
		Pointer(a.Optional, b.Optional) && Pointer(a.DefaultUser, b.DefaultUser)
}

func keyToPath(a, b corev1.KeyToPath) bool {
	return a.Key == b.Key && a.Path == b.Path && Pointer(a.Mode, b.Mode) && Pointer(a.User, b.User)
}

func hostPath(a, b *corev1.HostPathVolumeSource) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Path == b.Path && Pointer(a.Type, b.Type)
}

func downwardAPI(a, b *corev1.DownwardAPIVolumeSource) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Items, b.Items, downwardAPIFile) && Pointer(a.DefaultMode, b.DefaultMode) && Pointer(a.DefaultUser, b.DefaultUser)
}

func downwardAPIFile(a, b corev1.DownwardAPIVolumeFile) bool {
	return a.Path == b.Path && Pointer(a.FieldRef, b.FieldRef) && resourceField(a.ResourceFieldRef, b.ResourceFieldRef) &&
		Pointer(a.Mode, b.Mode) && Pointer(a.User, b.User)
}

func projected(a, b *corev1.ProjectedVolumeSource) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Sources, b.Sources, projection) && Pointer(a.DefaultMode, b.DefaultMode) && Pointer(a.DefaultUser, b.DefaultUser)
}

func projection(a, b corev1.VolumeProjection) bool {
	return Any(a.Secret, b.Secret) && Any(a.DownwardAPI, b.DownwardAPI) && Any(a.ConfigMap, b.ConfigMap) && token(a.ServiceAccountToken, b.ServiceAccountToken) &&
		Any(a.ClusterTrustBundle, b.ClusterTrustBundle) && Any(a.PodCertificate, b.PodCertificate)
}

func token(a, b *corev1.ServiceAccountTokenProjection) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Audience == b.Audience && Pointer(a.ExpirationSeconds, b.ExpirationSeconds) && a.Path == b.Path && Pointer(a.User, b.User)
}
