package webhook_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jobvalidate/jobvalidate/certs"
	"github.com/jobvalidate/jobvalidate/webhook"
)

// serve runs the whole service on loopback until the test ends, and returns its two addresses and a client
// that trusts it.
func serve(t *testing.T) (listen, private string, client *http.Client) {
	t.Helper()
	source, err := certs.NewSelfSigned([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	listen, private = freeAddress(t), freeAddress(t)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- webhook.Run(ctx, webhook.ServerOptions{Listen: listen, PrivateListen: private, Certificate: source})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the service did not end cleanly: %v", err)
		}
	})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(source.CA())
	client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	t.Cleanup(client.CloseIdleConnections)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		response, err := http.Get("http://" + private + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return listen, private, client
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("not ready after 20 seconds: %v", err)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func TestPlainHTTPOnTheTLSPortIsToldSo(t *testing.T) {
	listen, _, client := serve(t)
	response, err := http.Get("http://" + listen + webhook.ValidateJobPath)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusBadRequest || !bytes.Contains(body, []byte("HTTPS")) {
		t.Errorf("HTTP %d %q, want 400 and a word on HTTPS", response.StatusCode, body)
	}
	// The good client beside it is served.
	good, err := client.Post("https://"+listen+webhook.ValidateJobPath, "application/json", strings.NewReader(goodReview))
	if err != nil {
		t.Fatal(err)
	}
	defer good.Body.Close()
	if review := answerOf(t, good.Body); !review.Response.Allowed {
		t.Errorf("the good review is refused: %+v", review.Response.Result)
	}
}

func TestMetricsAndHealthStandOnTheirOwnListener(t *testing.T) {
	listen, private, client := serve(t)
	for url, code := range map[string]int{
		"http://" + private + "/healthz":                        http.StatusOK,
		"http://" + private + "/readyz":                         http.StatusOK,
		"http://" + private + "/metrics":                        http.StatusOK,
		"http://" + private + webhook.ValidateJobPath:           http.StatusNotFound,
		"https://" + listen + "/metrics":                        http.StatusNotFound,
		"https://" + listen + "/healthz":                        http.StatusNotFound,
		"https://" + listen + webhook.ValidateJobPath + "/more": http.StatusNotFound,
	} {
		response, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != code {
			t.Errorf("%s: HTTP %d, want %d", url, response.StatusCode, code)
		}
	}
}
