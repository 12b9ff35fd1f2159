package same

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

func containers(a, b []corev1.Container, resourcesMayDiffer bool) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !container(&a[i], &b[i]) || !resourcesMayDiffer && !Resources(&a[i].Resources, &b[i].Resources) {
			return false
		}
	}
	return true
}

// container compares all but the resources.
func container(a, b *corev1.Container) bool {
	return a.Name == b.Name && a.Image == b.Image && slices.Equal(a.Command, b.Command) && slices.Equal(a.Args, b.Args) &&
		a.WorkingDir == b.WorkingDir && slices.Equal(a.Ports, b.Ports) && slices.EqualFunc(a.EnvFrom, b.EnvFrom, envFrom) &&
		slices.EqualFunc(a.Env, b.Env, env) && slices.Equal(a.ResizePolicy, b.ResizePolicy) && Pointer(a.RestartPolicy, b.RestartPolicy) &&
		List(a.RestartPolicyRules, b.RestartPolicyRules) && slices.EqualFunc(a.VolumeMounts, b.VolumeMounts, mount) &&
		slices.Equal(a.VolumeDevices, b.VolumeDevices) && probe(a.LivenessProbe, b.LivenessProbe) &&
		probe(a.ReadinessProbe, b.ReadinessProbe) && probe(a.StartupProbe, b.StartupProbe) && lifecycle(a.Lifecycle, b.Lifecycle) &&
		a.TerminationMessagePath == b.TerminationMessagePath && a.TerminationMessagePolicy == b.TerminationMessagePolicy &&
		a.ImagePullPolicy == b.ImagePullPolicy && security(a.SecurityContext, b.SecurityContext) &&
		a.Stdin == b.Stdin && a.StdinOnce == b.StdinOnce && a.TTY == b.TTY
}

func env(a, b corev1.EnvVar) bool {
	if a.Name != b.Name || a.Value != b.Value {
		return false
	}
	if a.ValueFrom == nil || b.ValueFrom == nil {
		return a.ValueFrom == b.ValueFrom
	}
	return Pointer(a.ValueFrom.FieldRef, b.ValueFrom.FieldRef) && resourceField(a.ValueFrom.ResourceFieldRef, b.ValueFrom.ResourceFieldRef) &&
		configMapKey(a.ValueFrom.ConfigMapKeyRef, b.ValueFrom.ConfigMapKeyRef) && secretKey(a.ValueFrom.SecretKeyRef, b.ValueFrom.SecretKeyRef) &&
		Any(a.ValueFrom.FileKeyRef, b.ValueFrom.FileKeyRef)
}

func resourceField(a, b *corev1.ResourceFieldSelector) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ContainerName == b.ContainerName && a.Resource == b.Resource && a.Divisor.Cmp(b.Divisor) == 0
}

func envFrom(a, b corev1.EnvFromSource) bool {
	if a.Prefix != b.Prefix || (a.ConfigMapRef == nil) != (b.ConfigMapRef == nil) || (a.SecretRef == nil) != (b.SecretRef == nil) {
		return false
	}
	return (a.ConfigMapRef == nil || a.ConfigMapRef.Name == b.ConfigMapRef.Name && Pointer(a.ConfigMapRef.Optional, b.ConfigMapRef.Optional)) &&
		(a.SecretRef == nil || a.SecretRef.Name == b.SecretRef.Name && Pointer(a.SecretRef.Optional, b.SecretRef.Optional))
}

func configMapKey(a, b *corev1.ConfigMapKeySelector) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Name == b.Name && a.Key == b.Key && Pointer(a.Optional, b.Optional)
}

func secretKey(a, b *corev1.SecretKeySelector) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Name == b.Name && a.Key == b.Key && Pointer(a.Optional, b.Optional)
}

func mount(a, b corev1.VolumeMount) bool {
	return a.Name == b.Name && a.ReadOnly == b.ReadOnly && Pointer(a.RecursiveReadOnly, b.RecursiveReadOnly) && a.MountPath == b.MountPath &&
		a.SubPath == b.SubPath && Pointer(a.MountPropagation, b.MountPropagation) && a.SubPathExpr == b.SubPathExpr &&
		slices.Equal(a.BindMountOptions, b.BindMountOptions)
}

func probe(a, b *corev1.Probe) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.InitialDelaySeconds == b.InitialDelaySeconds && a.TimeoutSeconds == b.TimeoutSeconds && a.PeriodSeconds == b.PeriodSeconds &&
		a.SuccessThreshold == b.SuccessThreshold && a.FailureThreshold == b.FailureThreshold &&
		Pointer(a.TerminationGracePeriodSeconds, b.TerminationGracePeriodSeconds) &&
		exec(a.Exec, b.Exec) && httpGet(a.HTTPGet, b.HTTPGet) && Pointer(a.TCPSocket, b.TCPSocket) && Any(a.GRPC, b.GRPC)
}

func lifecycle(a, b *corev1.Lifecycle) bool {
	if a == nil || b == nil {
		return a == b
	}
	return hook(a.PostStart, b.PostStart) && hook(a.PreStop, b.PreStop) && Pointer(a.StopSignal, b.StopSignal)
}

func hook(a, b *corev1.LifecycleHandler) bool {
	if a == nil || b == nil {
		return a == b
	}
	return exec(a.Exec, b.Exec) && httpGet(a.HTTPGet, b.HTTPGet) && Pointer(a.TCPSocket, b.TCPSocket) && Pointer(a.Sleep, b.Sleep)
}

func exec(a, b *corev1.ExecAction) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.Equal(a.Command, b.Command)
}

func httpGet(a, b *corev1.HTTPGetAction) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Path == b.Path && a.Port == b.Port && a.Host == b.Host && a.Scheme == b.Scheme &&
		slices.Equal(a.HTTPHeaders, b.HTTPHeaders) && Pointer(a.Protocol, b.Protocol)
}

func security(a, b *corev1.SecurityContext) bool {
	if a == nil || b == nil {
		return a == b
	}
	return capabilities(a.Capabilities, b.Capabilities) && Pointer(a.Privileged, b.Privileged) && Pointer(a.SELinuxOptions, b.SELinuxOptions) &&
		Any(a.WindowsOptions, b.WindowsOptions) && Pointer(a.RunAsUser, b.RunAsUser) && Pointer(a.RunAsGroup, b.RunAsGroup) &&
		Pointer(a.RunAsNonRoot, b.RunAsNonRoot) && Pointer(a.ReadOnlyRootFilesystem, b.ReadOnlyRootFilesystem) &&
		Pointer(a.AllowPrivilegeEscalation, b.AllowPrivilegeEscalation) && Pointer(a.ProcMount, b.ProcMount) &&
		seccomp(a.SeccompProfile, b.SeccompProfile) && Any(a.AppArmorProfile, b.AppArmorProfile)
}

func capabilities(a, b *corev1.Capabilities) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.Equal(a.Add, b.Add) && slices.Equal(a.Drop, b.Drop)
}
