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
	seccompTypeMissing   check.ID = "seccomp-type-missing"
	seccompTypeUnknown   check.ID = "seccomp-type-unknown"
	seccompLocalMissing  check.ID = "seccomp-localhost-profile-missing"
	seccompLocalInvalid  check.ID = "seccomp-localhost-profile-invalid"
	seccompLocalUnused   check.ID = "seccomp-localhost-profile-unused"
	seccompMismatch      check.ID = "seccomp-annotation-mismatch"
	appArmorTypeMissing  check.ID = "apparmor-type-missing"
	appArmorTypeUnknown  check.ID = "apparmor-type-unknown"
	appArmorLocalMissing check.ID = "apparmor-localhost-profile-missing"
	appArmorLocalPadded  check.ID = "apparmor-localhost-profile-padded"
	appArmorLocalTooLong check.ID = "apparmor-localhost-profile-too-long"
	appArmorLocalUnused  check.ID = "apparmor-localhost-profile-unused"
	appArmorMismatch     check.ID = "apparmor-annotation-mismatch"

	maxAppArmorProfile = 4095
)

// seccompProfile is about a profile of a container or of the pod.
//
// Parity: core validateSeccompProfileField.
func seccompProfile(r *check.Report, p *check.Path, profile *corev1.SeccompProfile) {
	switch profile.Type {
	case corev1.SeccompProfileTypeLocalhost:
		switch at := p.Child("localhostProfile"); {
		case profile.LocalhostProfile == nil:
			r.Required(seccompLocalMissing, &at, "seccomp type Localhost needs a localhostProfile", "write the profile's path below the kubelet's seccomp directory")
		case !syntax.IsDescendingPath(*profile.LocalhostProfile):
			r.Invalid(seccompLocalInvalid, &at, *profile.LocalhostProfile, "localhostProfile "+words.Quoted(*profile.LocalhostProfile)+" leads out of the kubelet's seccomp directory", "write a relative path without ..")
		}
		return
	case corev1.SeccompProfileTypeRuntimeDefault, corev1.SeccompProfileTypeUnconfined:
	case "":
		at := p.Child("type")
		r.Required(seccompTypeMissing, &at, "seccompProfile has no type", "write RuntimeDefault, Localhost or Unconfined")
	default:
		at := p.Child("type")
		r.NotSupported(seccompTypeUnknown, &at, profile.Type, "seccomp type is "+words.Quoted(profile.Type),
			words.OneOf(profile.Type, corev1.SeccompProfileTypeRuntimeDefault, corev1.SeccompProfileTypeLocalhost, corev1.SeccompProfileTypeUnconfined))
	}
	if profile.LocalhostProfile != nil {
		at := p.Child("localhostProfile")
		r.Invalid(seccompLocalUnused, &at, *profile.LocalhostProfile, "localhostProfile goes only with seccomp type Localhost, and this is "+words.Quoted(profile.Type), "remove localhostProfile")
	}
}

// keepsAppArmor: the fields came with 1.30 and two gates.
func keepsAppArmor(t target.Version, opts *Options) bool {
	return opts.KeepAppArmorFields || t.Enabled(target.AppArmorFields) && t.Enabled(target.AppArmor)
}

// appArmorProfile is about a profile of a container or of the pod, where it is kept.
//
// Parity: core ValidateAppArmorProfileField.
func appArmorProfile(r *check.Report, p *check.Path, profile *corev1.AppArmorProfile) {
	switch profile.Type {
	case corev1.AppArmorProfileTypeLocalhost:
		appArmorLocal(r, p, profile.LocalhostProfile)
	case corev1.AppArmorProfileTypeRuntimeDefault, corev1.AppArmorProfileTypeUnconfined:
		if profile.LocalhostProfile != nil {
			at := p.Child("localhostProfile")
			r.Invalid(appArmorLocalUnused, &at, *profile.LocalhostProfile, "localhostProfile goes only with AppArmor type Localhost, and this is "+string(profile.Type), "remove localhostProfile")
		}
	case "":
		at := p.Child("type")
		r.Required(appArmorTypeMissing, &at, "appArmorProfile has no type", "write RuntimeDefault, Localhost or Unconfined")
	default:
		at := p.Child("type")
		r.NotSupported(appArmorTypeUnknown, &at, profile.Type, "AppArmor type is "+words.Quoted(profile.Type),
			words.OneOf(profile.Type, corev1.AppArmorProfileTypeRuntimeDefault, corev1.AppArmorProfileTypeLocalhost, corev1.AppArmorProfileTypeUnconfined))
	}
}

func appArmorLocal(r *check.Report, p *check.Path, name *string) {
	at := p.Child("localhostProfile")
	if name == nil || *name == "" {
		r.Required(appArmorLocalMissing, &at, "AppArmor type Localhost needs a localhostProfile", "write the name of a profile loaded on the node")
		return
	}
	if strings.TrimSpace(*name) != *name {
		r.Invalid(appArmorLocalPadded, &at, *name, "localhostProfile "+words.Quoted(*name)+" begins or ends with blanks", "remove them")
	}
	if n := len(*name); n > maxAppArmorProfile {
		r.TooLong(appArmorLocalTooLong, &at, "localhostProfile has "+words.Itoa(n)+" bytes; at most "+words.Itoa(maxAppArmorProfile)+" are possible", "")
	}
}

