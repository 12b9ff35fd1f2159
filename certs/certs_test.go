package certs

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSelfSignedIsTrustedForItsHosts(t *testing.T) {
	source, err := NewSelfSigned([]string{"jobvalidate.jobvalidate.svc", "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(source.CA()) {
		t.Fatal("the CA is not a certificate in PEM")
	}
	certificate, err := source.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(certificate.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	for host, trusted := range map[string]bool{"jobvalidate.jobvalidate.svc": true, "127.0.0.1": true, "example.com": false, "127.0.0.2": false} {
		_, err := leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: host})
		if (err == nil) != trusted {
			t.Errorf("host %s: trusted %t, want %t (%v)", host, err == nil, trusted, err)
		}
	}
	if leaf.PublicKeyAlgorithm != x509.ECDSA {
		t.Errorf("key is %s, want ECDSA", leaf.PublicKeyAlgorithm)
	}
}

func TestSelfSignedNeedsAHost(t *testing.T) {
	if _, err := NewSelfSigned(nil); err == nil {
		t.Error("no error without hosts")
	}
}

func writePair(t *testing.T, dir string) []byte {
	t.Helper()
	source, err := NewSelfSigned([]string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(source.serving.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"tls.key": {Type: "PRIVATE KEY", Bytes: key},
		"tls.crt": {Type: "CERTIFICATE", Bytes: source.serving.Certificate[0]},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return source.serving.Certificate[0]
}

func TestFilesReloadWhenTheyChange(t *testing.T) {
	dir := t.TempDir()
	first := writePair(t, dir)
	source, err := Files(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- source.Start(t.Context()) }()
	served := func() []byte {
		certificate, err := source.GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		return certificate.Certificate[0]
	}
	if !bytes.Equal(served(), first) {
		t.Fatal("the first pair is not served")
	}
	second := writePair(t, dir)
	for deadline := time.Now().Add(20 * time.Second); !bytes.Equal(served(), second); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the second pair is not served after 20 seconds")
		}
	}
}

func TestFilesThatAreMissingAreNamed(t *testing.T) {
	dir := t.TempDir()
	if _, err := Files(dir, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v does not name the directory", err)
	}
}

// TestHostsThatNobodyCanCallBy: a certificate that would be good for none of its callers is not made, and not made
// again at each interval.
func TestHostsThatNobodyCanCallBy(t *testing.T) {
	for _, bad := range []string{"", "[::1]", "jobvalidate.jobvalidate.svc:443", "jobvalidé.svc", "."} {
		if _, err := NewSelfSigned([]string{"localhost", bad}); err == nil || !strings.Contains(err.Error(), `host "`+bad+`"`) {
			t.Errorf("%q: self-signed: error %v does not name the host", bad, err)
		}
		if _, err := NewManaged(ManagedOptions{Hosts: []string{"localhost", bad}, Namespace: "a", Secret: "b", Lease: "c", Identity: "d"}); err == nil || !strings.Contains(err.Error(), `host "`+bad+`"`) {
			t.Errorf("%q: managed: error %v does not name the host", bad, err)
		}
	}
	for _, good := range []string{"::1", "127.0.0.1", "*.example.com", "UPPER.example.com", "under_score", "a.svc.", strings.Repeat("a", 63) + ".b"} {
		if _, err := NewSelfSigned([]string{good}); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}
