package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	deviceNameMissing   check.ID = "volume-device-name-missing"
	deviceNameDuplicate check.ID = "volume-device-name-duplicate"
	deviceVolumeUnknown check.ID = "volume-device-volume-unknown"
	deviceVolumeKind    check.ID = "volume-device-volume-kind"
	devicePathMissing   check.ID = "volume-device-path-missing"
	devicePathDuplicate check.ID = "volume-device-path-duplicate"
	devicePathBackstep  check.ID = "volume-device-path-backstep"
	deviceIsMount       check.ID = "volume-device-is-mount"
	devicePathIsMount   check.ID = "volume-device-path-is-mount"
)

// volumeDevices reports what is wrong with the raw block devices of a container.
//
// Parity: core ValidateVolumeDevices.
func volumeDevices(r *check.Report, p *check.Path, c *corev1.Container, s *scope) {
	if len(c.VolumeDevices) == 0 {
		return
	}
	list := p.Child("volumeDevices")
	mounts := mountPlaces(c, s)
	var names, paths nameSet
	for i := range c.VolumeDevices {
		d := &c.VolumeDevices[i]
		item := list.Index(i)
		deviceName(r, &item, d, s, &mounts, &names)
		devicePath(r, &item, d, &mounts, &paths)
	}
}

func deviceName(r *check.Report, p *check.Path, d *corev1.VolumeDevice, s *scope, mounts *places, names *nameSet) {
	at := p.Child("name")
	if d.Name == "" {
		r.Required(deviceNameMissing, &at, "the device names no volume", "write the name of one of the pod's volumes")
	} else if !names.add(d.Name) {
		r.Invalid(deviceNameDuplicate, &at, d.Name, "volume "+words.Quoted(d.Name)+" is a device twice", "remove one")
	}
	switch volume := s.volume(d.Name); {
	case volume == nil:
		r.Add(deviceVolumeUnknown, field.ErrorTypeNotFound, &at, d.Name, unknownVolume("volumeDevice", d.Name, s), s.nearestVolume(r, d.Name))
	case volume.PersistentVolumeClaim == nil && volume.Ephemeral == nil:
		r.Invalid(deviceVolumeKind, &at, d.Name, "volume "+words.Quoted(d.Name)+" cannot be a device: only persistentVolumeClaim and ephemeral volumes can", "mount it with volumeMounts")
	}
	if mounts.hasVolume(d.Name) {
		r.Invalid(deviceIsMount, &at, d.Name, "volume "+words.Quoted(d.Name)+" is in volumeMounts too", "use it as a file system or as a device, not both")
	}
}

func devicePath(r *check.Report, p *check.Path, d *corev1.VolumeDevice, mounts *places, paths *nameSet) {
	at := p.Child("devicePath")
	if d.DevicePath == "" {
		r.Required(devicePathMissing, &at, "device "+words.Quoted(d.Name)+" has no devicePath", "write /dev/NAME")
	}
	if paths.has(d.DevicePath) {
		r.Invalid(devicePathDuplicate, &at, d.DevicePath, "two devices stand at "+words.Quoted(d.DevicePath), "give each a path of its own")
	}
	if syntax.HasBackstep(d.DevicePath) {
		r.Invalid(devicePathBackstep, &at, d.DevicePath, "devicePath "+words.Quoted(d.DevicePath)+" has a .. in it", "write the path without it")
	} else {
		paths.add(d.DevicePath)
	}
	if mounts.hasPath(d.DevicePath) {
		r.Invalid(devicePathIsMount, &at, d.DevicePath, "a mount of volumeMounts stands at "+words.Quoted(d.DevicePath)+" too", "change one of the paths")
	}
}
