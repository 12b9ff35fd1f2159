package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	initContainerRunsOnly     check.ID = "init-container-field-forbidden"
	initContainerResize       check.ID = "init-container-resize-policy"
	initContainerResizeAction check.ID = "init-container-resize-restart"
)

// initContainers reports what is wrong with the init containers, those that stay (sidecars) among them.
//
// Parity: core validateInitContainers.
func initContainers(r *check.Report, p *check.Path, s *scope, opts *Options) {
	if len(s.spec.InitContainers) == 0 {
		return
	}
	list := p.Child("initContainers")
	var names nameSet
	for i := range s.spec.Containers {
		names.add(s.spec.Containers[i].Name)
	}
	for i := range s.spec.InitContainers {
		c := &s.spec.InitContainers[i]
		at := list.Index(i)
		container(r, &at, c, s, opts)
		initRestartPolicy(r, &at, c, opts)
		switch {
		case names.has(c.Name):
			duplicateName(r, &at, c.Name)
		case c.Name != "":
			names.add(c.Name)
		}
		// They run one after the other, so each stands alone; the API server calls each of them number 0 here.
		hostPorts(r, &list, s.spec.InitContainers[i:i+1])
		sidecar := isSidecar(r, c, opts)
		if sidecar {
			lifecycle(r, &at, c, s, opts)
			probes(r, &at, c, s, opts)
		} else {
			runsOnly(r, &at, c, opts)
		}
		initResizePolicy(r, &at, c, sidecar, opts)
	}
}

// isSidecar reports whether the init container is one that stays. Before 1.33 that could be turned off.
func isSidecar(r *check.Report, c *corev1.Container, opts *Options) bool {
	return c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways &&
		(r.Target.Enabled(target.SidecarContainers) || opts.KeepSidecars)
}

// runsOnly refuses what makes sense only for a container that stays.
func runsOnly(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	if c.Lifecycle != nil && lifecycleOf(r, c, opts).present {
		forbiddenOnInit(r, p, "lifecycle")
	}
	if c.LivenessProbe != nil {
		forbiddenOnInit(r, p, "livenessProbe")
	}
	if c.ReadinessProbe != nil {
		forbiddenOnInit(r, p, "readinessProbe")
	}
	if c.StartupProbe != nil {
		forbiddenOnInit(r, p, "startupProbe")
	}
}

func forbiddenOnInit(r *check.Report, p *check.Path, name string) {
	at := p.Child(name)
	r.Forbidden(initContainerRunsOnly, &at, "an init container that ends has no use for "+name, "remove it, or make it a sidecar with `restartPolicy: Always`")
}

// initResizePolicy: before 1.33 init containers have no resizePolicy; from 1.36 on only sidecars restart.
func initResizePolicy(r *check.Report, p *check.Path, c *corev1.Container, sidecar bool, opts *Options) {
	if len(c.ResizePolicy) == 0 || !keepsResizePolicy(r, opts) {
		return
	}
	list := p.Child("resizePolicy")
	if !opts.AllowInitResizePolicy && (!r.Target.Since(33) || !r.Target.Enabled(target.InPlacePodVerticalScaling)) {
		r.Invalid(initContainerResize, &list, len(c.ResizePolicy), "init containers of Kubernetes "+r.Target.String()+" have no resizePolicy", "remove resizePolicy")
	}
	if sidecar || opts.AllowInitRestartOnResize || !r.Target.Since(36) {
		return
	}
	for i := range c.ResizePolicy {
		if c.ResizePolicy[i].RestartPolicy == corev1.RestartContainer {
			item := list.Index(i)
			at := item.Child("restartPolicy")
			r.Invalid(initContainerResizeAction, &at, c.ResizePolicy[i].RestartPolicy, "an init container that ends cannot restart on a resize", "write NotRequired")
		}
	}
}