// profileAnnotations holds the profiles of the pod and its containers against the old annotations that say
// the same; p is the path of the pod's spec.
//
// Parity: core validateSeccompAnnotationsAndFields, validateAppArmorAnnotationsAndFieldsMatchOnCreate.
func profileAnnotations(r *check.Report, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	if len(template.Annotations) == 0 {
		return
	}
	spec := &template.Spec
	if pod := spec.SecurityContext; pod != nil && pod.SeccompProfile != nil {
		if text, ok := template.Annotations[corev1.SeccompPodAnnotationKey]; ok {
			seccompMatches(r, p, pod.SeccompProfile, text)
		}
	}
	list := p.Child("initContainers")
	for i := range spec.InitContainers {
		at := list.Index(i)
		containerAnnotations(r, &at, &spec.InitContainers[i], template, opts)
	}
	list = p.Child("containers")
	for i := range spec.Containers {
		at := list.Index(i)
		containerAnnotations(r, &at, &spec.Containers[i], template, opts)
	}
	list = p.Child("ephemeralContainers")
	for i := range spec.EphemeralContainers {
		at := list.Index(i)
		containerAnnotations(r, &at, (*corev1.Container)(&spec.EphemeralContainers[i].EphemeralContainerCommon), template, opts)
	}
}

func containerAnnotations(r *check.Report, p *check.Path, c *corev1.Container, template *corev1.PodTemplateSpec, opts *Options) {
	if sc := c.SecurityContext; sc != nil && sc.SeccompProfile != nil {
		if text, ok := annotationOf(template.Annotations, corev1.SeccompContainerAnnotationKeyPrefix, c.Name); ok {
			seccompMatches(r, p, sc.SeccompProfile, text)
		}
	}
	if profile := appArmorOf(r, c, &template.Spec, opts); profile != nil {
		if text, ok := annotationOf(template.Annotations, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix, c.Name); ok {
			appArmorMatches(r, p, profile, text)
		}
	}
}

// annotationOf returns the annotation whose key is the prefix and the container's name.
func annotationOf(annotations map[string]string, prefix, name string) (string, bool) {
	var room [128]byte // for a valid name; the key of a longer one is made on the heap
	key := append(append(room[:0], prefix...), name...)
	text, ok := annotations[string(key)]
	return text, ok
}

// seccompMatches reports an annotation that says otherwise than the field; p is the path of the container or
// the pod's spec.
func seccompMatches(r *check.Report, p *check.Path, profile *corev1.SeccompProfile, text string) {
	wrong := ""
	switch profile.Type {
	case corev1.SeccompProfileTypeUnconfined:
		if text != corev1.SeccompProfileNameUnconfined {
			wrong = "type"
		}
	case corev1.SeccompProfileTypeRuntimeDefault:
		if text != corev1.SeccompProfileRuntimeDefault && text != corev1.DeprecatedSeccompProfileDockerDefault {
			wrong = "type"
		}
	case corev1.SeccompProfileTypeLocalhost:
		wrong = localMismatch(profile.LocalhostProfile, text, corev1.SeccompLocalhostProfileNamePrefix)
	}
	if wrong != "" {
		sc := p.Child("securityContext")
		in := sc.Child("seccompProfile")
		at := in.Child(wrong)
		r.Forbidden(seccompMismatch, &at, "seccompProfile is "+string(profile.Type)+", but the template's seccomp annotation says "+words.Quoted(text), "remove the annotation: the field is enough")
	}
}

// localMismatch returns the field that an annotation for a local profile contradicts, "" where none.
func localMismatch(profile *string, text, prefix string) string {
	name, ok := strings.CutPrefix(text, prefix)
	switch {
	case !ok:
		return "type"
	case profile == nil || *profile != name:
		return "localhostProfile"
	}
	return ""
}

// appArmorOf returns the profile that holds for the container: its own, else the pod's; nil where there is
// none to compare. Since 1.30; never for Windows.
func appArmorOf(r *check.Report, c *corev1.Container, spec *corev1.PodSpec, opts *Options) *corev1.AppArmorProfile {
	if spec.OS != nil && spec.OS.Name == corev1.Windows || !r.Target.Enabled(target.AppArmorFields) || !keepsAppArmor(r.Target, opts) ||
		!r.Target.Enabled(target.AppArmor) && !opts.KeepAppArmorAnnotations {
		return nil
	}
	if c.SecurityContext != nil && c.SecurityContext.AppArmorProfile != nil {
		return c.SecurityContext.AppArmorProfile
	}
	if spec.SecurityContext != nil {
		return spec.SecurityContext.AppArmorProfile
	}
	return nil
}

func appArmorMatches(r *check.Report, p *check.Path, profile *corev1.AppArmorProfile, text string) {
	if wrong := appArmorDiffers(profile, text); wrong != "" {
		sc := p.Child("securityContext")
		in := sc.Child("appArmorProfile")
		at := in.Child(wrong)
		r.Forbidden(appArmorMismatch, &at, "appArmorProfile is "+string(profile.Type)+", but the template's AppArmor annotation says "+words.Quoted(text), "remove the annotation: the field is enough")
	}
}

// appArmorDiffers returns the field that the annotation contradicts, "" where they say the same.
func appArmorDiffers(profile *corev1.AppArmorProfile, text string) string {
	switch profile.Type {
	case corev1.AppArmorProfileTypeUnconfined:
		if text != corev1.DeprecatedAppArmorBetaProfileNameUnconfined {
			return "type"
		}
	case corev1.AppArmorProfileTypeRuntimeDefault:
		if text != corev1.DeprecatedAppArmorBetaProfileRuntimeDefault {
			return "type"
		}
	case corev1.AppArmorProfileTypeLocalhost:
		return localMismatch(profile.LocalhostProfile, text, corev1.DeprecatedAppArmorBetaProfileNamePrefix)
	}
	return ""
}
