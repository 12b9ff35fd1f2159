package webhook

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	admissionv1 "k8s.io/api/admission/v1"
)

// mostRules bounds the rule label. The names come from our catalog and the policy file, never from a
// client, but a policy file may change often in the life of a process.
const mostRules = 500

// metrics counts what was decided. Label values are from bounded sets, so a client cannot make series grow.
type metrics struct {
	decisions *prometheus.CounterVec
	findings  *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	refused   *prometheus.CounterVec
	panics    *prometheus.CounterVec
	inFlight  prometheus.Gauge
	exemplars bool

	mu    sync.Mutex
	rules map[string]bool // label values in use
}

func newMetrics(registerer prometheus.Registerer, exemplars bool) *metrics {
	m := &metrics{
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_decisions_total",
			Help: "Admission reviews answered, by endpoint, kind, operation and verdict (allowed, warned, patched, refused, would_refuse, failed).",
		}, []string{"endpoint", "kind", "operation", "verdict"}),
		findings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_findings_total", Help: "What was found in the objects of reviews, by rule: a refusal and its warnings count each rule once.",
		}, []string{"rule", "verdict"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "jobvalidate_decision_seconds", Help: "Time from the request's first byte to the answer's last.",
			Buckets:                     prometheus.ExponentialBuckets(0.0001, 2.5, 12),
			NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100, NativeHistogramMinResetDuration: time.Hour,
		}, []string{"endpoint"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_bad_requests_total", Help: "Requests that carried no review that could be answered, by HTTP status code.",
		}, []string{"endpoint", "code"}),
		panics: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_panics_total", Help: "Reviews not answered because of a bug of the webhook.",
		}, []string{"endpoint"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "jobvalidate_in_flight_requests", Help: "Requests that are being read or answered.",
		}),
		exemplars: exemplars, rules: map[string]bool{},
	}
	if registerer != nil {
		m.decisions = registered(registerer, m.decisions)
		m.findings = registered(registerer, m.findings)
		m.seconds = registered(registerer, m.seconds)
		m.refused = registered(registerer, m.refused)
		m.panics = registered(registerer, m.panics)
		m.inFlight = registered(registerer, m.inFlight)
	}
	return m
}

// registered returns the collector that the registerer has by this name: two handlers may share one.
func registered[C prometheus.Collector](registerer prometheus.Registerer, collector C) C {
	var already prometheus.AlreadyRegisteredError
	if err := registerer.Register(collector); errors.As(err, &already) {
		if existing, ok := already.ExistingCollector.(C); ok {
			return existing
		}
	}
	return collector
}

func (m *metrics) observe(path string, r *http.Request, request *admissionv1.AdmissionRequest, code int, response *admissionv1.AdmissionResponse, took time.Duration) {
	kind := "other"
	switch request.Kind.Kind {
	case "Job", "CronJob":
		kind = request.Kind.Kind
	}
	verdict := verdictOf(code, response)
	m.decisions.WithLabelValues(path, kind, string(request.Operation), verdict).Inc()
	if rules := response.AuditAnnotations[rulesAnnotation]; rules != "" {
		for rule := range strings.SplitSeq(rules, ",") {
			m.findings.WithLabelValues(m.ruleLabel(rule), verdict).Inc()
		}
	}
	seconds := m.seconds.WithLabelValues(path)
	if trace := traceID(r); m.exemplars && trace != "" {
		seconds.(prometheus.ExemplarObserver).ObserveWithExemplar(took.Seconds(), prometheus.Labels{"trace_id": trace})
		return
	}
	seconds.Observe(took.Seconds())
}

func verdictOf(code int, response *admissionv1.AdmissionResponse) string {
	switch {
	case code != http.StatusOK:
		return "failed"
	case !response.Allowed:
		return "refused"
	case len(response.Patch) > 0:
		return "patched"
	case response.AuditAnnotations[wouldRefuse] != "":
		return "would_refuse"
	case len(response.Warnings) > 0:
		return "warned"
	default:
		return "allowed"
	}
}

// ruleLabel keeps the set of label values bounded.
func (m *metrics) ruleLabel(rule string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.rules[rule] {
		if len(m.rules) >= mostRules {
			return "other"
		}
		m.rules[rule] = true
	}
	return rule
}

// traceID returns the trace that a sampled request belongs to, "" for none: the API server sends a W3C
// traceparent where its tracing is on. It ties a slow answer in the histogram to its trace.
func traceID(r *http.Request) string {
	parent := r.Header.Get("Traceparent")
	if len(parent) != 55 || parent[:3] != "00-" || parent[35] != '-' || parent[52:] != "-01" {
		return ""
	}
	for _, c := range []byte(parent[3:35]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return ""
		}
	}
	return parent[3:35]
}

func (m *metrics) badRequest(path string, code int) {
	m.refused.WithLabelValues(path, strconv.Itoa(code)).Inc()
}

func (m *metrics) panicked(path string) { m.panics.WithLabelValues(path).Inc() }
