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
	mountNameMissing       check.ID = "volume-mount-name-missing"
	mountVolumeUnknown     check.ID = "volume-mount-volume-unknown"
	mountPathMissing       check.ID = "volume-mount-path-missing"
	mountPathDuplicate     check.ID = "volume-mount-path-duplicate"
	mountIsDevice          check.ID = "volume-mount-is-device"
	mountPathIsDevice      check.ID = "volume-mount-path-is-device"
	mountSubPathInvalid    check.ID = "volume-mount-sub-path-invalid"
	mountSubPathTwo        check.ID = "volume-mount-sub-path-and-expr"
	mountSubPathImage      check.ID = "volume-mount-sub-path-image"
	mountPropagation       check.ID = "volume-mount-propagation-unknown"
	mountPropagationRights check.ID = "volume-mount-propagation-privileged"
	mountRecursiveUnknown  check.ID = "volume-mount-recursive-read-only-unknown"
	mountRecursiveNeeds    check.ID = "volume-mount-recursive-read-only-needs"
	mountOptionUnknown     check.ID = "volume-mount-option-unknown"
	mountOptionDuplicate   check.ID = "volume-mount-option-duplicate"
	mountOptionImage       check.ID = "volume-mount-option-image"
)

// volumeMounts reports what is wrong with the mounts of a container. Some errors stand at the list, without
// an index.
//
// Parity: core ValidateVolumeMounts.
func volumeMounts(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	if len(c.VolumeMounts) == 0 {
		return
	}
	list := p.Child("volumeMounts")
	devices := devicePlaces(c)
	var paths nameSet
	kept := 0
	for i := range c.VolumeMounts {
		m := &c.VolumeMounts[i]
		if s.isDropped(m.Name) {
			continue
		}
		item := list.Index(kept)
		kept++
		volume := s.volume(m.Name)
		mountName(r, &item, m, volume, &devices, s)
		mountPath(r, &item, m, &devices, &paths)
		subPath(r, &list, &item, m, volume)
		propagation(r, &list, m, c)
		recursiveReadOnly(r, &list, m, opts)
		bindMountOptions(r, &item, m, volume, opts)
	}
}

func mountName(r *check.Report, p *check.Path, m *corev1.VolumeMount, volume *corev1.Volume, devices *places, s *scope) {
	if m.Name == "" {
		at := p.Child("name")
		r.Required(mountNameMissing, &at, "the mount names no volume", "write the name of one of the pod's volumes")
	}
	if volume == nil {
		at := p.Child("name")
		r.Add(mountVolumeUnknown, field.ErrorTypeNotFound, &at, m.Name, unknownVolume("volumeMount", m.Name, s), s.nearestVolume(r, m.Name))
	}
	if devices.hasVolume(m.Name) {
		at := p.Child("name")
		r.Invalid(mountIsDevice, &at, m.Name, "volume "+words.Quoted(m.Name)+" is in volumeDevices too", "use it as a file system or as a device, not both")
	}
}

// unknownVolume tells a volume that is not there from one that has errors of its own.
func unknownVolume(what, name string, s *scope) string {
	if s.lastVolume(name) != nil && name != "" {
		return what + " " + words.Quoted(name) + ": the volume of that name has errors itself"
	}
	return what + " " + words.Quoted(name) + " has no volume of that name" + words.ThereAre(s.volumeNames())
}

func mountPath(r *check.Report, p *check.Path, m *corev1.VolumeMount, devices *places, paths *nameSet) {
	if m.MountPath == "" {
		at := p.Child("mountPath")
		r.Required(mountPathMissing, &at, "mount "+words.Quoted(m.Name)+" has no mountPath", "write the directory in the container")
	}
	if !paths.add(m.MountPath) {
		at := p.Child("mountPath")
		r.Invalid(mountPathDuplicate, &at, m.MountPath, "two mounts stand at "+words.Quoted(m.MountPath), "give each a directory of its own")
	}
	if devices.hasPath(m.MountPath) {
		at := p.Child("mountPath")
		r.Invalid(mountPathIsDevice, &at, m.MountPath, "a device of volumeDevices stands at "+words.Quoted(m.MountPath)+" too", "change one of the paths")
	}
}

