package webhook

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	admissionv1 "k8s.io/api/admission/v1"

	"github.com/jobvalidate/jobvalidate/certs"
	"github.com/jobvalidate/jobvalidate/internal/jobtest"
)

const goodReview = `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u1",
"kind":{"group":"batch","version":"v1","kind":"Job"},"resource":{"group":"batch","version":"v1","resource":"jobs"},
"name":"pi","namespace":"default","operation":"CREATE","userInfo":{"username":"ann"},
"object":{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi"},"spec":{"ttlSecondsAfterFinished":600,"template":{"spec":{"restartPolicy":"Never",
"containers":[{"name":"main","image":"registry.example/pi:1","imagePullPolicy":"Always","resources":{"limits":{"memory":"64Mi"}},"terminationMessagePolicy":"File"}]}}}}}}`

// running is a service under test.
type running struct {
	*service
	roots *x509.CertPool
	stop  context.CancelFunc
	ended chan error
}

func serve(t *testing.T, o ServerOptions) *running { return serveWaiting(t, o, time.Sleep) }

// serveWaiting is serve with phases of a drain that last as long as the function.
func serveWaiting(t *testing.T, o ServerOptions, wait func(time.Duration)) *running {
	t.Helper()
	source, err := certs.NewSelfSigned([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	o.Listen, o.PrivateListen = "127.0.0.1:0", "127.0.0.1:0"
	if o.Certificate == nil {
		o.Certificate = source
	}
	s, err := newService(o)
	if err != nil {
		t.Fatal(err)
	}
	s.wait = wait
	r := &running{service: s, roots: x509.NewCertPool(), ended: make(chan error, 1)}
	r.roots.AppendCertsFromPEM(source.CA())
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	go func() { r.ended <- s.run(ctx) }()
	t.Cleanup(r.stop)
	return r
}

func (r *running) url() string { return "https://" + r.publicListener.Addr().String() }

func (r *running) client(change func(*tls.Config), http2 bool) *http.Client {
	config := &tls.Config{RootCAs: r.roots}
	if change != nil {
		change(config)
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: http2}, Timeout: 20 * time.Second}
}

// post sends a review and returns the status code, the answer and the response's header.
func post(t *testing.T, client *http.Client, url, body string) (int, admissionv1.AdmissionReview, *http.Response) {
	t.Helper()
	response, err := client.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var review admissionv1.AdmissionReview
	if err := json.NewDecoder(response.Body).Decode(&review); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode, review, response
}

func (r *running) get(t *testing.T, path string) (int, string) {
	t.Helper()
	response, err := http.Get("http://" + r.privateListener.Addr().String() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServesBothProtocols(t *testing.T) {
	r := serve(t, ServerOptions{})
	for protocol, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		code, review, response := post(t, r.client(nil, http2), r.url()+ValidateJobPath+"?timeout=5s", goodReview)
		if code != http.StatusOK || !review.Response.Allowed || review.Response.UID != "u1" || response.Proto != protocol {
			t.Errorf("%s: answer %d %+v over %s", protocol, code, review.Response, response.Proto)
		}
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestTLSVersions(t *testing.T) {
	for name, c := range map[string]struct {
		server, client uint16
		works          bool
	}{
		"1.2 is refused by default": {0, tls.VersionTLS12, false},
		"1.3 by default":            {0, tls.VersionTLS13, true},
		"1.2 where asked for":       {tls.VersionTLS12, tls.VersionTLS12, true},
		"1.1 never":                 {tls.VersionTLS12, tls.VersionTLS11, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := serve(t, ServerOptions{TLSMinVersion: c.server})
			client := r.client(func(config *tls.Config) { config.MinVersion, config.MaxVersion = tls.VersionTLS10, c.client }, false)
			response, err := client.Get(r.url() + "/")
			if (err == nil) != c.works {
				t.Errorf("error %v, want it to work: %t", err, c.works)
			}
			if err == nil {
				response.Body.Close()
			}
		})
	}
	t.Run("an old suite of 1.2 is refused", func(t *testing.T) {
		r := serve(t, ServerOptions{TLSMinVersion: tls.VersionTLS12})
		client := r.client(func(config *tls.Config) {
			config.MaxVersion, config.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}
		}, false)
		if _, err := client.Get(r.url() + "/"); err == nil {
			t.Error("a connection with CBC was made")
		}
	})
}

// clientCA makes a CA file and client certificates of it.
type clientCA struct {
	file string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newClientCA(t *testing.T) *clientCA {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "client CA"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &clientCA{file, cert, key}
}

func (ca *clientCA) issue(t *testing.T, name string, usage x509.ExtKeyUsage) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{usage}}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.cert, &key.PublicKey, ca.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestClientCertificates(t *testing.T) {
	ca, other := newClientCA(t), newClientCA(t)
	r := serve(t, ServerOptions{ClientCAFile: ca.file, ClientNames: []string{"kube-apiserver"}})
	for name, c := range map[string]struct {
		certificates []tls.Certificate
		works        bool
	}{
		"the API server":     {[]tls.Certificate{ca.issue(t, "kube-apiserver", x509.ExtKeyUsageClientAuth)}, true},
		"another name":       {[]tls.Certificate{ca.issue(t, "ann", x509.ExtKeyUsageClientAuth)}, false},
		"another CA":         {[]tls.Certificate{other.issue(t, "kube-apiserver", x509.ExtKeyUsageClientAuth)}, false},
		"a server's":         {[]tls.Certificate{ca.issue(t, "kube-apiserver", x509.ExtKeyUsageServerAuth)}, false},
		"no certificate":     {nil, false},
		"one of two is good": {[]tls.Certificate{ca.issue(t, "kube-apiserver", x509.ExtKeyUsageClientAuth), ca.issue(t, "ann", x509.ExtKeyUsageClientAuth)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			client := r.client(func(config *tls.Config) { config.Certificates = c.certificates }, false)
			response, err := client.Post(r.url()+ValidateJobPath, "application/json", strings.NewReader(goodReview))
			if (err == nil) != c.works {
				t.Fatalf("error %v, want it to work: %t", err, c.works)
			}
			if err == nil {
				response.Body.Close()
			}
		})
	}
	if err := os.WriteFile(ca.file, jobtest.ReadFile(t, other.file), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.clients.load(); err != nil {
		t.Fatal(err)
	}
	client := r.client(func(config *tls.Config) {
		config.Certificates = []tls.Certificate{other.issue(t, "kube-apiserver", x509.ExtKeyUsageClientAuth)}
	}, false)
	if code, _, _ := post(t, client, r.url()+ValidateJobPath, goodReview); code != http.StatusOK {
		t.Errorf("after the CA file changed: %d", code)
	}
	if _, err := newClientVerifier("", []string{"x"}); err == nil {
		t.Error("names without a CA are taken")
	}
	if err := os.WriteFile(ca.file, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.clients.load(); err == nil || !strings.Contains(err.Error(), ca.file) {
		t.Errorf("error %v does not name the file", err)
	}
	if err := os.Truncate(ca.file, 1<<40); err != nil { // the memory of the pod is not for it
		t.Fatal(err)
	}
	if err := r.clients.load(); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a file of 1 TiB: error %v", err)
	}
}

// noCertificate is a source that has not loaded anything yet.
type noCertificate struct{}

func (noCertificate) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }
func (noCertificate) Start(ctx context.Context) error                               { <-ctx.Done(); return nil }

func TestReadiness(t *testing.T) {
	if code, text := serve(t, ServerOptions{Certificate: noCertificate{}}).get(t, "/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(text, "certificate") {
		t.Errorf("without a certificate: %d %s", code, text)
	}
	r := serve(t, ServerOptions{Drain: 300 * time.Millisecond, DrainClose: time.Hour})
	if code, text := r.get(t, "/readyz"); code != http.StatusOK {
		t.Errorf("with a certificate: %d %s", code, text)
	}
	if code, _ := r.get(t, "/healthz"); code != http.StatusOK {
		t.Errorf("/healthz: %d", code)
	}
	if code, _ := r.get(t, "/debug/pprof/cmdline"); code != http.StatusNotFound {
		t.Errorf("pprof is served without being asked for: %d", code)
	}
	if code, _ := serve(t, ServerOptions{Profiles: true}).get(t, "/debug/pprof/cmdline"); code != http.StatusOK {
		t.Errorf("pprof: %d", code)
	}
}

// expiring is a source whose certificate ends at a time.
type expiring struct {
	certs.Source
	at time.Time
}

func (e expiring) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	certificate, err := e.Source.GetCertificate(hello)
	if err != nil {
		return nil, err
	}
	leaf := *certificate.Leaf
	leaf.NotAfter = e.at
	return &tls.Certificate{Certificate: certificate.Certificate, PrivateKey: certificate.PrivateKey, Leaf: &leaf}, nil
}

// TestAnExpiredCertificateIsNotReady: the API server would not speak to it.
func TestAnExpiredCertificateIsNotReady(t *testing.T) {
	source, err := certs.NewSelfSigned([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ends time.Duration
		code int
	}{"good": {time.Minute, http.StatusOK}, "expired": {-time.Minute, http.StatusServiceUnavailable}} {
		r := serve(t, ServerOptions{Certificate: expiring{Source: source, at: time.Now().Add(c.ends)}})
		code, text := r.get(t, "/readyz")
		if code != c.code || code != http.StatusOK && !strings.Contains(text, "the certificate expired at 20") {
			t.Errorf("%s: %d %s", name, code, text)
		}
		if code, _ := r.get(t, "/healthz"); code != http.StatusOK {
			t.Errorf("%s: /healthz: %d", name, code)
		}
	}
}

// TestDrain walks through the phases of an end: not ready but as usual, then asking to close, then no more.
func TestDrain(t *testing.T) {
	for protocol, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		t.Run(protocol, func(t *testing.T) {
			next := make(chan struct{})
			r := serveWaiting(t, ServerOptions{}, func(time.Duration) { <-next })
			client := r.client(nil, http2)
			post(t, client, r.url()+ValidateJobPath, goodReview)
			r.stop()
			until(t, "draining", r.draining.Load)
			if code, _ := r.get(t, "/readyz"); code != http.StatusServiceUnavailable {
				t.Errorf("/readyz says %d while draining", code)
			}
			if code, _, response := post(t, client, r.url()+ValidateJobPath, goodReview); code != http.StatusOK || response.Close {
				t.Errorf("while draining: %d, close %t", code, response.Close)
			}
			next <- struct{}{}
			until(t, "closing", r.closing.Load)
			// A new connection is still taken, and its first answer ends it.
			fresh := r.client(nil, http2)
			code, _, response := post(t, fresh, r.url()+ValidateJobPath, goodReview)
			if code != http.StatusOK || !http2 && !response.Close {
				t.Errorf("while closing: %d, close %t", code, response.Close)
			}
			next <- struct{}{}
			if err := <-r.ended; err != nil {
				t.Errorf("ended with %v", err)
			}
			if _, err := net.Dial("tcp", r.publicListener.Addr().String()); err == nil {
				t.Error("a connection is taken after the end")
			}
		})
	}
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 10 seconds for %s", what)
		}
	}
}

