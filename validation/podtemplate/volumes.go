package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	volumeNameMissing   check.ID = "volume-name-missing"
	volumeNameInvalid   check.ID = "volume-name-invalid"
	volumeNameDuplicate check.ID = "volume-name-duplicate"
	volumeKindMissing   check.ID = "volume-kind-missing"
	volumeKindMany      check.ID = "volume-kind-many"
	volumeFieldMissing  check.ID = "volume-field-missing"
)

// volumes reports what is wrong with the volumes of the pod. A name counts as taken only by a volume without
// errors.
//
// Parity: core ValidateVolumes.
func volumes(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.Volumes) == 0 {
		return
	}
	list := p.Child("volumes")
	dropImages := dropsImages(r.Target, spec, opts)
	var names nameSet
	kept := 0
	for i := range spec.Volumes {
		v := &spec.Volumes[i]
		if dropImages && v.Image != nil {
			continue
		}
		at := list.Index(kept)
		kept++
		before := len(r.Errors)
		volumeKind(r, &at, v, opts)
		volumeName(r, &at, v, &names)
		if len(r.Errors) == before {
			names.add(v.Name)
		}
	}
}

func volumeName(r *check.Report, p *check.Path, v *corev1.Volume, taken *nameSet) {
	switch {
	case v.Name == "":
		at := p.Child("name")
		r.Required(volumeNameMissing, &at, "the volume has no name", "write `name: NAME`, the name that volumeMounts refer to")
	case !syntax.IsDNSLabel(v.Name):
		at := p.Child("name")
		r.Invalid(volumeNameInvalid, &at, v.Name, dnsLabelFault("volume name", v.Name), "")
	case taken.has(v.Name):
		at := p.Child("name")
		r.Duplicate(volumeNameDuplicate, &at, v.Name, "another volume is called "+words.Quoted(v.Name)+" already", "give each volume a name of its own")
	}
}

// dropsImages reports whether the API server takes image volumes and their mounts out of the pod before it
// looks at it: the gate is off. 1.29 and 1.30 do not know the field, and see a volume without a kind.
func dropsImages(t target.Version, spec *corev1.PodSpec, opts *Options) bool {
	return t.Since(31) && !t.Enabled(target.ImageVolume) && !opts.KeepImageVolumes && hasImageVolume(spec)
}

// kindCount counts the kinds that a volume names. Only the first is looked into.
type kindCount struct{ first string }

// takes reports whether the kind is the volume's first, and says so where it is another one.
func (k *kindCount) takes(r *check.Report, p *check.Path, kind string) bool {
	if k.first == "" {
		k.first = kind
		return true
	}
	at := p.Child(kind)
	r.Forbidden(volumeKindMany, &at, "the volume is of kind "+k.first+" already", "make two volumes of it, or remove one kind")
	return false
}

// volumeKind reports what is wrong with what the volume is made of, in the API server's order: of several
// kinds, it is the first that counts.
//
// Parity: core validateVolumeSource.
func volumeKind(r *check.Report, p *check.Path, v *corev1.Volume, opts *Options) {
	var k kindCount
	if v.EmptyDir != nil && k.takes(r, p, "emptyDir") {
		at := p.Child("emptyDir")
		emptyDir(r, &at, v.EmptyDir, opts)
	}
	if v.HostPath != nil && k.takes(r, p, "hostPath") {
		at := p.Child("hostPath")
		hostPath(r, &at, v.HostPath)
	}
	if v.GitRepo != nil && k.takes(r, p, "gitRepo") {
		at := p.Child("gitRepo")
		gitRepo(r, &at, v.GitRepo)
	}
	if v.GCEPersistentDisk != nil && k.takes(r, p, "gcePersistentDisk") {
		at := p.Child("persistentDisk")
		gcePersistentDisk(r, &at, v.GCEPersistentDisk)
	}
	if v.AWSElasticBlockStore != nil && k.takes(r, p, "awsElasticBlockStore") {
		at := p.Child("awsElasticBlockStore")
		awsElasticBlockStore(r, &at, v.AWSElasticBlockStore)
	}
	if v.Secret != nil && k.takes(r, p, "secret") {
		at := p.Child("secret")
		secretVolume(r, &at, v.Secret, keepsUsers(r.Target, opts))
	}
	if v.NFS != nil && k.takes(r, p, "nfs") {
		at := p.Child("nfs")
		nfs(r, &at, v.NFS)
	}
	if v.ISCSI != nil {
		if k.takes(r, p, "iscsi") {
			at := p.Child("iscsi")
			iscsi(r, &at, v.ISCSI)
		}
		iscsiVolumeName(r, p, v)
	}
	if v.Glusterfs != nil && k.takes(r, p, "glusterfs") {
		at := p.Child("glusterfs")
		glusterfs(r, &at, v.Glusterfs)
	}
	if v.Flocker != nil && k.takes(r, p, "flocker") {
		at := p.Child("flocker")
		flocker(r, &at, v.Flocker)
	}
	if v.PersistentVolumeClaim != nil && k.takes(r, p, "persistentVolumeClaim") {
		at := p.Child("persistentVolumeClaim")
		requiredField(r, &at, "claimName", v.PersistentVolumeClaim.ClaimName, "write the name of a PersistentVolumeClaim of the namespace")
	}
	if v.RBD != nil && k.takes(r, p, "rbd") {
		at := p.Child("rbd")
		rbd(r, &at, v.RBD)
	}
	if v.Cinder != nil && k.takes(r, p, "cinder") {
		at := p.Child("cinder")
		cinder(r, &at, v.Cinder)
	}
	if v.CephFS != nil && k.takes(r, p, "cephFS") {
		k.first = "cephfs"
		at := p.Child("cephfs")
		monitors(r, &at, v.CephFS.Monitors)
	}
	if v.Quobyte != nil && k.takes(r, p, "quobyte") {
		at := p.Child("quobyte")
		quobyte(r, &at, v.Quobyte)
	}
	if v.DownwardAPI != nil && k.takes(r, p, "downwarAPI") { // the API server's own spelling
		k.first = "downwardAPI"
		at := p.Child("downwardAPI")
		downwardAPIVolume(r, &at, v.DownwardAPI, keepsUsers(r.Target, opts) || v.ConfigMap != nil && r.Target.Since(37), opts)
	}
	volumeKindLater(r, p, v, &k, opts)
	if k.first == "" {
		r.Required(volumeKindMissing, p, "volume "+words.Quoted(v.Name)+" does not say what it is made of", "write emptyDir, configMap, secret, persistentVolumeClaim or another kind")
	}
}

