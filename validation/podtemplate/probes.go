package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	probeNegative         check.ID = "probe-number-negative"
	probeSuccessThreshold check.ID = "probe-success-threshold"
	probeGracePeriod      check.ID = "probe-grace-period"
	probeReadinessGrace   check.ID = "probe-readiness-grace-period"
)

// probes reports what is wrong with the three probes of a container.
//
// Parity: core validateLivenessProbe, validateReadinessProbe, validateStartupProbe.
func probes(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	if c.LivenessProbe != nil {
		at := p.Child("livenessProbe")
		probe(r, &at, c.LivenessProbe, s, opts)
		succeedsOnce(r, &at, c.LivenessProbe)
	}
	if c.ReadinessProbe != nil {
		at := p.Child("readinessProbe")
		probe(r, &at, c.ReadinessProbe, s, opts)
		if c.ReadinessProbe.TerminationGracePeriodSeconds != nil {
			in := at.Child("terminationGracePeriodSeconds")
			r.Invalid(probeReadinessGrace, &in, *c.ReadinessProbe.TerminationGracePeriodSeconds, "a readiness probe ends nothing, so it has no terminationGracePeriodSeconds", "remove it")
		}
	}
	if c.StartupProbe != nil {
		at := p.Child("startupProbe")
		probe(r, &at, c.StartupProbe, s, opts)
		succeedsOnce(r, &at, c.StartupProbe)
	}
}

func succeedsOnce(r *check.Report, p *check.Path, probe *corev1.Probe) {
	if probe.SuccessThreshold >= 0 && probe.SuccessThreshold != 1 {
		at := p.Child("successThreshold")
		r.Invalid(probeSuccessThreshold, &at, probe.SuccessThreshold, "successThreshold is "+words.Itoa(probe.SuccessThreshold)+"; only a readiness probe may need more than 1 success", "write 1, or leave it out")
	}
}

// Parity: core validateProbe.
func probe(r *check.Report, p *check.Path, probe *corev1.Probe, s *scope, opts *Options) {
	handler(r, p, action{exec: probe.Exec, httpGet: probe.HTTPGet, tcpSocket: probe.TCPSocket, grpc: probe.GRPC}, s, opts)
	notNegative(r, p, "initialDelaySeconds", probe.InitialDelaySeconds)
	notNegative(r, p, "timeoutSeconds", probe.TimeoutSeconds)
	notNegative(r, p, "periodSeconds", probe.PeriodSeconds)
	notNegative(r, p, "successThreshold", probe.SuccessThreshold)
	notNegative(r, p, "failureThreshold", probe.FailureThreshold)
	if probe.TerminationGracePeriodSeconds != nil && *probe.TerminationGracePeriodSeconds <= 0 {
		at := p.Child("terminationGracePeriodSeconds")
		r.Invalid(probeGracePeriod, &at, *probe.TerminationGracePeriodSeconds, "terminationGracePeriodSeconds is "+words.Itoa(*probe.TerminationGracePeriodSeconds)+"; a probe's must be above 0", "leave it out to use the pod's")
	}
}

func notNegative(r *check.Report, p *check.Path, name string, n int32) {
	if n < 0 {
		at := p.Child(name)
		r.Invalid(probeNegative, &at, n, name+" is "+words.Itoa(n)+", less than 0", "")
	}
}
