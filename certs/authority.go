package certs

import (
	"crypto"
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
	"time"
)

// authority is a certificate authority. One whose key is nil has lost it: what it has signed is as good as
// ever, but it signs nothing more.
type authority struct {
	cert            *x509.Certificate
	key             crypto.Signer
	certPEM, keyPEM []byte
}

// backdated allows for clocks that go slow: a certificate is good a while before it was made.
const backdated = time.Hour

func newAuthority(name string, now time.Time, lifetime time.Duration) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the CA's key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-backdated), NotAfter: now.Add(lifetime),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making the CA: %w", err)
	}
	keyPEM, err := encodeKey(key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading the CA: %w", err)
	}
	return &authority{cert, key, encodeCertificate(der), keyPEM}, nil
}

// parseAuthority reads a CA, without its key. Only its first certificate counts: one bad block in a bundle
// makes the API server refuse the whole.
func parseAuthority(certPEM []byte) (*authority, error) {
	for {
		var block *pem.Block
		if block, certPEM = pem.Decode(certPEM); block == nil {
			return nil, errors.New("there is no certificate in PEM")
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		if !cert.IsCA || cert.KeyUsage != 0 && cert.KeyUsage&x509.KeyUsageCertSign == 0 {
			return nil, errors.New("the certificate is none of an authority")
		}
		return &authority{cert: cert, certPEM: encodeCertificate(cert.Raw)}, nil
	}
}

// takeKey gives the authority its key, if it fits.
func (a *authority) takeKey(keyPEM []byte) error {
	pair, err := tls.X509KeyPair(a.certPEM, keyPEM)
	if err != nil {
		return err
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return errors.New("the key cannot sign")
	}
	a.key, a.keyPEM = key, keyPEM
	return nil
}

// issue makes a serving certificate for the hosts, in PEM, and its key. It is good at no time at which the
// authority is not: where the clock is behind, the authority's beginning counts as now.
func (a *authority) issue(hosts []string, now time.Time, lifetime time.Duration) (certPEM, keyPEM []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("making the serving key: %w", err)
	}
	if first := a.cert.NotBefore.Add(backdated); now.Before(first) {
		now = first
	}
	until := now.Add(lifetime)
	if until.After(a.cert.NotAfter) {
		until = a.cert.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: commonName(hosts)},
		NotBefore: now.Add(-backdated), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	template.DNSNames, template.IPAddresses = alternativeNames(hosts)
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return nil, nil, fmt.Errorf("making the serving certificate: %w", err)
	}
	keyPEM, err = encodeKey(key)
	return encodeCertificate(der), keyPEM, err
}

// isFor reports whether the authority's certificate verifies the leaf for every host, once the leaf is good and
// before it expires.
func (a *authority) isFor(leaf *x509.Certificate, hosts []string) bool {
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	for _, host := range hosts {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: leaf.NotBefore}); err != nil {
			return false
		}
	}
	return true
}

// dueAt is when a certificate should be renewed: with a third of its life left.
func dueAt(cert *x509.Certificate) time.Time {
	return cert.NotAfter.Add(-cert.NotAfter.Sub(cert.NotBefore.Add(backdated)) / 3)
}

func encodeCertificate(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func encodeKey(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("writing a key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

func serial() *big.Int {
	bytes := make([]byte, 16)
	_, _ = rand.Read(bytes) // never fails: crypto/rand ends the program instead
	return new(big.Int).SetBytes(bytes)
}
