package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	fieldRefVersionMissing  check.ID = "field-ref-version-missing"
	fieldRefPathMissing     check.ID = "field-ref-path-missing"
	fieldRefPathInvalid     check.ID = "field-ref-path-invalid"
	fieldRefPathUnsupported check.ID = "field-ref-path-unsupported"
	fieldRefKeyInvalid      check.ID = "field-ref-key-invalid"
	fieldRefHostIPs         check.ID = "field-ref-host-ips"
	resourceRefContainer    check.ID = "resource-ref-container-missing"
	resourceRefMissing      check.ID = "resource-ref-resource-missing"
	resourceRefUnsupported  check.ID = "resource-ref-resource-unsupported"
	resourceRefDivisor      check.ID = "resource-ref-divisor"
)

// objectFieldRef is about a field of the pod that an environment variable or a file of a downward API
// volume shows; volumes show other fields.
//
// Parity: core validateObjectFieldSelector.
func objectFieldRef(r *check.Report, p *check.Path, ref *corev1.ObjectFieldSelector, volume bool) {
	switch {
	case ref.APIVersion == "":
		at := p.Child("apiVersion")
		r.Required(fieldRefVersionMissing, &at, "fieldRef has no apiVersion", "write `apiVersion: v1`")
		return
	case ref.FieldPath == "":
		at := p.Child("fieldPath")
		r.Required(fieldRefPathMissing, &at, "fieldRef has no fieldPath", "write the path of a field of the pod, such as metadata.name")
		return
	case ref.APIVersion != "v1":
		at := p.Child("fieldPath")
		r.Invalid(fieldRefPathInvalid, &at, ref.FieldPath, "fieldRef's apiVersion is "+words.Quoted(ref.APIVersion)+"; pods have only v1", "write `apiVersion: v1`, or leave it out")
		return
	}
	if path, key, ok := subscript(ref.FieldPath); ok {
		fieldRefKey(r, p, ref, path, key)
		return
	}
	if envField(ref.FieldPath) && !volume || volumeField(ref.FieldPath) && volume {
		return
	}
	at := p.Child("fieldPath")
	message := "fieldPath is " + words.Quoted(ref.FieldPath)
	if !knownField(ref.FieldPath) {
		r.Invalid(fieldRefPathInvalid, &at, ref.FieldPath, message+", which no pod has", fieldRefHint(ref.FieldPath, volume))
		return
	}
	r.NotSupported(fieldRefPathUnsupported, &at, ref.FieldPath, message+", which cannot be shown here", fieldRefHint(ref.FieldPath, volume))
}

// fieldRefKey is about metadata.labels['KEY'] and metadata.annotations['KEY'].
func fieldRefKey(r *check.Report, p *check.Path, ref *corev1.ObjectFieldSelector, path, key string) {
	switch path {
	case "metadata.labels":
		if syntax.IsQualifiedName(key) {
			return
		}
	case "metadata.annotations":
		if syntax.IsQualifiedName(key) || syntax.IsQualifiedName(strings.ToLower(key)) {
			return
		}
	default:
		at := p.Child("fieldPath")
		r.Invalid(fieldRefPathInvalid, &at, ref.FieldPath, path+" has no keys in brackets", "only metadata.labels['KEY'] and metadata.annotations['KEY'] have")
		return
	}
	r.Invalid(fieldRefKeyInvalid, p, key, "the key "+words.Quoted(key)+" of "+path+" is none that can be", "write a name, or a DNS prefix, / and a name")
}

// subscript splits PATH['KEY'].
func subscript(path string) (string, string, bool) {
	rest, ok := strings.CutSuffix(path, "']")
	if !ok {
		return path, "", false
	}
	path, key, ok := strings.Cut(rest, "['")
	return path, key, ok && path != ""
}

// envField reports whether an environment variable can show the field. spec.host is the old name of
// spec.nodeName, and still understood.
func envField(path string) bool {
	switch path {
	case "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.host", "spec.serviceAccountName",
		"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs":
		return true
	}
	return false
}

func volumeField(path string) bool {
	switch path {
	case "metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid":
		return true
	}
	return false
}

func knownField(path string) bool {
	switch path {
	case "spec.restartPolicy", "spec.schedulerName", "status.phase":
		return true
	}
	return envField(path) || volumeField(path)
}

func fieldRefHint(path string, volume bool) string {
	if volume {
		return words.OneOf(path, "metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations")
	}
	return words.OneOf(path, "metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels['KEY']", "metadata.annotations['KEY']",
		"spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs")
}

// hostIPs: 1.29 has a gate for this one field.
func hostIPs(r *check.Report, p *check.Path, ref *corev1.ObjectFieldSelector, opts *Options) {
	if ref.FieldPath == "status.hostIPs" && !opts.AllowHostIPs && !r.Target.Enabled(target.PodHostIPs) {
		r.Forbidden(fieldRefHostIPs, p, "status.hostIPs is turned off in this cluster (feature gate PodHostIPs)", "write status.hostIP")
	}
}

// resourceFieldRef is about a container's own request or limit shown to it.
//
// Parity: core validateContainerResourceFieldSelector, validateContainerResourceDivisor.
func resourceFieldRef(r *check.Report, p *check.Path, ref *corev1.ResourceFieldSelector, volume bool) {
	switch {
	case volume && ref.ContainerName == "":
		at := p.Child("containerName")
		r.Required(resourceRefContainer, &at, "resourceFieldRef names no container", "write the name of one of the pod's containers")
	case ref.Resource == "":
		at := p.Child("resource")
		r.Required(resourceRefMissing, &at, "resourceFieldRef names no resource", "write limits.cpu, requests.memory or the like")
	case !isShownResource(ref.Resource):
		at := p.Child("resource")
		r.NotSupported(resourceRefUnsupported, &at, ref.Resource, "resource is "+words.Quoted(ref.Resource)+", which cannot be shown",
			words.OneOf(ref.Resource, "limits.cpu", "limits.memory", "limits.ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage"))
	}
	divisor := ref.Divisor
	if divisor.Sign() == 0 {
		return
	}
	switch unit := divisor.String(); ref.Resource {
	case "limits.cpu", "requests.cpu":
		if unit != "1" && unit != "1m" {
			at := p.Child("divisor")
			r.Invalid(resourceRefDivisor, &at, unit, "divisor is "+unit+"; cpu is shown in 1 or 1m", "write 1 for cores, 1m for thousandths")
		}
	default:
		if isByteResource(ref.Resource) && !isByteUnit(unit) {
			at := p.Child("divisor")
			r.Invalid(resourceRefDivisor, &at, unit, "divisor is "+unit+"; bytes are shown in one unit", "write 1, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei, 1k, 1M, 1G, 1T, 1P or 1E")
		}
	}
}

func isShownResource(name string) bool {
	return name == "limits.cpu" || name == "requests.cpu" || isByteResource(name)
}

func isByteResource(name string) bool {
	switch name {
	case "limits.memory", "limits.ephemeral-storage", "requests.memory", "requests.ephemeral-storage":
		return true
	}
	return strings.HasPrefix(name, "limits.hugepages-") || strings.HasPrefix(name, "requests.hugepages-")
}

func isByteUnit(unit string) bool {
	switch unit {
	case "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei":
		return true
	}
	return false
}
