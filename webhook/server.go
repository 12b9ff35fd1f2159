package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	crmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"
	crwebhook "sigs.k8s.io/controller-runtime/pkg/webhook"

	"github.com/jobvalidate/jobvalidate/certs"
)

// ServerOptions configure the whole service.
type ServerOptions struct {
	Options
	// Listen is HOST:PORT of the TLS server; port 0 takes a free one.
	Listen string
	// PrivateListen is HOST:PORT of health and metrics in plain HTTP; port 0 takes a free one.
	PrivateListen string
	// Certificate is what the TLS server shows.
	Certificate certs.Source
	// Drain is how long the service still answers after the context ended and /readyz turned 503: the time
	// that a cluster needs to stop sending to it.
	Drain time.Duration
}

// privateTimeout bounds a request for health or metrics.
const privateTimeout = 10 * time.Second

// Run serves until the context ends, then drains: it goes on answering for Drain while /readyz says 503,
// refuses new connections after that, and waits for what is in flight. It returns nil after a clean end.
func Run(ctx context.Context, o ServerOptions) error {
	o.Options = o.Options.withDefaults()
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	o.Metrics = registry

	host, port, err := resolve(o.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", o.Listen, err)
	}
	server := crwebhook.NewServer(crwebhook.Options{
		Host: host, Port: port, WebhookMux: http.NewServeMux(),
		TLSOpts: []func(*tls.Config){func(c *tls.Config) {
			c.MinVersion = tls.VersionTLS12
			c.NextProtos = []string{"h2", "http/1.1"}
			c.GetCertificate = o.Certificate.GetCertificate
		}},
	})
	for path, handler := range endpoints(o.Options) {
		server.Register(path, handler)
	}
	server.WebhookMux().HandleFunc("/", notFound)

	private, err := net.Listen("tcp", o.PrivateListen)
	if err != nil {
		return fmt.Errorf("listening on %s for health and metrics: %w", o.PrivateListen, err)
	}
	var draining atomic.Bool
	privateServer := &http.Server{
		Handler:           privateHandler(&draining, server.StartedChecker(), prometheus.Gatherers{registry, crmetrics.Registry}),
		ReadHeaderTimeout: privateTimeout, WriteTimeout: privateTimeout,
	}

	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ended := make(chan error, 3)
	go func() { ended <- named("private listener", privateServer.Serve(private)) }()
	go func() { ended <- named("certificate source", o.Certificate.Start(serving)) }()
	go func() { ended <- named("webhook server", server.Start(serving)) }()
	o.Logger.Info("serving", "listen", net.JoinHostPort(host, strconv.Itoa(port)), "private", private.Addr().String(),
		"kubernetesVersion", o.Target.String(), "earlyVerdict", o.EarlyVerdict)

	select {
	case err := <-ended: // nothing ends by itself: this is a failure to start or to go on
		stop()
		_ = privateServer.Close()
		if err == nil {
			err = errors.New("a server ended by itself")
		}
		return err
	case <-ctx.Done():
	}
	draining.Store(true)
	o.Logger.Info("draining", "for", o.Drain)
	time.Sleep(o.Drain)
	stop()
	for range 2 { // the certificate source and the webhook server, which waits for requests in flight
		err = errors.Join(err, <-ended)
	}
	_ = privateServer.Close()
	o.Logger.Info("ended")
	return err
}

func named(what string, err error) error {
	if err == nil || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// resolve splits HOST:PORT. Port 0 becomes a free port: controller-runtime's server would take 0 for its
// default.
func resolve(address string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	if port, err = net.LookupPort("tcp", text); err != nil || port != 0 {
		return host, port, err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", 0, err
	}
	port = listener.Addr().(*net.TCPAddr).Port
	return host, port, listener.Close()
}

func privateHandler(draining *atomic.Bool, started func(*http.Request) error, metrics prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if draining.Load() {
			http.Error(w, "draining", http.StatusServiceUnavailable)
			return
		}
		if err := started(r); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	return mux
}
