package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	warnNegativeGracePeriod check.ID = "grace-period-negative"
	warnSecretTwice         check.ID = "image-pull-secret-duplicate"
	warnSecretUnnamed       check.ID = "image-pull-secret-unnamed"
)

// Warnings collects what the API server would warn of in the template, which stands at p, has its defaults
// and no errors. opts are those of Validate, and may be nil on a create. On an update the API server warns
// only where the spec changed: that is for the caller to ask.
//
// Parity: api/pod GetWarningsForPodTemplate.
func Warnings(w *check.Warnings, p *check.Path, template *corev1.PodTemplateSpec, opts *Options) {
	var create Options
	if opts == nil {
		opts = &create
	}
	warnAnnotations(w, p, template, opts)
	at, spec := p.Child("spec"), &template.Spec
	warnNodeLabels(w, &at, spec)
	warnSelectors(w, &at, spec)
	warnVolumes(w, &at, spec, opts)
	warnPullSecrets(w, &at, spec.ImagePullSecrets)
	warnPodResources(w, &at, spec)
	warnContainers(w, &at, spec)
	warnPorts(w, &at, spec)
	warnAddresses(w, &at, spec)
	if seconds := spec.TerminationGracePeriodSeconds; seconds != nil && *seconds < 0 {
		at := at.Child("terminationGracePeriodSeconds")
		w.Add(warnNegativeGracePeriod, &at, "terminationGracePeriodSeconds is "+words.Itoa(*seconds)+" and will be taken for 1", "write 0 or more")
	}
}

func warnContainers(w *check.Warnings, p *check.Path, spec *corev1.PodSpec) {
	list := p.Child("initContainers")
	for i := range spec.InitContainers {
		at := list.Index(i)
		warnContainer(w, &at, &spec.InitContainers[i])
	}
	list = p.Child("containers")
	for i := range spec.Containers {
		at := list.Index(i)
		warnContainer(w, &at, &spec.Containers[i])
	}
}

func warnContainer(w *check.Warnings, p *check.Path, c *corev1.Container) {
	warnResources(w, p, c)
	warnEnv(w, p, c)
}

func warnPullSecrets(w *check.Warnings, p *check.Path, secrets []corev1.LocalObjectReference) {
	if len(secrets) == 0 {
		return
	}
	list := p.Child("imagePullSecrets")
	var names nameSet
	for i := range secrets {
		name := secrets[i].Name
		if !names.add(name) {
			item := list.Index(i)
			at := item.Child("name")
			w.Add(warnSecretTwice, &at, "imagePullSecret "+words.Quoted(name)+" stands in the list already", "remove it")
		}
		if name == "" {
			item := list.Index(i)
			at := item.Child("name")
			w.Add(warnSecretUnnamed, &at, "the imagePullSecret has no name", "write the name of a Secret of the namespace, or remove the entry")
		}
	}
}
