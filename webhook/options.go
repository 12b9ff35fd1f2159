// Package webhook answers admission reviews for Jobs and CronJobs: AdmissionReview in, AdmissionReview out.
//
// It can be served by [Run], a complete TLS server with health and metrics, or mounted with [Handler] on a
// server of one's own. It needs no cluster.
package webhook

import (
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// The endpoints. jobs/status goes to ValidateJobPath too.
const (
	ValidateJobPath     = "/validate-batch-v1-job"
	ValidateCronJobPath = "/validate-batch-v1-cronjob"
	MutateJobPath       = "/mutate-batch-v1-job"
	MutateCronJobPath   = "/mutate-batch-v1-cronjob"
)

// DefaultMaxBodyBytes is the largest review that is read: the API server takes requests of 3 MiB, and a
// review carries an object and its old form.
const DefaultMaxBodyBytes = 7 << 20

// DefaultMaxConcurrent is how many reviews are worked on at once: more than most machines have processors, few
// enough that their objects fit into memory.
const DefaultMaxConcurrent = 64

// Options configure the answers. The zero value asks the newest Kubernetes version and logs nowhere.
type Options struct {
	// Target is the API server's version and feature gates.
	Target target.Version
	// Policies is what the organisation wants; nil asks for nothing.
	Policies *Policies
	// NamespaceLabels tells the labels of a namespace, nil where they are not known. A nil func knows none.
	NamespaceLabels func(namespace string) map[string]string
	// EarlyVerdict lets the mutating endpoints refuse what the API server would refuse afterwards, in
	// better words. It is off by default because a later mutating webhook might still repair the object.
	EarlyVerdict bool
	// AuditOnly refuses and patches nothing: what would be refused is warned of, annotated and counted.
	AuditOnly bool
	// LintAPI serves LintPath and OpenAPIPath too.
	LintAPI bool
	// MaxBodyBytes bounds a request's body; 0 means DefaultMaxBodyBytes.
	MaxBodyBytes int64
	// MaxConcurrent bounds how many reviews are worked on at once; 0 means DefaultMaxConcurrent. Others wait
	// until the deadline of their request.
	MaxConcurrent int
	// Logger takes decisions and what went wrong. nil logs nothing.
	Logger *slog.Logger
	// Decisions says which decisions are logged; empty means those that refuse.
	Decisions DecisionLog
	// Exemplars ties the latency histogram to the traces of the API server.
	Exemplars bool
	// Metrics receives the counters of decisions; nil keeps none.
	Metrics prometheus.Registerer
}

func (o Options) withDefaults() Options {
	if o.MaxBodyBytes == 0 {
		o.MaxBodyBytes = DefaultMaxBodyBytes
	}
	if o.MaxConcurrent == 0 {
		o.MaxConcurrent = DefaultMaxConcurrent
	}
	if o.Decisions == "" {
		o.Decisions = LogRefused
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// engine is what a request is answered with: the policy that is in force now goes with it to its end. What
// the API server warns of it sends itself.
func (o Options) engine() engine.Engine {
	return engine.Engine{Target: o.Target, OmitWarnings: true, Policy: o.Policies.Current()}
}
