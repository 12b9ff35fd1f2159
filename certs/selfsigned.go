package certs

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
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
	if len(hosts) == 0 {
		return nil, errors.New("a self-signed certificate needs at least one host")
	}
	now := time.Now()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the CA's key: %w", err)
	}
	ca := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "jobvalidate self-signed CA"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(selfSignedFor),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, fmt.Errorf("making the CA: %w", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the serving key: %w", err)
	}
	serving := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: hosts[0]},
		NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			serving.IPAddresses = append(serving.IPAddresses, ip)
		} else {
			serving.DNSNames = append(serving.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, serving, ca, &key.PublicKey, caKey)
	if err != nil {
		return nil, fmt.Errorf("making the serving certificate: %w", err)
	}
	return &SelfSigned{
		serving: tls.Certificate{Certificate: [][]byte{der, caDER}, PrivateKey: key},
		caPEM:   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}),
	}, nil
}

func serial() *big.Int {
	bytes := make([]byte, 16)
	_, _ = rand.Read(bytes) // never fails: crypto/rand ends the program instead
	return new(big.Int).SetBytes(bytes)
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
