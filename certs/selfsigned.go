package certs

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"
)

// selfSignedFor is how long a pair made on the spot is good. It lives in memory, so a restart renews it.
const selfSignedFor = 365 * 24 * time.Hour

// SelfSigned is a certificate authority and a serving certificate of its own, both in memory.
type SelfSigned struct {
	serving tls.Certificate
	caPEM   []byte
}

// NewSelfSigned makes both, with ECDSA P-256 keys. hosts are the DNS names and IP addresses that clients
// reach the server by; at least one is needed. The CA's key is thrown away.
func NewSelfSigned(hosts []string) (*SelfSigned, error) {
	if err := checkHosts(hosts); err != nil {
		return nil, err
	}
	now := time.Now()
	ca, err := newAuthority("jobvalidate self-signed CA", now, selfSignedFor)
	if err != nil {
		return nil, err
	}
	certPEM, keyPEM, err := ca.issue(hosts, now, selfSignedFor)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(append(certPEM, ca.certPEM...), keyPEM)
	if err != nil {
		return nil, fmt.Errorf("reading the serving certificate: %w", err)
	}
	return &SelfSigned{serving: pair, caPEM: ca.certPEM}, nil
}

// CA returns the certificate authority in PEM: what a caBundle holds, base64 aside.
func (s *SelfSigned) CA() []byte { return s.caPEM }

// GetCertificate returns the serving certificate.
func (s *SelfSigned) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return &s.serving, nil
}

// Start waits for the end: there is nothing to keep fresh.
func (s *SelfSigned) Start(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
