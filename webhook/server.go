package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/jobvalidate/jobvalidate/certs"
)

// ServerOptions configure the whole service.
type ServerOptions struct {
	Options
	// Namespaces, if not nil, gives the labels of namespaces, instead of NamespaceLabels. Run starts it, and the service
	// is not ready before it has read them: until then a policy that asks for labels would be the wrong one.
	Namespaces *Namespaces
	// Listen is HOST:PORT of the TLS server; port 0 takes a free one.
	Listen string
	// PrivateListen is HOST:PORT of health and metrics in plain HTTP; port 0 takes a free one.
	PrivateListen string
	// Profiles puts pprof on the private listener.
	Profiles bool
	// Certificate is what the TLS server shows.
	Certificate certs.Source
	// TLSMinVersion is tls.VersionTLS13, which 0 means too, or tls.VersionTLS12.
	TLSMinVersion uint16
	// ClientCAFile is a file of CAs in PEM: clients must show a certificate of one. Empty lets all in.
	ClientCAFile string
	// ClientNames are common names or DNS names, one of which a client's certificate must bear; none: any.
	ClientNames []string
	// MaxConnections bounds the open connections of the TLS server; 0 means DefaultMaxConnections. When there are
	// more, the most stalled or longest idle is closed, never one that a review is worked on for.
	MaxConnections int
	// Drain is how long the service still answers as usual after the context ended and /readyz turned 503:
	// the time that a cluster needs to stop sending to it.
	Drain time.Duration
	// DrainClose is how long it then goes on and asks clients with each answer to close their connection:
	// the API server keeps connections to a pod that is leaving in use.
	DrainClose time.Duration
}

const (
	// headerTimeout bounds the TLS handshake and the reading of a header.
	headerTimeout = 10 * time.Second
	// idleTimeout is longer than the 90 seconds that the API server keeps an idle connection: the side that
	// sends should be the one that closes, else a request meets a closed connection.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes is ample for what the API server sends.
	maxHeaderBytes = 16 << 10
	// maxStreams bounds the requests of one HTTP/2 connection. Goroutines have turns, connections do not: beside
	// twenty that open and reset streams as fast as they can, good requests took a third of the time that they took
	// with Go's 250. A client that has more to ask than this opens another connection.
	maxStreams = 32
	// inFlightTimeout bounds the wait for the last requests at the end, and for who reads their answers slowly.
	inFlightTimeout = longestTimeout + slowestReader
	// rereadClientCA is how often the client CA is read again.
	rereadClientCA = 10 * time.Second
)

// service is what Run runs.
type service struct {
	options         ServerOptions
	clients         *clientVerifier // nil: everyone may call
	public, private *http.Server
	connections     *connections // of public
	waiting         *waiting     // requests of public
	publicListener  net.Listener
	privateListener net.Listener
	draining        atomic.Bool // /readyz says 503
	closing         atomic.Bool // answers ask to close
	// wait is time.Sleep: tests end the phases of a drain themselves.
	wait func(time.Duration)
}

// Run serves until the context ends, then drains: it goes on answering for Drain while /readyz says 503,
// asks clients to close for DrainClose, then takes no more connections and waits for what is in flight. It
// returns nil after a clean end.
func Run(ctx context.Context, o ServerOptions) error {
	s, err := newService(o)
	if err != nil {
		return err
	}
	return s.run(ctx)
}

