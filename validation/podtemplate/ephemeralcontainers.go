package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	ephemeralInTemplate  check.ID = "ephemeral-containers-in-template"
	ephemeralTarget      check.ID = "ephemeral-container-target-unknown"
	ephemeralField       check.ID = "ephemeral-container-field-forbidden"
	ephemeralImagePadded check.ID = "ephemeral-container-image-padded"
)

// ephemeralContainers refuses them: a template has none. What is wrong inside them is said as well, because
// the API server says it.
//
// Parity: core ValidatePodTemplateSpec, validateEphemeralContainers.
func ephemeralContainers(r *check.Report, p *check.Path, s *scope, opts *Options) {
	if len(s.spec.EphemeralContainers) == 0 {
		return
	}
	list := p.Child("ephemeralContainers")
	r.Forbidden(ephemeralInTemplate, &list, "a pod template cannot have ephemeralContainers", "remove them: kubectl debug adds one to a running pod")
	var names nameSet
	for i := range s.spec.Containers {
		names.add(s.spec.Containers[i].Name)
	}
	for i := range s.spec.InitContainers {
		names.add(s.spec.InitContainers[i].Name)
	}
	others := names.clone()
	for i := range s.spec.EphemeralContainers {
		e := &s.spec.EphemeralContainers[i]
		c := (*corev1.Container)(&e.EphemeralContainerCommon)
		at := list.Index(i)
		container(r, &at, c, s, opts)
		if strings.TrimSpace(c.Image) != c.Image {
			in := at.Child("image")
			r.Invalid(ephemeralImagePadded, &in, c.Image, "image "+words.Quoted(c.Image)+" begins or ends with blanks", "remove them")
		}
		if !names.add(c.Name) {
			duplicateName(r, &at, c.Name)
		}
		if e.TargetContainerName != "" && !others.has(e.TargetContainerName) {
			in := at.Child("targetContainerName")
			r.Add(ephemeralTarget, field.ErrorTypeNotFound, &in, e.TargetContainerName, "no container is called "+words.Quoted(e.TargetContainerName), "")
		}
		ephemeralFields(r, &at, c, opts)
		ephemeralSubPaths(r, &at, c, s)
	}
}

// ephemeralFields refuses what an ephemeral container has no use for. An empty list counts as given.
func ephemeralFields(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	if c.Ports != nil {
		forbiddenOnEphemeral(r, p, "ports")
	}
	claims := c.Resources.Claims != nil && (r.Target.Enabled(target.DynamicResourceAllocation) || opts.KeepResourceClaims)
	if c.Resources.Limits != nil || c.Resources.Requests != nil || claims {
		forbiddenOnEphemeral(r, p, "resources")
	}
	if c.ResizePolicy != nil && keepsResizePolicy(r, opts) {
		forbiddenOnEphemeral(r, p, "resizePolicy")
	}
	if c.RestartPolicy != nil && (!r.Target.Since(34) || keepsRestartRules(r, opts)) {
		forbiddenOnEphemeral(r, p, "restartPolicy")
	}
	if c.RestartPolicyRules != nil && keepsRestartRules(r, opts) {
		forbiddenOnEphemeral(r, p, "restartPolicyRules")
	}
	if c.LivenessProbe != nil {
		forbiddenOnEphemeral(r, p, "livenessProbe")
	}
	if c.ReadinessProbe != nil {
		forbiddenOnEphemeral(r, p, "readinessProbe")
	}
	if c.StartupProbe != nil {
		forbiddenOnEphemeral(r, p, "startupProbe")
	}
	if c.Lifecycle != nil && lifecycleOf(r, c, opts).present {
		forbiddenOnEphemeral(r, p, "lifecycle")
	}
}

func ephemeralSubPaths(r *check.Report, p *check.Path, c *corev1.Container, s *scope) {
	list := p.Child("volumeMounts")
	kept := 0
	for i := range c.VolumeMounts {
		m := &c.VolumeMounts[i]
		if s.isDropped(m.Name) {
			continue
		}
		at := list.Index(kept)
		kept++
		if m.SubPath != "" {
			forbiddenOnEphemeral(r, &at, "subPath")
		}
		if m.SubPathExpr != "" {
			forbiddenOnEphemeral(r, &at, "subPathExpr")
		}
	}
}

func forbiddenOnEphemeral(r *check.Report, p *check.Path, name string) {
	at := p.Child(name)
	r.Forbidden(ephemeralField, &at, "an ephemeral container has no "+name, "remove it")
}
