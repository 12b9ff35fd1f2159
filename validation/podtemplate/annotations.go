package podtemplate

import (
	"encoding/json"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	annotationMirror      check.ID = "annotation-mirror-without-node"
	annotationTolerations check.ID = "annotation-tolerations-invalid"
	annotationCost        check.ID = "annotation-pod-deletion-cost-invalid"
	annotationSeccomp     check.ID = "annotation-seccomp-invalid"
	annotationAppArmorFor check.ID = "annotation-apparmor-container-unknown"
	annotationAppArmor    check.ID = "annotation-apparmor-invalid"

	mirrorKey      = "kubernetes.io/config.mirror"
	tolerationsKey = "scheduler.alpha.kubernetes.io/tolerations"
	deletionCost   = "controller.kubernetes.io/pod-deletion-cost"
)

// knownAnnotations is about the annotations that mean something to the API server; p is the path of all.
//
// Parity: core ValidatePodSpecificAnnotations.
func knownAnnotations(r *check.Report, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	var named containerNames
	for key, value := range template.Annotations {
		switch {
		case key == mirrorKey:
			if template.Spec.NodeName == "" {
				at := p.Key(key)
				r.Invalid(annotationMirror, &at, value, "only pods bound to a node can be the mirror of a static pod, and nodeName is not set", "remove the annotation: the kubelet writes it")
			}
		case key == tolerationsKey:
			tolerationsAnnotation(r, p, value, opts)
		case key == deletionCost:
			if !isDeletionCost(value) && !opts.AllowInvalidPodDeletionCost && r.Target.Enabled(target.PodDeletionCost) {
				at := p.Key(key)
				r.Invalid(annotationCost, &at, value, "the pod deletion cost "+words.Quoted(value)+" is no whole number of 32 bits", "write a number such as \"100\", without a + or leading zeros")
			}
		case key == corev1.SeccompPodAnnotationKey, strings.HasPrefix(key, corev1.SeccompContainerAnnotationKeyPrefix):
			seccompAnnotation(r, p, key, value)
		case strings.HasPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix):
			if r.Target.Enabled(target.AppArmor) || opts.KeepAppArmorAnnotations {
				appArmorAnnotation(r, p, named.has(&template.Spec, key[len(corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix):]), key, value)
			}
		}
	}
}

// tolerationsAnnotation reads the tolerations that pods had before there was a field for them.
//
// Parity: core ValidateTolerationsInPodAnnotations.
func tolerationsAnnotation(r *check.Report, p *check.Path, value string, opts *Options) {
	if value == "" {
		return
	}
	var list []corev1.Toleration
	if err := json.Unmarshal([]byte(value), &list); err != nil {
		r.Invalid(annotationTolerations, p, tolerationsKey, "annotation "+tolerationsKey+" is no JSON list of tolerations", "remove it, and write tolerations in the template's spec")
		return
	}
	at := p.Child(tolerationsKey)
	tolerations(r, &at, list, opts)
}

// isDeletionCost reports whether the text is a number of 32 bits, without a plus sign or leading zeros.
//
// Parity: core GetDeletionCostFromPodAnnotations.
func isDeletionCost(text string) bool {
	if text == "" || text[0] != '-' && (text[0] < '1' || text[0] > '9') && text != "0" {
		return false
	}
	_, err := strconv.ParseInt(text, 10, 32)
	return err == nil
}

// Parity: core ValidateSeccompPodAnnotations.
func seccompAnnotation(r *check.Report, p *check.Path, key, value string) {
	switch value {
	case corev1.SeccompProfileRuntimeDefault, corev1.DeprecatedSeccompProfileDockerDefault, corev1.SeccompProfileNameUnconfined:
		return
	}
	at := p.Child(key)
	path, local := strings.CutPrefix(value, corev1.SeccompLocalhostProfileNamePrefix)
	switch {
	case !local:
		r.Invalid(annotationSeccomp, &at, value, "annotation "+key+" is "+words.Quoted(value)+", which names no seccomp profile", "remove it, and write a seccompProfile in the securityContext")
	case !syntax.IsDescendingPath(path):
		r.Invalid(annotationSeccomp, &at, value, "the seccomp profile "+words.Quoted(path)+" leads out of the kubelet's seccomp directory", "write a relative path without ..")
	}
}

// Parity: core ValidateAppArmorPodAnnotations. known tells whether the container is there.
func appArmorAnnotation(r *check.Report, p *check.Path, known bool, key, value string) {
	if !known {
		at := p.Key(key)
		name := key[len(corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix):]
		r.Invalid(annotationAppArmorFor, &at, name, "an AppArmor annotation is for container "+words.Quoted(name)+", which the pod does not have", "remove it, or correct the name")
	}
	switch value {
	case "", corev1.DeprecatedAppArmorBetaProfileRuntimeDefault, corev1.DeprecatedAppArmorBetaProfileNameUnconfined:
		return
	}
	if !strings.HasPrefix(value, corev1.DeprecatedAppArmorBetaProfileNamePrefix) {
		at := p.Key(key)
		r.Invalid(annotationAppArmor, &at, value, "annotation "+key+" is "+words.Quoted(value)+", which names no AppArmor profile", "write runtime/default, localhost/NAME or unconfined")
	}
}

// containerNames are the names of the containers of every kind, made when first asked for.
type containerNames struct {
	set  nameSet
	made bool
}

func (n *containerNames) has(spec *corev1.PodSpec, name string) bool {
	if !n.made {
		n.made = true
		for i := range spec.InitContainers {
			n.set.add(spec.InitContainers[i].Name)
		}
		for i := range spec.Containers {
			n.set.add(spec.Containers[i].Name)
		}
		for i := range spec.EphemeralContainers {
			n.set.add(spec.EphemeralContainers[i].Name)
		}
	}
	return n.set.has(name)
}
