package decode

import (
	"bytes"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// ofOtherVersion reports whether the document may have a field that the version does not know, though the
// types here do. hasKey says whether a key stands anywhere in it, or anywhere with a mapping as its value. A
// false alarm costs time, nothing else.
// Cost: nothing for the newest version.
func ofOtherVersion(hasKey func(key string, ofMapping bool) bool, object any, v target.Version) bool {
	if v.Minor() == target.Newest {
		return false
	}
	for _, field := range target.Fields() {
		if field.In(v) {
			continue
		}
		switch field.Type + "." + field.Name {
		case "Volume.image": // containers have an image too, which is no mapping
			if hasKey("image", true) {
				return true
			}
		case "PodSpec.resources":
			if podSpec(object).Resources != nil {
				return true
			}
		default:
			if hasKey(field.Name, false) {
				return true
			}
		}
	}
	return false
}

// keysOf finds keys in JSON, or what looks like them.
func keysOf(data []byte) func(key string, ofMapping bool) bool {
	return func(key string, ofMapping bool) bool {
		if !ofMapping {
			return bytes.Contains(data, []byte(`"`+key+`"`))
		}
		return bytes.Contains(data, []byte(`"`+key+`":{`)) || bytes.Contains(data, []byte(`"`+key+`": {`))
	}
}

func podSpec(object any) *corev1.PodSpec {
	switch o := object.(type) {
	case *batchv1.Job:
		return &o.Spec.Template.Spec
	case *batchv1.CronJob:
		return &o.Spec.JobTemplate.Spec.Template.Spec
	}
	return new(corev1.PodSpec)
}

// versionsOf says which versions have a field that the asked one has not; "" where none has.
func versionsOf(kind, name string) string {
	for _, field := range target.Fields() {
		if field.Type == kind && field.Name == name {
			return field.Versions()
		}
	}
	return ""
}