// TestFinishesWhatIsInFlight sends half a body before the end, and the rest when no new connection is taken.
func TestFinishesWhatIsInFlight(t *testing.T) {
	r := serve(t, ServerOptions{})
	conn, err := tls.Dial("tcp", r.publicListener.Addr().String(), &tls.Config{RootCAs: r.roots})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	header := "POST " + ValidateJobPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
	if _, err := io.WriteString(conn, header+itoa(len(goodReview))+"\r\n\r\n"+goodReview[:100]); err != nil {
		t.Fatal(err)
	}
	until(t, "the request to arrive", func() bool {
		_, text := r.get(t, "/metrics")
		return strings.Contains(text, "jobvalidate_in_flight_requests 1")
	})
	r.stop()
	until(t, "no new connections", func() bool {
		other, err := net.Dial("tcp", r.publicListener.Addr().String())
		if err == nil {
			other.Close()
		}
		return err != nil
	})
	if _, err := io.WriteString(conn, goodReview[100:]); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 200 OK")) || !bytes.Contains(answer, []byte("Connection: close")) {
		t.Errorf("answer %q, error %v", answer, err)
	}
	if err := <-r.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func itoa(n int) string { return big.NewInt(int64(n)).String() }

func TestHeaderLimit(t *testing.T) {
	r := serve(t, ServerOptions{})
	request, err := http.NewRequest(http.MethodPost, r.url()+ValidateJobPath, strings.NewReader(goodReview))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Large", strings.Repeat("a", 64<<10))
	response, err := r.client(nil, false).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answer %d, want 431", response.StatusCode)
	}
}

