package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	diskPartitionRange  check.ID = "disk-partition-range"
	azureCachingUnknown check.ID = "azure-disk-caching-mode-unknown"
	azureKindUnknown    check.ID = "azure-disk-kind-unknown"
	azureURIUnsupported check.ID = "azure-disk-uri-unsupported"
)

// Parity: core validateGCEPersistentDiskVolumeSource. Its errors stand at persistentDisk, the API server's
// internal name.
func gcePersistentDisk(r *check.Report, p *check.Path, d *corev1.GCEPersistentDiskVolumeSource) {
	requiredField(r, p, "pdName", d.PDName, "write the name of the disk")
	diskPartition(r, p, d.Partition)
}

// Parity: core validateAWSElasticBlockStoreVolumeSource.
func awsElasticBlockStore(r *check.Report, p *check.Path, d *corev1.AWSElasticBlockStoreVolumeSource) {
	requiredField(r, p, "volumeID", d.VolumeID, "write the id of the volume")
	diskPartition(r, p, d.Partition)
}

func diskPartition(r *check.Report, p *check.Path, partition int32) {
	const last = 255
	if partition < 0 || partition > last {
		at := p.Child("partition")
		r.Invalid(diskPartitionRange, &at, partition, "partition is "+words.Itoa(partition)+", not 0 (the whole disk) to "+words.Itoa(last), "")
	}
}

// Parity: core validateCinderVolumeSource.
func cinder(r *check.Report, p *check.Path, c *corev1.CinderVolumeSource) {
	requiredField(r, p, "volumeID", c.VolumeID, "write the id of the volume")
	secretRefName(r, p, c.SecretRef)
}

// Parity: core validateAzureFile.
func azureFile(r *check.Report, p *check.Path, a *corev1.AzureFileVolumeSource) {
	requiredField(r, p, "secretName", a.SecretName, "write the name of the Secret with the storage account")
	requiredField(r, p, "shareName", a.ShareName, "write the name of the share")
}

// Parity: core validateAzureDisk.
func azureDisk(r *check.Report, p *check.Path, a *corev1.AzureDiskVolumeSource) {
	requiredField(r, p, "diskName", a.DiskName, "write the name of the disk")
	requiredField(r, p, "diskURI", a.DataDiskURI, "write the URI of the disk")
	if a.CachingMode != nil {
		switch *a.CachingMode {
		case corev1.AzureDataDiskCachingNone, corev1.AzureDataDiskCachingReadOnly, corev1.AzureDataDiskCachingReadWrite:
		default:
			at := p.Child("cachingMode")
			r.NotSupported(azureCachingUnknown, &at, *a.CachingMode, "cachingMode is "+words.Quoted(*a.CachingMode),
				words.OneOf(*a.CachingMode, corev1.AzureDataDiskCachingNone, corev1.AzureDataDiskCachingReadOnly, corev1.AzureDataDiskCachingReadWrite))
		}
	}
	if a.Kind == nil {
		return
	}
	switch *a.Kind {
	case corev1.AzureSharedBlobDisk, corev1.AzureDedicatedBlobDisk, corev1.AzureManagedDisk:
	default:
		at := p.Child("kind")
		r.NotSupported(azureKindUnknown, &at, *a.Kind, "kind of the disk is "+words.Quoted(*a.Kind),
			words.OneOf(*a.Kind, corev1.AzureManagedDisk, corev1.AzureDedicatedBlobDisk, corev1.AzureSharedBlobDisk))
	}
	azureDiskURI(r, p, a)
}

// azureDiskURI: managed disks are resources of a subscription, all others blobs with a URL.
func azureDiskURI(r *check.Report, p *check.Path, a *corev1.AzureDiskVolumeSource) {
	switch managed := *a.Kind == corev1.AzureManagedDisk; {
	case managed && !strings.HasPrefix(a.DataDiskURI, "/subscriptions/"):
		at := p.Child("diskURI")
		r.NotSupported(azureURIUnsupported, &at, a.DataDiskURI, "diskURI "+words.Quoted(a.DataDiskURI)+" is not that of a managed disk",
			"write /subscriptions/ID/resourcegroups/GROUP/providers/microsoft.compute/disks/DISK")
	case !managed && !strings.HasPrefix(a.DataDiskURI, "https://"):
		at := p.Child("diskURI")
		r.NotSupported(azureURIUnsupported, &at, a.DataDiskURI, "diskURI "+words.Quoted(a.DataDiskURI)+" is not that of a blob",
			"write https://ACCOUNT.blob.core.windows.net/CONTAINER/DISK.vhd, or `kind: Managed`")
	}
}
