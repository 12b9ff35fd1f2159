package defaults

import corev1 "k8s.io/api/core/v1"

// setNetworkVolume gives the kinds of volume that name a storage system their defaults.
func setNetworkVolume(v *corev1.VolumeSource, at *pointer, record *Record) {
	if v.ISCSI != nil && v.ISCSI.ISCSIInterface == "" {
		v.ISCSI.ISCSIInterface = "default"
		source := at.child("iscsi")
		record.add(&source, "iscsiInterface", "default")
	}
	if v.RBD != nil {
		source := at.child("rbd")
		setRBD(v.RBD, &source, record)
	}
	if v.AzureDisk != nil {
		source := at.child("azureDisk")
		setAzureDisk(v.AzureDisk, &source, record)
	}
	if v.ScaleIO != nil {
		source := at.child("scaleIO")
		if v.ScaleIO.StorageMode == "" {
			v.ScaleIO.StorageMode = "ThinProvisioned"
			record.add(&source, "storageMode", "ThinProvisioned")
		}
		if v.ScaleIO.FSType == "" {
			v.ScaleIO.FSType = "xfs"
			record.add(&source, "fsType", "xfs")
		}
	}
}

func setRBD(rbd *corev1.RBDVolumeSource, at *pointer, record *Record) {
	if rbd.RBDPool == "" {
		rbd.RBDPool = "rbd"
		record.add(at, "pool", "rbd")
	}
	if rbd.RadosUser == "" {
		rbd.RadosUser = "admin"
		record.add(at, "user", "admin")
	}
	if rbd.Keyring == "" {
		rbd.Keyring = "/etc/ceph/keyring"
		record.add(at, "keyring", "/etc/ceph/keyring")
	}
}

func setAzureDisk(disk *corev1.AzureDiskVolumeSource, at *pointer, record *Record) {
	if disk.CachingMode == nil {
		disk.CachingMode = new(corev1.AzureDataDiskCachingReadWrite)
		record.add(at, "cachingMode", corev1.AzureDataDiskCachingReadWrite)
	}
	if disk.FSType == nil {
		disk.FSType = new("ext4")
		record.add(at, "fsType", "ext4")
	}
	if disk.ReadOnly == nil {
		disk.ReadOnly = new(false)
		record.add(at, "readOnly", false)
	}
	if disk.Kind == nil {
		disk.Kind = new(corev1.AzureSharedBlobDisk)
		record.add(at, "kind", corev1.AzureSharedBlobDisk)
	}
}