// newService makes the servers and takes their addresses.
func newService(o ServerOptions) (*service, error) {
	o.Options = o.Options.withDefaults()
	if o.TLSMinVersion == 0 {
		o.TLSMinVersion = tls.VersionTLS13
	}
	if o.MaxConnections == 0 {
		o.MaxConnections = DefaultMaxConnections
	}
	if o.Namespaces != nil {
		o.NamespaceLabels = o.Namespaces.Labels
	}
	registry := newRegistry(o.Certificate)
	o.Metrics = registry
	s := &service{options: o, waiting: newWaiting(o.MaxConnections), wait: time.Sleep}
	var err error
	if s.clients, err = newClientVerifier(o.ClientCAFile, o.ClientNames); err != nil {
		return nil, err
	}
	quiet := slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug) // of clients that break off
	s.public = &http.Server{
		Handler: s.askToClose(newRouter(o.Options, s.waiting)), TLSConfig: o.tlsConfig(s.clients), ErrorLog: quiet,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: longestTimeout, WriteTimeout: 2 * longestTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeaderBytes, HTTP2: &http.HTTP2Config{MaxConcurrentStreams: maxStreams, WriteByteTimeout: slowestReader},
	}
	s.connections = limitConnections(s.public, o.MaxConnections)
	s.connections.register(registry)
	s.private = &http.Server{
		Handler: privateHandler(s.notReady, registry, o.Profiles), ErrorLog: quiet,
		ReadHeaderTimeout: privateTimeout, ReadTimeout: privateTimeout, WriteTimeout: privateTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
	}
	limitConnections(s.private, privateConnections)
	if s.publicListener, err = net.Listen("tcp", o.Listen); err != nil {
		return nil, fmt.Errorf("listening on %s: %w", o.Listen, err)
	}
	if s.privateListener, err = net.Listen("tcp", o.PrivateListen); err != nil {
		_ = s.publicListener.Close()
		return nil, fmt.Errorf("listening on %s for health and metrics: %w", o.PrivateListen, err)
	}
	return s, nil
}

func (s *service) run(ctx context.Context) error {
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	if s.clients != nil {
		go s.clients.start(running, rereadClientCA, s.options.Logger)
	}
	if s.options.Policies != nil {
		go s.options.Policies.Watch(running, s.options.Logger)
	}
	if s.options.Namespaces != nil {
		go s.options.Namespaces.Start(running)
	}
	ended := make(chan error, 3)
	go func() { ended <- named("private listener", s.private.Serve(s.privateListener)) }()
	go func() { ended <- named("certificate source", s.options.Certificate.Start(running)) }()
	go func() { ended <- named("webhook server", s.public.ServeTLS(s.publicListener, "", "")) }()
	s.options.Logger.Info("serving", "listen", s.publicListener.Addr().String(), "private", s.privateListener.Addr().String(),
		"kubernetesVersion", s.options.Target.String(), "earlyVerdict", s.options.EarlyVerdict)

	select {
	case err := <-ended: // nothing ends by itself: this is a failure to start or to go on
		_ = s.public.Close()
		_ = s.private.Close()
		if err == nil {
			err = errors.New("a server ended by itself")
		}
		return err
	case <-ctx.Done():
	}
	err := s.drain(running)
	_ = s.private.Close()
	s.options.Logger.Info("ended")
	return err
}

func named(what string, err error) error {
	if err == nil || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// drain leaves without losing a request.
func (s *service) drain(ctx context.Context) error {
	s.draining.Store(true)
	s.options.Logger.Info("draining", "for", s.options.Drain.String(), "thenClosingFor", s.options.DrainClose.String())
	s.wait(s.options.Drain)
	s.closing.Store(true)
	s.wait(s.options.DrainClose)
	ctx, cancel := context.WithTimeout(ctx, inFlightTimeout)
	defer cancel()
	if err := s.public.Shutdown(ctx); err != nil {
		_ = s.public.Close()
		return fmt.Errorf("waiting for requests in flight: %w", err)
	}
	return nil
}

// askToClose puts "Connection: close" on answers while the service is about to leave. Over HTTP/2 the
// server makes GOAWAY of it.
func (s *service) askToClose(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.closing.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// notReady says why no request should come here, "" where it should.
func (s *service) notReady() string {
	if s.draining.Load() {
		return "draining"
	}
	ends, err := expiry(s.options.Certificate)
	switch {
	case err != nil:
		return "no certificate: " + err.Error()
	case time.Now().After(ends):
		return "the certificate expired at " + ends.UTC().Format(time.RFC3339)
	case s.options.Namespaces != nil && !s.options.Namespaces.synced.Load():
		return "the labels of namespaces have not been read yet: the service account must list and watch namespaces"
	}
	return ""
}
