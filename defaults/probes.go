package defaults

import corev1 "k8s.io/api/core/v1"

// setProbes gives probes and lifecycle handlers of a container their defaults.
func setProbes(c *corev1.Container, at *pointer, record *Record) {
	if c.LivenessProbe != nil {
		probe := at.child("livenessProbe")
		setProbe(c.LivenessProbe, &probe, record)
	}
	if c.ReadinessProbe != nil {
		probe := at.child("readinessProbe")
		setProbe(c.ReadinessProbe, &probe, record)
	}
	if c.StartupProbe != nil {
		probe := at.child("startupProbe")
		setProbe(c.StartupProbe, &probe, record)
	}
	if c.Lifecycle == nil {
		return
	}
	lifecycle := at.child("lifecycle")
	if c.Lifecycle.PostStart != nil {
		handler := lifecycle.child("postStart")
		setHTTPGet(c.Lifecycle.PostStart.HTTPGet, &handler, record)
	}
	if c.Lifecycle.PreStop != nil {
		handler := lifecycle.child("preStop")
		setHTTPGet(c.Lifecycle.PreStop.HTTPGet, &handler, record)
	}
}

// setProbe fills in a probe's numbers; a 0 counts as left out.
//
// Source: SetDefaults_Probe, and the declared default of a gRPC probe's service.
func setProbe(probe *corev1.Probe, at *pointer, record *Record) {
	if probe.TimeoutSeconds == 0 {
		probe.TimeoutSeconds = 1
		record.add(at, "timeoutSeconds", int32(1))
	}
	if probe.PeriodSeconds == 0 {
		probe.PeriodSeconds = 10
		record.add(at, "periodSeconds", int32(10))
	}
	if probe.SuccessThreshold == 0 {
		probe.SuccessThreshold = 1
		record.add(at, "successThreshold", int32(1))
	}
	if probe.FailureThreshold == 0 {
		probe.FailureThreshold = 3
		record.add(at, "failureThreshold", int32(3))
	}
	setHTTPGet(probe.HTTPGet, at, record)
	if probe.GRPC != nil && probe.GRPC.Service == nil {
		probe.GRPC.Service = new("")
		grpc := at.child("grpc")
		record.add(&grpc, "service", "")
	}
}

// setHTTPGet fills in path and scheme. at is what has the httpGet.
func setHTTPGet(get *corev1.HTTPGetAction, at *pointer, record *Record) {
	if get == nil {
		return
	}
	getAt := at.child("httpGet")
	if get.Path == "" {
		get.Path = "/"
		record.add(&getAt, "path", "/")
	}
	if get.Scheme == "" {
		get.Scheme = corev1.URISchemeHTTP
		record.add(&getAt, "scheme", corev1.URISchemeHTTP)
	}
}
