package podtemplate

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// containerOptions sets what the containers of an update may keep.
// Cost: allocates only where the old template has many environment variables, of a target without relaxed
// names.
func containerOptions(o *Options, new, old *corev1.PodTemplateSpec, t target.Version) {
	spec := &old.Spec
	for i := range spec.Containers {
		containerKeeps(o, &spec.Containers[i])
		regularKeeps(o, &spec.Containers[i], t)
	}
	for i := range spec.InitContainers {
		resize := o.KeepResizePolicy
		containerKeeps(o, &spec.InitContainers[i])
		o.KeepResizePolicy = o.KeepResizePolicy && (resize || t.Since(33)) // init containers count from 1.33 on
		initKeeps(o, &spec.InitContainers[i], t)
	}
	for i := range spec.EphemeralContainers {
		c := (*corev1.Container)(&spec.EphemeralContainers[i].EphemeralContainerCommon)
		resize := o.KeepResizePolicy // ephemeral containers do not count there
		containerKeeps(o, c)
		o.KeepResizePolicy = resize
	}
	for name, quantity := range spec.Overhead {
		o.AllowIndivisibleHugePages = o.AllowIndivisibleHugePages || isHugePages(name) && !hugePagesDivisible(name, &quantity)
	}
	o.AllowSysAdminWithoutEscalation = o.AllowSysAdminWithoutEscalation && t.Since(37)
	o.KeepHostUsers = spec.HostUsers != nil
	o.KeepImageVolumes = hasImageVolume(spec)
	o.KeepResourceClaims = len(spec.ResourceClaims) > 0
	if sc := spec.SecurityContext; sc != nil && sc.AppArmorProfile != nil {
		o.KeepAppArmorFields = true
	}
	o.KeepAppArmorFields = o.KeepAppArmorFields && t.Since(30)
	for key := range old.Annotations {
		o.KeepAppArmorAnnotations = o.KeepAppArmorAnnotations || strings.HasPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix)
	}
	if t.Since(30) && !t.Enabled(target.RelaxedEnvironmentVariableValidation) {
		o.AllowRelaxedEnvNames = keepsRelaxedName(&new.Spec, spec)
	}
}

// containerKeeps is about a container of any kind.
func containerKeeps(o *Options, c *corev1.Container) {
	o.KeepResizePolicy = o.KeepResizePolicy || len(c.ResizePolicy) > 0
	o.AllowIndivisibleHugePages = o.AllowIndivisibleHugePages || hasBrokenPages(c.Resources.Limits) || hasBrokenPages(c.Resources.Requests)
	for i := range c.Env {
		if from := c.Env[i].ValueFrom; from != nil {
			o.KeepFileKeyRefs = o.KeepFileKeyRefs || from.FileKeyRef != nil
			o.AllowHostIPs = o.AllowHostIPs || from.FieldRef != nil && from.FieldRef.FieldPath == "status.hostIPs"
		}
	}
	for i := range c.VolumeMounts {
		o.KeepRecursiveReadOnly = o.KeepRecursiveReadOnly || c.VolumeMounts[i].RecursiveReadOnly != nil
		o.KeepBindMountOptions = o.KeepBindMountOptions || len(c.VolumeMounts[i].BindMountOptions) > 0
	}
	probeKeeps(o, c.LivenessProbe)
	probeKeeps(o, c.ReadinessProbe)
	probeKeeps(o, c.StartupProbe)
	if c.Lifecycle != nil {
		o.KeepStopSignals = o.KeepStopSignals || c.Lifecycle.StopSignal != nil
		hookKeeps(o, c.Lifecycle.PostStart)
		hookKeeps(o, c.Lifecycle.PreStop)
	}
	if sc := c.SecurityContext; sc != nil {
		o.KeepProcMount = o.KeepProcMount || sc.ProcMount != nil && *sc.ProcMount != corev1.DefaultProcMount
		o.KeepAppArmorFields = o.KeepAppArmorFields || sc.AppArmorProfile != nil
		o.AllowSysAdminWithoutEscalation = o.AllowSysAdminWithoutEscalation || hasSysAdmin(sc)
	}
}

