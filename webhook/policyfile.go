package webhook

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jobvalidate/jobvalidate/internal/mounted"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// rereadPolicy is how often the policy file is looked at: a mounted ConfigMap changes within a minute anyway.
const rereadPolicy = 2 * time.Second

// Policies holds the policy that is in force, of a file that may change. A request asks the one that is in
// force when it comes, to its end. A nil Policies has none.
type Policies struct {
	path    string
	target  target.Version
	current atomic.Pointer[policy.Policy]
	data    []byte // of the file when it was last looked at; only Watch touches it after OpenPolicy

	generation prometheus.Gauge
	stale      prometheus.Gauge
	failures   prometheus.Counter
}

// OpenPolicy reads a policy file. The error tells all that is wrong with it.
func OpenPolicy(path string, version target.Version) (*Policies, error) {
	data, err := mounted.Read(path)
	if err != nil {
		return nil, fmt.Errorf("reading the policy: %w", err)
	}
	first, err := policy.Parse(path, data, policy.Options{Target: version})
	if err != nil {
		return nil, err
	}
	p := &Policies{
		path: path, target: version, data: data,
		generation: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "jobvalidate_policy_generation", Help: "How many policies have been in force since the start; 1 is the first.",
		}),
		stale: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "jobvalidate_policy_stale", Help: "1 while the policy file has an error and the policy before it is in force.",
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "jobvalidate_policy_reload_failures_total", Help: "Changes of the policy file that could not be put in force.",
		}),
	}
	p.current.Store(first)
	p.generation.Set(1)
	return p, nil
}

// Current is the policy in force, nil where there is none.
func (p *Policies) Current() *policy.Policy {
	if p == nil {
		return nil
	}
	return p.current.Load()
}

// Watch puts changes of the file in force until the context ends. A file that is wrong changes nothing but
// the log and the metrics.
func (p *Policies) Watch(ctx context.Context, logger *slog.Logger) {
	mounted.Watch(ctx, rereadPolicy, func() { p.reload(ctx, logger) })
}

func (p *Policies) reload(ctx context.Context, logger *slog.Logger) {
	data, err := mounted.Read(p.path)
	if err == nil && bytes.Equal(data, p.data) {
		return
	}
	var next *policy.Policy
	switch {
	case err == nil:
		p.data = data
		next, err = policy.Parse(p.path, data, policy.Options{Target: p.target})
	case p.data == nil:
		return // it was told already
	default:
		p.data = nil
	}
	if err != nil {
		p.failures.Inc()
		p.stale.Set(1)
		logger.ErrorContext(ctx, "the policy file is wrong: the policy before it stays in force", "file", p.path, "error", err.Error())
		return
	}
	p.current.Store(next)
	p.generation.Inc()
	p.stale.Set(0)
	logger.InfoContext(ctx, "a new policy is in force", "file", p.path, "name", next.Name())
}

// register shows the metrics of the policy.
func (p *Policies) register(registerer prometheus.Registerer) {
	if p == nil || registerer == nil {
		return
	}
	p.generation = registered(registerer, p.generation)
	p.stale = registered(registerer, p.stale)
	p.failures = registered(registerer, p.failures)
}