func TestAnAddressInUseIsAnError(t *testing.T) {
	r := serve(t, ServerOptions{})
	source := r.options.Certificate
	for name, o := range map[string]ServerOptions{
		"public":  {Listen: r.publicListener.Addr().String(), PrivateListen: "127.0.0.1:0", Certificate: source},
		"private": {Listen: "127.0.0.1:0", PrivateListen: r.privateListener.Addr().String(), Certificate: source},
	} {
		if err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "listening on 127.0.0.1:") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// TestABadClientCAIsToldOnce: every ten seconds it is looked at, and as long as the same is wrong nothing is said again.
func TestABadClientCAIsToldOnce(t *testing.T) {
	ca := newClientCA(t)
	good := jobtest.ReadFile(t, ca.file)
	v, err := newClientVerifier(ca.file, nil)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		go v.start(ctx, rereadClientCA, slog.New(slog.NewTextHandler(&log, nil)))
		for i, step := range []struct {
			data []byte
			told int // in all
		}{{[]byte("nothing"), 1}, {good, 1}, {[]byte("nothing"), 2}} {
			if err := os.WriteFile(ca.file, step.data, 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(4*rereadClientCA + time.Second)
			synctest.Wait()
			if told := strings.Count(log.String(), "stays as it was"); told != step.told {
				t.Errorf("step %d: told %d times, want %d", i, told, step.told)
			}
		}
		stop()
		synctest.Wait()
	})
}
