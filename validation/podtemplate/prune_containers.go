package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

func (p *pruner) container(path *check.Path, c *corev1.Container, isInit bool) {
	if len(c.ResizePolicy) > 0 && p.off(target.InPlacePodVerticalScaling, p.opts.KeepResizePolicy) && p.drops(path, "resizePolicy", target.InPlacePodVerticalScaling) {
		c.ResizePolicy = nil
	}
	if len(c.Resources.Claims) > 0 && p.off(target.DynamicResourceAllocation, p.opts.KeepResourceClaims) {
		if at := path.Child("resources"); p.drops(&at, "claims", target.DynamicResourceAllocation) {
			c.Resources.Claims = nil
		}
	}
	p.restartPolicy(path, c, isInit)
	p.env(path, c.Env)
	p.mounts(path, c)
	p.security(path, c.SecurityContext)
	p.probe(path, "livenessProbe", c.LivenessProbe)
	p.probe(path, "readinessProbe", c.ReadinessProbe)
	p.probe(path, "startupProbe", c.StartupProbe)
	p.lifecycle(path, c)
}

// restartPolicy: up to 1.33 only that of an init container could be dropped; what another one had was an
// error.
func (p *pruner) restartPolicy(path *check.Path, c *corev1.Container, isInit bool) {
	if c.RestartPolicy != nil {
		switch {
		case isInit && p.off(target.SidecarContainers, p.opts.KeepSidecars):
			if p.drops(path, "restartPolicy", target.SidecarContainers) {
				c.RestartPolicy = nil
			}
		case isInit && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways, !p.t.Since(34):
			// stays
		case p.off(target.ContainerRestartRules, p.opts.KeepRestartRules) && p.drops(path, "restartPolicy", target.ContainerRestartRules):
			c.RestartPolicy = nil
		}
	}
	if len(c.RestartPolicyRules) > 0 && p.off(target.ContainerRestartRules, p.opts.KeepRestartRules) && p.drops(path, "restartPolicyRules", target.ContainerRestartRules) {
		c.RestartPolicyRules = nil
	}
}

func (p *pruner) env(path *check.Path, env []corev1.EnvVar) {
	for i := range env {
		from := env[i].ValueFrom
		if from == nil || from.FileKeyRef == nil || !p.off(target.EnvFiles, p.opts.KeepFileKeyRefs) {
			continue
		}
		list := path.Child("env")
		element := list.Index(i)
		at := element.Child("valueFrom")
		if p.drops(&at, "fileKeyRef", target.EnvFiles) {
			from.FileKeyRef = nil
		}
	}
}

func (p *pruner) mounts(path *check.Path, c *corev1.Container) {
	list := path.Child("volumeMounts")
	for i := range c.VolumeMounts {
		at := list.Index(i)
		m := &c.VolumeMounts[i]
		if m.RecursiveReadOnly != nil && p.off(target.RecursiveReadOnlyMounts, p.opts.KeepRecursiveReadOnly) && p.drops(&at, "recursiveReadOnly", target.RecursiveReadOnlyMounts) {
			m.RecursiveReadOnly = nil
		}
		if len(m.BindMountOptions) > 0 && p.off(target.VolumeBindMountOptions, p.opts.KeepBindMountOptions) && p.drops(&at, "bindMountOptions", target.VolumeBindMountOptions) {
			m.BindMountOptions = nil
		}
	}
}

// security: procMount is not dropped but set to Default.
func (p *pruner) security(path *check.Path, sc *corev1.SecurityContext) {
	if sc == nil {
		return
	}
	at := path.Child("securityContext")
	if sc.ProcMount != nil && *sc.ProcMount != corev1.DefaultProcMount && p.off(target.ProcMountType, p.opts.KeepProcMount) && p.drops(&at, "procMount", target.ProcMountType) {
		sc.ProcMount = new(corev1.DefaultProcMount)
	}
	if sc.AppArmorProfile != nil && p.appArmorOff() && p.drops(&at, "appArmorProfile", target.AppArmorFields) {
		sc.AppArmorProfile = nil
	}
}

func (p *pruner) probe(path *check.Path, name string, probe *corev1.Probe) {
	if probe == nil {
		return
	}
	at := path.Child(name)
	p.httpGet(&at, probe.HTTPGet)
	if probe.GRPC != nil && probe.GRPC.Mode != nil && p.off(target.GRPCContainerProbeTLS, p.opts.KeepGRPCMode) {
		if grpc := at.Child("grpc"); p.drops(&grpc, "mode", target.GRPCContainerProbeTLS) {
			probe.GRPC.Mode = nil
		}
	}
}

func (p *pruner) httpGet(path *check.Path, get *corev1.HTTPGetAction) {
	if get != nil && get.Protocol != nil && p.off(target.H2CContainerProbe, p.opts.KeepHTTPProtocol) {
		if at := path.Child("httpGet"); p.drops(&at, "protocol", target.H2CContainerProbe) {
			get.Protocol = nil
		}
	}
}

// lifecycle: what a handler or the whole is emptied by goes too; but a handler in 1.29, which then is one
// without an action. With sleep goes any lifecycle without handlers, whatever it had.
func (p *pruner) lifecycle(path *check.Path, c *corev1.Container) {
	l := c.Lifecycle
	if l == nil {
		return
	}
	at := path.Child("lifecycle")
	p.hook(&at, "postStart", &l.PostStart)
	p.hook(&at, "preStop", &l.PreStop)
	if l.PostStart == nil && l.PreStop == nil && p.t.Since(30) && p.off(target.PodLifecycleSleepAction, p.opts.KeepSleep) {
		if p.drops(path, "lifecycle", target.PodLifecycleSleepAction) {
			c.Lifecycle = nil
		}
		return
	}
	if l.StopSignal != nil && p.off(target.ContainerStopSignals, p.opts.KeepStopSignals) && p.drops(&at, "stopSignal", target.ContainerStopSignals) {
		l.StopSignal = nil
		if *l == (corev1.Lifecycle{}) {
			c.Lifecycle = nil
		}
	}
}

func (p *pruner) hook(path *check.Path, name string, hook **corev1.LifecycleHandler) {
	h := *hook
	if h == nil {
		return
	}
	at := path.Child(name)
	p.httpGet(&at, h.HTTPGet)
	if h.Sleep == nil || !p.off(target.PodLifecycleSleepAction, p.opts.KeepSleep) || !p.drops(&at, "sleep", target.PodLifecycleSleepAction) {
		return
	}
	h.Sleep = nil
	if *h == (corev1.LifecycleHandler{}) && p.t.Since(30) {
		*hook = nil
	}
}