// subPath: only 1.31 (with the gate) and 1.32 refuse them on image volumes.
func subPath(r *check.Report, list, item *check.Path, m *corev1.VolumeMount, volume *corev1.Volume) {
	onImage := volume != nil && volume.Image != nil && r.Target.Since(31) && !r.Target.Since(33) &&
		(r.Target.Since(32) || r.Target.Enabled(target.ImageVolume))
	if m.SubPath != "" {
		if onImage {
			at := item.Child("subPath")
			r.Invalid(mountSubPathImage, &at, m.SubPath, "an image volume has no subPath in Kubernetes "+r.Target.String(), "remove it")
		}
		localPath(r, list, "subPath", m.SubPath)
	}
	if m.SubPathExpr == "" {
		return
	}
	if onImage {
		at := item.Child("subPathExpr")
		r.Invalid(mountSubPathImage, &at, m.SubPathExpr, "an image volume has no subPathExpr in Kubernetes "+r.Target.String(), "remove it")
	}
	if m.SubPath != "" {
		at := item.Child("subPathExpr")
		r.Invalid(mountSubPathTwo, &at, m.SubPathExpr, "mount "+words.Quoted(m.Name)+" has both subPath and subPathExpr", "keep one")
	}
	localPath(r, list, "subPathExpr", m.SubPathExpr)
}

func localPath(r *check.Report, list *check.Path, name, path string) {
	if syntax.IsDescendingPath(path) {
		return
	}
	at := list.Child(name)
	r.Invalid(mountSubPathInvalid, &at, path, name+" "+words.Quoted(path)+" leads out of the volume", "write a relative path without ..")
}

func propagation(r *check.Report, list *check.Path, m *corev1.VolumeMount, c *corev1.Container) {
	if m.MountPropagation == nil {
		return
	}
	switch *m.MountPropagation {
	case corev1.MountPropagationNone, corev1.MountPropagationHostToContainer:
	case corev1.MountPropagationBidirectional:
		if sc := c.SecurityContext; sc == nil || sc.Privileged == nil || !*sc.Privileged {
			at := list.Child("mountPropagation")
			r.Forbidden(mountPropagationRights, &at, "Bidirectional mount propagation needs a privileged container", "write HostToContainer, or `privileged: true`")
		}
	default:
		at := list.Child("mountPropagation")
		r.NotSupported(mountPropagation, &at, *m.MountPropagation, "mountPropagation is "+words.Quoted(*m.MountPropagation),
			words.OneOf(*m.MountPropagation, corev1.MountPropagationNone, corev1.MountPropagationHostToContainer, corev1.MountPropagationBidirectional))
	}
}

// Since 1.30.
func recursiveReadOnly(r *check.Report, list *check.Path, m *corev1.VolumeMount, opts *Options) {
	if m.RecursiveReadOnly == nil || !r.Target.Enabled(target.RecursiveReadOnlyMounts) && !opts.KeepRecursiveReadOnly {
		return
	}
	switch mode := *m.RecursiveReadOnly; mode {
	case corev1.RecursiveReadOnlyDisabled:
	case corev1.RecursiveReadOnlyEnabled, corev1.RecursiveReadOnlyIfPossible:
		if !m.ReadOnly {
			at := list.Child("recursiveReadOnly")
			r.Forbidden(mountRecursiveNeeds, &at, "recursiveReadOnly "+string(mode)+" needs a mount that is readOnly", "write `readOnly: true` beside it")
		}
		if m.MountPropagation != nil && *m.MountPropagation != corev1.MountPropagationNone {
			at := list.Child("recursiveReadOnly")
			r.Forbidden(mountRecursiveNeeds, &at, "recursiveReadOnly "+string(mode)+" does not go with mountPropagation "+string(*m.MountPropagation), "remove mountPropagation")
		}
	default:
		at := list.Child("recursiveReadOnly")
		r.NotSupported(mountRecursiveUnknown, &at, mode, "recursiveReadOnly is "+words.Quoted(mode),
			words.OneOf(mode, corev1.RecursiveReadOnlyDisabled, corev1.RecursiveReadOnlyIfPossible, corev1.RecursiveReadOnlyEnabled))
	}
}

// Since 1.37.
func bindMountOptions(r *check.Report, p *check.Path, m *corev1.VolumeMount, volume *corev1.Volume, opts *Options) {
	if len(m.BindMountOptions) == 0 || !r.Target.Enabled(target.VolumeBindMountOptions) && !opts.KeepBindMountOptions {
		return
	}
	list := p.Child("bindMountOptions")
	var seen nameSet
	for i, option := range m.BindMountOptions {
		switch corev1.BindMountOption(option) {
		case corev1.BindMountOptionNoExec, corev1.BindMountOptionNoDev, corev1.BindMountOptionNoSUID:
		default:
			at := list.Index(i)
			r.NotSupported(mountOptionUnknown, &at, option, "mount option is "+words.Quoted(option), words.OneOf(option, "noexec", "nodev", "nosuid"))
		}
		if !seen.add(option) {
			at := list.Index(i)
			r.Duplicate(mountOptionDuplicate, &at, option, "mount option "+words.Quoted(option)+" stands twice", "remove one")
		}
	}
	if volume != nil && volume.Image != nil {
		r.Invalid(mountOptionImage, &list, len(m.BindMountOptions), "an image volume has no bindMountOptions", "remove them")
	}
}
