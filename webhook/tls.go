package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jobvalidate/jobvalidate/internal/mounted"
)

// tlsConfig returns the configuration of the public listener: HTTP/2 and HTTP/1.1, the certificate of the
// moment, and suites that are still good where TLS 1.2 is asked for.
func (o *ServerOptions) tlsConfig(clients *clientVerifier) *tls.Config {
	config := &tls.Config{
		MinVersion:     o.TLSMinVersion,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: o.Certificate.GetCertificate,
		// Of TLS 1.2: forward secrecy and authenticated encryption only. Those of TLS 1.3 are fixed.
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
	}
	if clients != nil {
		config.ClientAuth = tls.RequireAnyClientCert
		config.VerifyConnection = clients.verify // for resumed sessions too, and with the CA of the moment
	}
	return config
}

// clientVerifier lets in who shows a certificate of the CA, under one of the names if there are any.
type clientVerifier struct {
	file  string
	names []string
	roots atomic.Pointer[x509.CertPool]
	seen  []byte // of the file
}

// newClientVerifier reads the CA. It returns nil for no file: everyone is let in.
func newClientVerifier(file string, names []string) (*clientVerifier, error) {
	if file == "" {
		if len(names) > 0 {
			return nil, errors.New("client names need a client CA")
		}
		return nil, nil
	}
	v := &clientVerifier{file: file, names: names}
	return v, v.load()
}

func (v *clientVerifier) load() error {
	data, err := mounted.Read(v.file)
	if err != nil {
		return fmt.Errorf("reading the client CA: %w", err)
	}
	if bytes.Equal(data, v.seen) {
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(data) {
		return fmt.Errorf("reading the client CA: %s holds no certificate in PEM", v.file)
	}
	v.seen = data
	v.roots.Store(pool)
	return nil
}

// start reads the file again now and then until the context ends. A file that cannot be read leaves the CA
// as it is.
func (v *clientVerifier) start(ctx context.Context, every time.Duration, logger *slog.Logger) {
	told := "" // what is wrong for an hour is said once
	mounted.Watch(ctx, every, func() {
		reason := ""
		if err := v.load(); err != nil {
			reason = err.Error()
		}
		if reason != "" && reason != told {
			logger.Error("the client CA stays as it was", "reason", reason)
		}
		told = reason
	})
}

func (v *clientVerifier) verify(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("no client certificate")
	}
	intermediates := x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		intermediates.AddCert(c)
	}
	leaf := state.PeerCertificates[0]
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: v.roots.Load(), Intermediates: intermediates, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return fmt.Errorf("client certificate: %w", err)
	}
	if len(v.names) == 0 || slices.Contains(v.names, leaf.Subject.CommonName) ||
		slices.ContainsFunc(leaf.DNSNames, func(name string) bool { return slices.Contains(v.names, name) }) {
		return nil
	}
	return fmt.Errorf("client certificate of %q: not a name that may call", leaf.Subject.CommonName)
}
