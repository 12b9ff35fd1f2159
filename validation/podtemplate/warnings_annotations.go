package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	warnAnnotationIdle     check.ID = "annotation-without-effect"
	warnSeccompAnnotation  check.ID = "annotation-seccomp-without-effect"
	warnAppArmorAnnotation check.ID = "annotation-apparmor-deprecated"
)

// warnAnnotations is about annotations of the template that a field has taken the place of.
func warnAnnotations(w *check.Warnings, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	for key, value := range template.Annotations {
		switch key {
		case "scheduler.alpha.kubernetes.io/critical-pod":
			warnAnnotation(w, p, warnAnnotationIdle, key, "has no effect since Kubernetes 1.16", "write priorityClassName in spec")
		case "security.alpha.kubernetes.io/sysctls", "security.alpha.kubernetes.io/unsafe-sysctls":
			warnAnnotation(w, p, warnAnnotationIdle, key, "has no effect since Kubernetes 1.11", "write securityContext.sysctls in spec")
		case corev1.SeccompPodAnnotationKey:
			if sc := template.Spec.SecurityContext; sc == nil || sc.SeccompProfile == nil {
				warnAnnotation(w, p, warnSeccompAnnotation, key, "has no effect since Kubernetes 1.27", "write securityContext.seccompProfile in spec")
			}
		default:
			warnContainerAnnotation(w, p, template, key, value, opts)
		}
	}
}

func warnAnnotation(w *check.Warnings, p *check.Path, id check.ID, key, message, hint string) {
	metadata := p.Child("metadata")
	annotations := metadata.Child("annotations")
	at := annotations.Key(key)
	w.Add(id, &at, "annotation "+words.Quoted(key)+" "+message, hint)
}

// warnContainerAnnotation is about annotations that name a container behind their prefix.
func warnContainerAnnotation(w *check.Warnings, p *check.Path, template *corev1.PodTemplateSpec, key, value string, opts *Options) {
	if name, ok := strings.CutPrefix(key, corev1.SeccompContainerAnnotationKeyPrefix); ok {
		if c := containerNamed(&template.Spec, name); c != nil && (c.SecurityContext == nil || c.SecurityContext.SeccompProfile == nil) {
			warnAnnotation(w, p, warnSeccompAnnotation, key, "has no effect since Kubernetes 1.27", "write securityContext.seccompProfile in the container")
		}
		return
	}
	name, ok := strings.CutPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix)
	if !ok || !w.Target.Enabled(target.AppArmorFields) || !w.Target.Enabled(target.AppArmor) && !opts.KeepAppArmorAnnotations {
		return
	}
	c := containerNamed(&template.Spec, name)
	if c == nil || c.SecurityContext != nil && keptAppArmor(w, c.SecurityContext.AppArmorProfile, opts) {
		return
	}
	// A profile of the pod counts since 1.34 only where it says the same.
	if sc := template.Spec.SecurityContext; sc != nil && keptAppArmor(w, sc.AppArmorProfile, opts) &&
		(!w.Target.Since(34) || appArmorDiffers(sc.AppArmorProfile, value) == "") {
		return
	}
	warnAnnotation(w, p, warnAppArmorAnnotation, key, "is deprecated since Kubernetes 1.30", "write securityContext.appArmorProfile in the container")
}

func keptAppArmor(w *check.Warnings, profile *corev1.AppArmorProfile, opts *Options) bool {
	return profile != nil && keepsAppArmor(w.Target, opts)
}

// containerNamed returns the container or init container of that name, nil where there is none.
func containerNamed(spec *corev1.PodSpec, name string) *corev1.Container {
	for i := range spec.InitContainers {
		if spec.InitContainers[i].Name == name {
			return &spec.InitContainers[i]
		}
	}
	for i := range spec.Containers {
		if spec.Containers[i].Name == name {
			return &spec.Containers[i]
		}
	}
	return nil
}
