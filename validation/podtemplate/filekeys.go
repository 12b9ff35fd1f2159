package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	fileKeyMissing        check.ID = "file-key-missing"
	fileKeyInvalid        check.ID = "file-key-invalid"
	fileKeyVolumeMissing  check.ID = "file-key-volume-missing"
	fileKeyVolumeInvalid  check.ID = "file-key-volume-invalid"
	fileKeyVolumeUnknown  check.ID = "file-key-volume-unknown"
	fileKeyVolumeNotEmpty check.ID = "file-key-volume-not-empty-dir"
	fileKeyPathMissing    check.ID = "file-key-path-missing"
	fileKeyPathBackstep   check.ID = "file-key-path-backstep"
)

// keepsFileKeys: before 1.34 the field is unknown, with the gate off it is dropped. Either way an empty
// valueFrom is left.
func keepsFileKeys(r *check.Report, opts *Options) bool {
	return r.Target.Enabled(target.EnvFiles) || opts.KeepFileKeyRefs
}

// Parity: core validateFileKeySelector. KEP-3721.
func fileKeyRef(r *check.Report, p *check.Path, ref *corev1.FileKeySelector) {
	switch {
	case ref.Key == "":
		at := p.Child("key")
		r.Required(fileKeyMissing, &at, "no key of the file is named", "write the name of a variable in the file")
	case !syntax.IsRelaxedEnvName(ref.Key):
		at := p.Child("key")
		r.Invalid(fileKeyInvalid, &at, ref.Key, "key "+words.Quoted(ref.Key)+" may have only printable ASCII characters, and no =", "")
	}
	switch {
	case ref.VolumeName == "":
		at := p.Child("volumeName")
		r.Required(fileKeyVolumeMissing, &at, "no volume is named", "write the name of an emptyDir volume of the pod")
	case !syntax.IsDNSLabel(ref.VolumeName):
		at := p.Child("volumeName")
		r.Invalid(fileKeyVolumeInvalid, &at, ref.VolumeName, dnsLabelFault("volume name", ref.VolumeName), "")
	}
	switch {
	case ref.Path == "":
		at := p.Child("path")
		r.Required(fileKeyPathMissing, &at, "no file is named", "write its path in the volume")
	case syntax.HasBackstep(ref.Path):
		at := p.Child("path")
		r.Invalid(fileKeyPathBackstep, &at, ref.Path, "path "+words.Quoted(ref.Path)+" has a .. in it", "write a path within the volume")
	}
}

// fileKeyVolumes reports variables from files in volumes that are none, or no emptyDir.
//
// Parity: core validateFileKeyRefVolumes. Unlike mounts, it sees volumes that have errors, and of two with
// one name the last.
func fileKeyVolumes(r *check.Report, p *check.Path, s *scope, opts *Options) {
	if !keepsFileKeys(r, opts) {
		return
	}
	list := p.Child("initContainers")
	for i := range s.spec.InitContainers {
		at := list.Index(i)
		fileKeyVolumesOf(r, &at, s.spec.InitContainers[i].Env, s)
	}
	list = p.Child("containers")
	for i := range s.spec.Containers {
		at := list.Index(i)
		fileKeyVolumesOf(r, &at, s.spec.Containers[i].Env, s)
	}
	list = p.Child("ephemeralContainers")
	for i := range s.spec.EphemeralContainers {
		at := list.Index(i)
		fileKeyVolumesOf(r, &at, s.spec.EphemeralContainers[i].Env, s)
	}
}

func fileKeyVolumesOf(r *check.Report, p *check.Path, env []corev1.EnvVar, s *scope) {
	for i := range env {
		if env[i].ValueFrom == nil || env[i].ValueFrom.FileKeyRef == nil {
			continue
		}
		name := env[i].ValueFrom.FileKeyRef.VolumeName
		v := s.lastVolume(name)
		if v != nil && v.EmptyDir != nil {
			continue
		}
		list := p.Child("env")
		item := list.Index(i)
		from := item.Child("valueFrom")
		ref := from.Child("fileKeyRef")
		at := ref.Child("volumeName")
		if v == nil {
			r.Add(fileKeyVolumeUnknown, field.ErrorTypeNotFound, &at, name, "the pod has no volume called "+words.Quoted(name), s.nearestVolume(r, name))
			continue
		}
		r.Invalid(fileKeyVolumeNotEmpty, &at, name, "volume "+words.Quoted(name)+" is no emptyDir; variables are read only from files in one", "name an emptyDir volume")
	}
}