func probeKeeps(o *Options, p *corev1.Probe) {
	if p == nil {
		return
	}
	o.KeepHTTPProtocol = o.KeepHTTPProtocol || p.HTTPGet != nil && p.HTTPGet.Protocol != nil
	o.KeepGRPCMode = o.KeepGRPCMode || p.GRPC != nil && p.GRPC.Mode != nil
}

func hookKeeps(o *Options, h *corev1.LifecycleHandler) {
	if h == nil {
		return
	}
	o.KeepHTTPProtocol = o.KeepHTTPProtocol || h.HTTPGet != nil && h.HTTPGet.Protocol != nil
	o.KeepSleep = o.KeepSleep || h.Sleep != nil
	o.AllowSleepZero = o.AllowSleepZero || h.Sleep != nil && h.Sleep.Seconds == 0
}

// hasSysAdmin: an escalation that is not given counts as false here.
func hasSysAdmin(sc *corev1.SecurityContext) bool {
	if sc.AllowPrivilegeEscalation != nil && *sc.AllowPrivilegeEscalation || sc.Capabilities == nil {
		return false
	}
	return slices.Contains(sc.Capabilities.Add, "CAP_SYS_ADMIN")
}

func hasBrokenPages(list corev1.ResourceList) bool {
	for name, quantity := range list {
		if isHugePages(name) && !hugePagesDivisible(name, &quantity) {
			return true
		}
	}
	return false
}

func regularKeeps(o *Options, c *corev1.Container, t target.Version) {
	o.KeepRestartRules = o.KeepRestartRules || t.Since(34) && c.RestartPolicy != nil
	o.KeepRestartAllContainers = o.KeepRestartAllContainers || t.Since(35) && hasRestartAll(c)
}

func initKeeps(o *Options, c *corev1.Container, t target.Version) {
	sidecar := c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
	o.KeepSidecars = o.KeepSidecars || sidecar
	o.KeepRestartRules = o.KeepRestartRules || t.Since(34) && (c.RestartPolicy != nil && !sidecar || len(c.RestartPolicyRules) > 0)
	o.KeepRestartAllContainers = o.KeepRestartAllContainers || t.Since(35) && (hasRestartAll(c) || sidecar && len(c.RestartPolicyRules) > 0)
	o.AllowInitResizePolicy = o.AllowInitResizePolicy || t.Since(32) && sidecar && len(c.ResizePolicy) > 0
	if sidecar {
		return
	}
	for i := range c.ResizePolicy {
		o.AllowInitRestartOnResize = o.AllowInitRestartOnResize || c.ResizePolicy[i].RestartPolicy == corev1.RestartContainer
	}
}

func hasRestartAll(c *corev1.Container) bool {
	for i := range c.RestartPolicyRules {
		if c.RestartPolicyRules[i].Action == corev1.ContainerRestartRuleActionRestartAllContainers {
			return true
		}
	}
	return false
}

// keepsRelaxedName reports whether a name that only the relaxed form allows stands in both specs.
func keepsRelaxedName(new, old *corev1.PodSpec) bool {
	before := make(map[string]struct{})
	relaxedNames(before, old)
	if len(before) == 0 {
		return false
	}
	after := make(map[string]struct{})
	relaxedNames(after, new)
	for name := range after {
		if _, ok := before[name]; ok {
			return true
		}
	}
	return false
}

func relaxedNames(names map[string]struct{}, spec *corev1.PodSpec) {
	for i := range spec.Containers {
		relaxedNamesOf(names, &spec.Containers[i])
	}
	for i := range spec.InitContainers {
		relaxedNamesOf(names, &spec.InitContainers[i])
	}
	for i := range spec.EphemeralContainers {
		relaxedNamesOf(names, (*corev1.Container)(&spec.EphemeralContainers[i].EphemeralContainerCommon))
	}
}

func relaxedNamesOf(names map[string]struct{}, c *corev1.Container) {
	for i := range c.Env {
		if name := c.Env[i].Name; !syntax.IsEnvName(name) && syntax.IsRelaxedEnvName(name) {
			names[name] = struct{}{}
		}
	}
	for i := range c.EnvFrom {
		if name := c.EnvFrom[i].Prefix; !syntax.IsEnvName(name) && syntax.IsRelaxedEnvName(name) {
			names[name] = struct{}{}
		}
	}
}
