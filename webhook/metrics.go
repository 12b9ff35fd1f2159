package webhook

import (
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	admissionv1 "k8s.io/api/admission/v1"
)

// metrics counts what was decided. Label values are from fixed sets, so a client cannot make series grow.
type metrics struct {
	decisions *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	refused   *prometheus.CounterVec
	panics    *prometheus.CounterVec
}

func newMetrics(registerer prometheus.Registerer) *metrics {
	m := &metrics{
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_decisions_total", Help: "Admission reviews answered, by endpoint, operation and verdict.",
		}, []string{"endpoint", "operation", "verdict"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "jobvalidate_decision_seconds", Help: "Time from the request's first byte to the answer's last.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 2.5, 10),
		}, []string{"endpoint"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_bad_requests_total", Help: "Requests that carried no review that could be answered, by HTTP status code.",
		}, []string{"endpoint", "code"}),
		panics: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jobvalidate_panics_total", Help: "Reviews refused because of a bug of the webhook.",
		}, []string{"endpoint"}),
	}
	if registerer != nil {
		m.decisions = registered(registerer, m.decisions)
		m.seconds = registered(registerer, m.seconds)
		m.refused = registered(registerer, m.refused)
		m.panics = registered(registerer, m.panics)
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

func (m *metrics) observe(path string, request *admissionv1.AdmissionRequest, response *admissionv1.AdmissionResponse, took time.Duration) {
	operation := "OTHER"
	switch request.Operation {
	case admissionv1.Create, admissionv1.Update, admissionv1.Delete, admissionv1.Connect:
		operation = string(request.Operation)
	}
	verdict := "allowed"
	switch {
	case !response.Allowed:
		verdict = "refused"
	case len(response.Patch) > 0:
		verdict = "patched"
	}
	m.decisions.WithLabelValues(path, operation, verdict).Inc()
	m.seconds.WithLabelValues(path).Observe(took.Seconds())
}

func (m *metrics) badRequest(path string, code int) {
	m.refused.WithLabelValues(path, strconv.Itoa(code)).Inc()
}

func (m *metrics) panicked(path string) { m.panics.WithLabelValues(path).Inc() }
