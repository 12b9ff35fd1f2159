package podtemplate

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// catalogVolumes has a row for every check of a volume. Checks that stand at several fields name one of
// them.
func catalogVolumes() []check.Row {
	const (
		volume    = "spec.template.spec.volumes[]"
		projected = volume + ".projected"
		source    = projected + ".sources[]"
		claim     = volume + ".ephemeral.volumeClaimTemplate"
	)
	const (
		required     = field.ErrorTypeRequired
		invalid      = field.ErrorTypeInvalid
		notSupported = field.ErrorTypeNotSupported
		forbidden    = field.ErrorTypeForbidden
		tooLong      = field.ErrorTypeTooLong
	)
	return []check.Row{
		row(volumeNameMissing, volume+".name", required, "the volume has no name", 0),
		row(volumeNameInvalid, volume+".name", invalid, "the name is no DNS label", 0),
		row(volumeNameDuplicate, volume+".name", field.ErrorTypeDuplicate, "another volume without errors has the name already", 0),
		row(volumeKindMissing, volume, required, "the volume is of no kind", 0),
		row(volumeKindMany, volume+".hostPath", forbidden, "the volume is of another kind already", 0),
		row(volumeFieldMissing, volume+".persistentVolumeClaim.claimName", required, "a field that the kind needs is missing", 0),
		row(emptyDirSizeNegative, volume+".emptyDir.sizeLimit", forbidden, "the size is less than 0", 0),
		row(emptyDirModeRange, volume+".emptyDir.mode", invalid, "the mode is not 0 to 01777", 37),
		row(hostPathBackstep, volume+".hostPath.path", invalid, "the path has a ..", 0),
		row(hostPathTypeUnknown, volume+".hostPath.type", notSupported, "there is no such type", 0),
		row(gitRepoDirectory, volume+".gitRepo.directory", invalid, "the directory leads out of the volume", 0),
		row(imageReferenceMissing, volume+".image.reference", required, "no image is named", 37),
		row(imagePullMissing, volume+".image.pullPolicy", required, "the policy is missing", 31),
		row(imagePullUnknown, volume+".image.pullPolicy", notSupported, "the policy is none of Always, IfNotPresent, Never", 31),
		row(fileModeRange, volume+".secret.defaultMode", invalid, "the mode is not 0 to 0777", 0),
		row(fileUserRange, volume+".secret.defaultUser", invalid, "the user is not 0 to 2147483647", 37),
		row(filePathMissing, volume+".secret.items[].path", required, "the file has no path", 0),
		row(filePathInvalid, volume+".configMap.items[].path", invalid, "the path leads out of the volume or begins with ..", 0),
		row(itemKeyMissing, volume+".secret.items[].key", required, "the item names no key", 0),
		row(downwardFileEmpty, volume+".downwardAPI", required, "an item shows nothing", 0),
		row(downwardFileSources, volume+".downwardAPI", invalid, "an item shows a field and a resource", 0),
		row(iscsiNameInvalid, volume+".iscsi.iqn", invalid, "the name has none of the forms iqn., eui., naa.", 0),
		row(iscsiSecretMissing, volume+".iscsi.secretRef", required, "CHAP authentication needs it", 0),
		row(iscsiTooLong, volume+".name", invalid, "name and iSCSI portal have more than 64 characters", 0),
		row(volumeLunRange, volume+".iscsi.lun", invalid, "the number is not 0 to 255", 0),
		row(nfsPathRelative, volume+".nfs.path", invalid, "the path is not absolute", 0),
		row(monitorsMissing, volume+".rbd.monitors", required, "no Ceph monitor is named", 0),
		row(quobyteRegistry, volume+".quobyte.registry", invalid, "one of the registries is no HOST:PORT", 0),
		row(quobyteTenant, volume+".quobyte.tenant", required, "the tenant has more than 64 characters", 0),
		row(fcTargetsMissing, volume+".fc.targetWWNs", required, "neither targetWWNs nor wwids are given", 0),
		row(fcTargetsAndIDs, volume+".fc.targetWWNs", invalid, "targetWWNs and wwids are both given", 0),
		row(fcLunMissing, volume+".fc.lun", required, "targetWWNs need it", 0),
		row(flockerMissing, volume+".flocker", required, "no dataset is named", 0),
		row(flockerBoth, volume+".flocker", invalid, "the dataset is named in two ways", 0),
		row(flockerSlash, volume+".flocker.datasetName", invalid, "the name has a /", 0),
		row(storageOSName, volume+".storageos.volumeName", invalid, "the name is no DNS label", 0),
		row(flexOptionReserved, volume+".flexVolume.options[]", invalid, "the key is in a domain of Kubernetes", 0),
		row(diskPartitionRange, volume+".persistentDisk.partition", invalid, "the number is not 0 to 255", 0),
		row(azureCachingUnknown, volume+".azureDisk.cachingMode", notSupported, "the mode is none of None, ReadOnly, ReadWrite", 0),
		row(azureKindUnknown, volume+".azureDisk.kind", notSupported, "the kind is none of Shared, Dedicated, Managed", 0),
		row(azureURIUnsupported, volume+".azureDisk.diskURI", notSupported, "the URI is not that of the kind", 0),
		row(projectedMany, source, forbidden, "the source is of several kinds", 0),
		row(projectedDuplicate, projected, invalid, "two files have one path", 0),
		row(tokenNoExpiration, source+".serviceAccountToken.expirationSeconds", required, "it is missing, which defaulting mends", 0),
		row(tokenExpiration, source+".serviceAccountToken.expirationSeconds", invalid, "it is not 600 to 4294967296", 0),
		row(tokenPathMissing, projected+".path", required, "a token has no path", 0),
		row(tokenPathInvalid, projected+".path", invalid, "the path of a token leads out of the volume or begins with ..", 30),
		row(bundleUnnamed, source+".clusterTrustBundle", required, "neither name nor signerName is given", 0),
		row(bundleNamedTwice, source+".clusterTrustBundle", invalid, "name and signerName are both given", 0),
		row(bundleNameMissing, source+".clusterTrustBundle.name", required, "the name is empty", 0),
		row(bundleNameInvalid, source+".clusterTrustBundle.name", invalid, "the name is none that a bundle can have", 0),
		row(bundleNameSelector, source+".clusterTrustBundle.labelSelector", invalid, "a bundle by name has no selector", 0),
		row(signerMissing, source+".podCertificate.signerName", required, "no signer is named", 0),
		row(signerInvalid, source+".podCertificate.signerName", invalid, "the name is no DOMAIN/NAME", 0),
		row(signerTooLong, source+".podCertificate.signerName", tooLong, "its domain has more than 253 characters, or all 571", 0),
		row(certificateKeyType, source+".podCertificate.keyType", notSupported, "there is no such type", 34),
		row(certificateExpiration, source+".podCertificate.maxExpirationSeconds", invalid, "it is not 1 hour to 91 days (1 day of a signer of Kubernetes)", 34),
		row(certificateNoPath, source+".podCertificate", required, "no path is given", 34),
		row(certificatePath, source+".podCertificate.keyPath", invalid, "the path leads out of the volume or begins with ..", 34),
		row(certificateKeyMissing, source+".podCertificate.userAnnotations", required, "a key is empty", 35),
		row(certificateKeyInvalid, source+".podCertificate.userAnnotations", invalid, "a key is no DOMAIN/NAME", 35),
		row(csiDriverTooLong, volume+".csi.driver", tooLong, "the name has more than 63 characters", 0),
		row(csiDriverInvalid, volume+".csi.driver", invalid, "the name is no DNS subdomain", 0),
		row(csiSecretInvalid, volume+".csi.name", invalid, "the name of the Secret is no DNS subdomain", 0),
		row(claimTemplateMissing, claim, required, "there is no claim to be made", 0),
		row(claimTemplateMetadata, claim+".metadata.name", forbidden, "a field other than labels and annotations is given", 0),
		row(claimModesMissing, claim+".spec.accessModes", required, "there are none", 0),
		row(claimModeUnknown, claim+".spec.accessModes", notSupported, "one of them does not exist", 0),
		row(claimModeAlone, claim+".spec.accessModes", forbidden, "ReadWriteOncePod is not alone", 0),
		row(claimStorageMissing, claim+".spec.resources[]", required, "no storage is asked for", 0),
		row(claimStoragePositive, claim+".spec.resources[]", invalid, "the storage is 0 or less", 0),
		row(claimClassInvalid, claim+".spec.storageClassName", invalid, "the name is no DNS subdomain", 0),
		row(claimVolumeMode, claim+".spec.volumeMode", notSupported, "the mode is neither Filesystem nor Block", 0),
		row(claimSourceMissing, claim+".spec.dataSource.name", required, "the source has no name or no kind", 0),
		row(claimSourceKind, claim+".spec.dataSource", invalid, "without a group the kind is not PersistentVolumeClaim", 0),
		row(claimSourceGroup, claim+".spec.dataSource.apiGroup", invalid, "the group is no DNS subdomain", 0),
		row(claimSourceNamespace, claim+".spec.dataSourceRef.namespace", invalid, "the namespace is no DNS label", 0),
		row(claimSourceMismatch, claim+".spec", invalid, "dataSource and dataSourceRef do not go together", 0),
	}
}
