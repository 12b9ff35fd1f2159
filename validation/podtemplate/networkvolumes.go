package podtemplate

import (
	"net"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	nfsPathRelative    check.ID = "nfs-path-relative"
	monitorsMissing    check.ID = "ceph-monitors-missing"
	quobyteRegistry    check.ID = "quobyte-registry-invalid"
	quobyteTenant      check.ID = "quobyte-tenant-too-long"
	fcTargetsMissing   check.ID = "fc-targets-missing"
	fcTargetsAndIDs    check.ID = "fc-targets-and-wwids"
	fcLunMissing       check.ID = "fc-lun-missing"
	flockerMissing     check.ID = "flocker-dataset-missing"
	flockerBoth        check.ID = "flocker-dataset-many"
	flockerSlash       check.ID = "flocker-dataset-name-invalid"
	storageOSName      check.ID = "storageos-name-invalid"
	flexOptionReserved check.ID = "flex-volume-option-reserved"
)

// Parity: core validateNFSVolumeSource. A path that is missing is not absolute either.
func nfs(r *check.Report, p *check.Path, n *corev1.NFSVolumeSource) {
	requiredField(r, p, "server", n.Server, "write the name or address of the NFS server")
	requiredField(r, p, "path", n.Path, "write the exported directory, such as /exports/data")
	if !strings.HasPrefix(n.Path, "/") {
		at := p.Child("path")
		r.Invalid(nfsPathRelative, &at, n.Path, "path "+words.Quoted(n.Path)+" of the NFS server is not absolute", "begin it with /")
	}
}

// Parity: core validateGlusterfsVolumeSource.
func glusterfs(r *check.Report, p *check.Path, g *corev1.GlusterfsVolumeSource) {
	requiredField(r, p, "endpoints", g.EndpointsName, "write the name of the Endpoints of the servers")
	requiredField(r, p, "path", g.Path, "write the name of the Glusterfs volume")
}

// Parity: core validateRBDVolumeSource.
func rbd(r *check.Report, p *check.Path, v *corev1.RBDVolumeSource) {
	monitors(r, p, v.CephMonitors)
	requiredField(r, p, "image", v.RBDImage, "write the name of the image")
}

// monitors are those of Ceph, of an RBD image or of CephFS.
func monitors(r *check.Report, p *check.Path, list []string) {
	if len(list) == 0 {
		at := p.Child("monitors")
		r.Required(monitorsMissing, &at, "no Ceph monitor is named", "write a list of HOST:PORT")
	}
}

// Parity: core validateQuobyteVolumeSource.
func quobyte(r *check.Report, p *check.Path, q *corev1.QuobyteVolumeSource) {
	const maxTenant = 64
	switch {
	case q.Registry == "":
		requiredField(r, p, "registry", "", "write HOST:PORT, or several with commas between them")
	case len(q.Tenant) > maxTenant:
		at := p.Child("tenant")
		r.Required(quobyteTenant, &at, "tenant has "+words.Itoa(len(q.Tenant))+" characters; a UUID has at most "+words.Itoa(maxTenant), "write the UUID of the tenant")
	default:
		for pair := range strings.SplitSeq(q.Registry, ",") {
			if _, _, err := net.SplitHostPort(pair); err != nil {
				at := p.Child("registry")
				r.Invalid(quobyteRegistry, &at, q.Registry, "registry has "+words.Quoted(pair)+", which is no HOST:PORT", "write HOST:PORT, or several with commas between them")
				break
			}
		}
	}
	requiredField(r, p, "volume", q.Volume, "write the name of the Quobyte volume")
}

// Parity: core validateFCVolumeSource.
func fibreChannel(r *check.Report, p *check.Path, f *corev1.FCVolumeSource) {
	switch at := p.Child("targetWWNs"); {
	case len(f.TargetWWNs) == 0 && len(f.WWIDs) == 0:
		r.Required(fcTargetsMissing, &at, "no target of the Fibre Channel volume is named", "write targetWWNs with lun, or wwids")
	case len(f.TargetWWNs) != 0 && len(f.WWIDs) != 0:
		r.Invalid(fcTargetsAndIDs, &at, f.TargetWWNs, "targetWWNs and wwids are both given", "keep one")
	}
	switch {
	case len(f.TargetWWNs) == 0:
	case f.Lun == nil:
		at := p.Child("lun")
		r.Required(fcLunMissing, &at, "targetWWNs are given without lun", "write `lun: 0`, or which one it is")
	default:
		volumeLun(r, p, *f.Lun)
	}
}

// Parity: core validateFlockerVolumeSource.
func flocker(r *check.Report, p *check.Path, f *corev1.FlockerVolumeSource) {
	switch {
	case f.DatasetName == "" && f.DatasetUUID == "":
		r.Required(flockerMissing, p, "the Flocker volume names no dataset", "write datasetName or datasetUUID")
	case f.DatasetName != "" && f.DatasetUUID != "":
		r.Invalid(flockerBoth, p, "resource", "datasetName and datasetUUID are both given", "keep one")
	}
	if strings.Contains(f.DatasetName, "/") {
		at := p.Child("datasetName")
		r.Invalid(flockerSlash, &at, f.DatasetName, "datasetName "+words.Quoted(f.DatasetName)+" has a / in it", "write the name alone")
	}
}

// Parity: core validateStorageOSVolumeSource.
func storageOS(r *check.Report, p *check.Path, s *corev1.StorageOSVolumeSource) {
	if s.VolumeName == "" {
		requiredField(r, p, "volumeName", "", "write the name of the StorageOS volume")
	} else {
		storageOSLabel(r, p, "volumeName", s.VolumeName)
	}
	if s.VolumeNamespace != "" {
		storageOSLabel(r, p, "volumeNamespace", s.VolumeNamespace)
	}
	secretRefName(r, p, s.SecretRef)
}

func storageOSLabel(r *check.Report, p *check.Path, name, value string) {
	if !syntax.IsDNSLabel(value) {
		at := p.Child(name)
		r.Invalid(storageOSName, &at, value, dnsLabelFault(name, value), "")
	}
}

// Parity: core validateScaleIOVolumeSource.
func scaleIO(r *check.Report, p *check.Path, s *corev1.ScaleIOVolumeSource) {
	requiredField(r, p, "gateway", s.Gateway, "write the address of the gateway")
	requiredField(r, p, "system", s.System, "write the name of the storage system")
	requiredField(r, p, "volumeName", s.VolumeName, "write the name of the volume")
}

// flexVolume: options with a key of Kubernetes' own domains are the kubelet's to set.
//
// Parity: core validateFlexVolumeSource.
func flexVolume(r *check.Report, p *check.Path, f *corev1.FlexVolumeSource) {
	requiredField(r, p, "driver", f.Driver, "write VENDOR/DRIVER")
	for key := range f.Options {
		domain, _, _ := strings.Cut(strings.ToLower(key), "/")
		if isOfDomain(domain, "kubernetes.io") || isOfDomain(domain, "k8s.io") {
			options := p.Child("options")
			at := options.Key(key)
			r.Invalid(flexOptionReserved, &at, key, "option "+words.Quoted(key)+" is in a domain of Kubernetes", "write a key without the domain, or in your own")
		}
	}
}

// isOfDomain reports whether the domain is the parent or below it.
func isOfDomain(domain, parent string) bool {
	return domain == parent || strings.HasSuffix(domain, parent) && domain[len(domain)-len(parent)-1] == '.'
}
