package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	stopSignalNeedsOS check.ID = "stop-signal-needs-os"
	stopSignalUnknown check.ID = "stop-signal-unknown"
)

// hooks is what is left of a container's lifecycle after the fields of gates that are off were dropped.
type hooks struct {
	postStart, preStop *corev1.LifecycleHandler
	stopSignal         *corev1.Signal
	noSleep            bool // the sleep of the handlers is dropped
	present            bool
}

// lifecycleOf does to the lifecycle what the API server does: it drops sleep, and from 1.30 on a handler and
// a lifecycle that nothing else is in; then the stop signal, and a lifecycle that nothing else is in.
func lifecycleOf(r *check.Report, c *corev1.Container, opts *Options) hooks {
	h := hooks{postStart: c.Lifecycle.PostStart, preStop: c.Lifecycle.PreStop, stopSignal: c.Lifecycle.StopSignal, present: true}
	if !r.Target.Enabled(target.PodLifecycleSleepAction) && !opts.KeepSleep {
		h.noSleep = true
		if r.Target.Since(30) {
			h.postStart, h.preStop = withoutSleep(h.postStart), withoutSleep(h.preStop)
			if h.postStart == nil && h.preStop == nil {
				return hooks{}
			}
		}
	}
	if h.stopSignal != nil && !r.Target.Enabled(target.ContainerStopSignals) && !opts.KeepStopSignals {
		h.stopSignal = nil
		// Until 1.32 the field is unknown, and an empty lifecycle stays.
		h.present = h.postStart != nil || h.preStop != nil || !r.Target.Since(33)
	}
	return h
}

func withoutSleep(h *corev1.LifecycleHandler) *corev1.LifecycleHandler {
	if h != nil && h.Sleep != nil && h.Exec == nil && h.HTTPGet == nil && h.TCPSocket == nil {
		return nil
	}
	return h
}

// lifecycle reports what is wrong with what a container does when it starts and stops.
//
// Parity: core validateLifecycle.
func lifecycle(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	if c.Lifecycle == nil {
		return
	}
	h := lifecycleOf(r, c, opts)
	at := p.Child("lifecycle")
	if h.postStart != nil {
		in := at.Child("postStart")
		hook(r, &in, h.postStart, h.noSleep, s, opts)
	}
	if h.preStop != nil {
		in := at.Child("preStop")
		hook(r, &in, h.preStop, h.noSleep, s, opts)
	}
	if h.stopSignal != nil {
		in := at.Child("stopSignal")
		stopSignal(r, &in, *h.stopSignal, s.spec.OS)
	}
}

func hook(r *check.Report, p *check.Path, h *corev1.LifecycleHandler, noSleep bool, s *scope, opts *Options) {
	a := action{exec: h.Exec, httpGet: h.HTTPGet, tcpSocket: h.TCPSocket, sleep: h.Sleep}
	if noSleep {
		a.sleep = nil
	}
	handler(r, p, a, s, opts)
}

// Parity: core validateStopSignal. KEP-4960, since 1.33 with ContainerStopSignals.
func stopSignal(r *check.Report, at *check.Path, signal corev1.Signal, os *corev1.PodOS) {
	switch {
	case os == nil:
		r.Forbidden(stopSignalNeedsOS, at, "stopSignal is "+words.Quoted(signal)+", but the pod does not say for which system", "write `os: {name: linux}` in the pod's spec")
	case os.Name == corev1.Windows && signal != corev1.SIGTERM && signal != corev1.SIGKILL:
		r.NotSupported(stopSignalUnknown, at, signal, "stopSignal is "+words.Quoted(signal)+"; Windows knows two", words.OneOf(signal, corev1.SIGTERM, corev1.SIGKILL))
	case os.Name == corev1.Linux && !isLinuxSignal(signal):
		r.NotSupported(stopSignalUnknown, at, signal, "stopSignal "+words.Quoted(signal)+" is none that Linux has", words.OneOf(signal, corev1.SIGTERM, corev1.SIGINT, corev1.SIGQUIT, corev1.SIGUSR1))
	}
}

func isLinuxSignal(signal corev1.Signal) bool {
	switch signal {
	case corev1.SIGABRT, corev1.SIGALRM, corev1.SIGBUS, corev1.SIGCHLD, corev1.SIGCLD, corev1.SIGCONT, corev1.SIGFPE, corev1.SIGHUP,
		corev1.SIGILL, corev1.SIGINT, corev1.SIGIO, corev1.SIGIOT, corev1.SIGKILL, corev1.SIGPIPE, corev1.SIGPOLL, corev1.SIGPROF,
		corev1.SIGPWR, corev1.SIGQUIT, corev1.SIGSEGV, corev1.SIGSTKFLT, corev1.SIGSTOP, corev1.SIGSYS, corev1.SIGTERM, corev1.SIGTRAP,
		corev1.SIGTSTP, corev1.SIGTTIN, corev1.SIGTTOU, corev1.SIGURG, corev1.SIGUSR1, corev1.SIGUSR2, corev1.SIGVTALRM, corev1.SIGWINCH,
		corev1.SIGXCPU, corev1.SIGXFSZ:
		return true
	}
	return isRealTimeSignal(string(signal))
}

// isRealTimeSignal: SIGRTMIN, SIGRTMIN+1 to +15, SIGRTMAX-14 to -1, SIGRTMAX.
func isRealTimeSignal(signal string) bool {
	const low, high = "SIGRTMIN", "SIGRTMAX"
	switch {
	case len(signal) < len(low):
		return false
	case signal[:len(low)] == low:
		return signal == low || isOffset(signal[len(low):], '+', 15)
	case signal[:len(high)] == high:
		return signal == high || isOffset(signal[len(high):], '-', 14)
	}
	return false
}

// isOffset reports whether the text is the sign and a number from 1 to most, without leading zeros.
func isOffset(text string, sign byte, most int) bool {
	if len(text) < 2 || len(text) > 3 || text[0] != sign || text[1] == '0' {
		return false
	}
	n := 0
	for i := 1; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n <= most
}