// volumeKindLater is the second half of volumeKind.
func volumeKindLater(r *check.Report, p *check.Path, v *corev1.Volume, k *kindCount, opts *Options) {
	if v.FC != nil && k.takes(r, p, "fc") {
		at := p.Child("fc")
		fibreChannel(r, &at, v.FC)
	}
	if v.FlexVolume != nil && k.takes(r, p, "flexVolume") {
		at := p.Child("flexVolume")
		flexVolume(r, &at, v.FlexVolume)
	}
	if v.ConfigMap != nil && k.takes(r, p, "configMap") {
		at := p.Child("configMap")
		configMapVolume(r, &at, v.ConfigMap, keepsUsers(r.Target, opts))
	}
	if v.AzureFile != nil && k.takes(r, p, "azureFile") {
		at := p.Child("azureFile")
		azureFile(r, &at, v.AzureFile)
	}
	if v.VsphereVolume != nil && k.takes(r, p, "vsphereVolume") {
		at := p.Child("vsphereVolume")
		requiredField(r, &at, "volumePath", v.VsphereVolume.VolumePath, "write the path of the disk, such as [DATASTORE] DIR/DISK.vmdk")
	}
	if v.PhotonPersistentDisk != nil && k.takes(r, p, "photonPersistentDisk") {
		at := p.Child("photonPersistentDisk")
		requiredField(r, &at, "pdID", v.PhotonPersistentDisk.PdID, "write the id of the disk")
	}
	if v.PortworxVolume != nil && k.takes(r, p, "portworxVolume") {
		at := p.Child("portworxVolume")
		requiredField(r, &at, "volumeID", v.PortworxVolume.VolumeID, "write the id of the volume")
	}
	if v.AzureDisk != nil && k.takes(r, p, "azureDisk") {
		at := p.Child("azureDisk")
		azureDisk(r, &at, v.AzureDisk)
	}
	if v.StorageOS != nil && k.takes(r, p, "storageos") {
		at := p.Child("storageos")
		storageOS(r, &at, v.StorageOS)
	}
	if v.Projected != nil && k.takes(r, p, "projected") {
		at := p.Child("projected")
		projected(r, &at, v.Projected, opts)
	}
	if v.ScaleIO != nil && k.takes(r, p, "scaleIO") {
		at := p.Child("scaleIO")
		scaleIO(r, &at, v.ScaleIO)
	}
	if v.CSI != nil && k.takes(r, p, "csi") {
		at := p.Child("csi")
		csiVolume(r, &at, v.CSI)
	}
	if v.Ephemeral != nil && k.takes(r, p, "ephemeral") {
		at := p.Child("ephemeral")
		ephemeralVolume(r, &at, v.Ephemeral)
	}
	// 1.31 does not look at the field with the gate off, even where an update may keep it.
	if v.Image != nil && (r.Target.Since(32) || r.Target.Enabled(target.ImageVolume)) && k.takes(r, p, "image") {
		at := p.Child("image")
		imageVolume(r, &at, v.Image, opts)
	}
}

// requiredField reports a field of a kind that must not be empty and is.
func requiredField(r *check.Report, p *check.Path, name, value, hint string) {
	if value == "" {
		at := p.Child(name)
		r.Required(volumeFieldMissing, &at, name+" is missing", hint)
	}
}

// secretRefName is about the name in the secretRef of a kind; the reference itself may be left out.
func secretRefName(r *check.Report, p *check.Path, ref *corev1.LocalObjectReference) {
	if ref != nil {
		at := p.Child("secretRef")
		requiredField(r, &at, "name", ref.Name, "write the name of a Secret of the namespace")
	}
}
