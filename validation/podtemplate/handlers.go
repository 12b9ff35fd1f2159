package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	handlerMissing      check.ID = "handler-missing"
	handlerMany         check.ID = "handler-many"
	execCommandMissing  check.ID = "exec-command-missing"
	httpPathMissing     check.ID = "http-get-path-missing"
	httpSchemeUnknown   check.ID = "http-get-scheme-unknown"
	httpHeaderInvalid   check.ID = "http-get-header-invalid"
	httpProtocolUnknown check.ID = "http-get-protocol-unknown"
	httpProtocolNeeds   check.ID = "http-get-protocol-scheme"
	httpProtocolHost    check.ID = "http-get-protocol-host"
	grpcModeUnknown     check.ID = "grpc-mode-unknown"
	sleepSecondsRange   check.ID = "sleep-seconds-range"
)

// action is what a probe or a hook of the lifecycle does: one of the fields is set.
type action struct {
	exec      *corev1.ExecAction
	httpGet   *corev1.HTTPGetAction
	tcpSocket *corev1.TCPSocketAction
	grpc      *corev1.GRPCAction
	sleep     *corev1.SleepAction
}

// handler reports what is wrong with the action at p: the first one given is looked at, all others are
// one too many.
//
// Parity: core validateHandler.
func handler(r *check.Report, p *check.Path, a action, s *scope, opts *Options) {
	given := 0
	if a.exec != nil {
		given++
		if len(a.exec.Command) == 0 {
			in := p.Child("exec")
			at := in.Child("command")
			r.Required(execCommandMissing, &at, "exec has no command", "write `command: [PROGRAM, ARGUMENT]`")
		}
	}
	if a.httpGet != nil {
		at := p.Child("httpGet")
		if given++; given > 1 {
			tooManyHandlers(r, &at, "httpGet")
		} else {
			httpGet(r, &at, a.httpGet, opts)
		}
	}
	if a.tcpSocket != nil {
		at := p.Child("tcpSocket")
		if given++; given > 1 {
			tooManyHandlers(r, &at, "tcpSocket")
		} else {
			portReference(r, &at, a.tcpSocket.Port)
		}
	}
	if a.grpc != nil {
		at := p.Child("grpc")
		if given++; given > 1 {
			tooManyHandlers(r, &at, "grpc")
		} else {
			grpc(r, &at, a.grpc, opts)
		}
	}
	if a.sleep != nil {
		at := p.Child("sleep")
		if given++; given > 1 {
			tooManyHandlers(r, &at, "sleep")
		} else {
			sleep(r, &at, a.sleep, s, opts)
		}
	}
	if given == 0 {
		r.Required(handlerMissing, p, "it says nothing of what to do", "write one of exec, httpGet, tcpSocket, or grpc (probes) or sleep (hooks)")
	}
}

func tooManyHandlers(r *check.Report, at *check.Path, name string) {
	r.Forbidden(handlerMany, at, name+" stands beside another action; only one is possible", "keep one")
}

// Parity: core validateHTTPGetAction. The protocol came with 1.37.
func httpGet(r *check.Report, p *check.Path, get *corev1.HTTPGetAction, opts *Options) {
	if get.Path == "" {
		at := p.Child("path")
		r.Required(httpPathMissing, &at, "httpGet has no path", "write `path: /`")
	}
	portReference(r, p, get.Port)
	if get.Scheme != corev1.URISchemeHTTP && get.Scheme != corev1.URISchemeHTTPS {
		at := p.Child("scheme")
		r.NotSupported(httpSchemeUnknown, &at, get.Scheme, "scheme is "+words.Quoted(get.Scheme), words.OneOf(get.Scheme, corev1.URISchemeHTTP, corev1.URISchemeHTTPS))
	}
	for i := range get.HTTPHeaders {
		if name := get.HTTPHeaders[i].Name; !syntax.IsHTTPHeaderName(name) {
			at := p.Child("httpHeaders")
			r.Invalid(httpHeaderInvalid, &at, name, "header "+words.Quoted(name)+" may have only letters, digits and -", "")
		}
	}
	if get.Protocol == nil || !r.Target.Enabled(target.H2CContainerProbe) && !opts.KeepHTTPProtocol {
		return
	}
	switch {
	case *get.Protocol == corev1.HTTPProtocolHTTP1:
	case *get.Protocol != corev1.HTTPProtocolHTTP2:
		at := p.Child("protocol")
		r.NotSupported(httpProtocolUnknown, &at, *get.Protocol, "protocol is "+words.Quoted(*get.Protocol), words.OneOf(*get.Protocol, corev1.HTTPProtocolHTTP1, corev1.HTTPProtocolHTTP2))
	case get.Scheme != corev1.URISchemeHTTP:
		at := p.Child("protocol")
		r.Invalid(httpProtocolNeeds, &at, *get.Protocol, "protocol HTTP2 works only with scheme HTTP, and this is "+words.Quoted(get.Scheme), "write `scheme: HTTP`, or leave protocol out")
	case get.Host != "":
		at := p.Child("host")
		r.Invalid(httpProtocolHost, &at, get.Host, "host is "+words.Quoted(get.Host)+"; protocol HTTP2 asks the pod itself only", "remove host")
	}
}

// Parity: core validateGRPCAction. The mode came with 1.37.
func grpc(r *check.Report, p *check.Path, get *corev1.GRPCAction, opts *Options) {
	if !syntax.IsPort(get.Port) {
		at := p.Child("port")
		r.Invalid(targetPortRange, &at, get.Port, portRangeFault("port", get.Port), "")
	}
	if get.Mode == nil || !r.Target.Enabled(target.GRPCContainerProbeTLS) && !opts.KeepGRPCMode {
		return
	}
	if *get.Mode != corev1.GRPCProbeModePlaintext && *get.Mode != corev1.GRPCProbeModeTLS {
		at := p.Child("mode")
		r.NotSupported(grpcModeUnknown, &at, *get.Mode, "mode is "+words.Quoted(*get.Mode), words.OneOf(*get.Mode, corev1.GRPCProbeModePlaintext, corev1.GRPCProbeModeTLS))
	}
}

// sleep: within the pod's grace period. A sleep of 0 seconds came with 1.32 and a gate.
//
// Parity: core validateSleepAction.
func sleep(r *check.Report, p *check.Path, action *corev1.SleepAction, s *scope, opts *Options) {
	grace := s.spec.TerminationGracePeriodSeconds
	if grace == nil {
		return // said of the grace period itself
	}
	least := int64(1)
	if r.Target.Enabled(target.PodLifecycleSleepActionAllowZero) || opts.AllowSleepZero && r.Target.Since(32) {
		least = 0
	}
	if action.Seconds < least || action.Seconds > *grace {
		r.Invalid(sleepSecondsRange, p, action.Seconds, "sleep is "+words.Itoa(action.Seconds)+" seconds; it must be "+words.Itoa(least)+" to "+words.Itoa(*grace)+", the pod's terminationGracePeriodSeconds", "")
	}
}
