package webhook

import (
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/jobvalidate/jobvalidate/certs"
)

const (
	// privateTimeout bounds a request for health or metrics, and its answer. Profiles that take longer say so to the
	// server themselves.
	privateTimeout = 10 * time.Second
	// privateConnections is ample for a kubelet, a few Prometheus and who looks at profiles.
	privateConnections = 100
)

// privateHandler serves health, metrics and, where asked for, profiles. notReady says why requests should
// not be sent here, "" where they should.
func privateHandler(notReady func() string, metrics prometheus.Gatherer, profiles bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if why := notReady(); why != "" {
			http.Error(w, why, http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{EnableOpenMetrics: true}))
	if profiles {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return mux
}

// newRegistry returns a registry with what is known of the process and of the certificate that is served.
func newRegistry(source certs.Source) *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector(),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "jobvalidate_certificate_expiry_timestamp_seconds",
			Help: "When the serving certificate ends, in seconds since 1970; 0 where none is loaded.",
		}, func() float64 {
			ends, err := expiry(source)
			if err != nil {
				return 0
			}
			return float64(ends.Unix())
		}),
	)
	return registry
}

// expiry is when the certificate that is served ends.
func expiry(source certs.Source) (time.Time, error) {
	certificate, err := source.GetCertificate(nil)
	switch {
	case err != nil:
		return time.Time{}, err
	case certificate == nil || len(certificate.Certificate) == 0:
		return time.Time{}, errors.New("none is loaded")
	}
	leaf := certificate.Leaf
	if leaf == nil {
		if leaf, err = x509.ParseCertificate(certificate.Certificate[0]); err != nil {
			return time.Time{}, err
		}
	}
	return leaf.NotAfter, nil
}
