package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// abuse measures good requests alone, then beside clients of every bad kind: their p99 must stay within twice.
func (s *soak) abuse(ctx context.Context) error {
	p, err := s.startWebhook(ctx, "abuse", "--decision-log=none", "--log-level=error")
	if err != nil {
		return err
	}
	defer p.stop() //nolint:errcheck // nothing depends on how it ends
	reviews, err := mixed(true)
	if err != nil {
		return err
	}
	good := func() (*answers, error) {
		measured, cancel := context.WithTimeout(ctx, s.beside)
		defer cancel()
		got := load{address: p.address, pool: s.client(), workers: 2, reviews: reviews, pause: time.Millisecond}.run(measured)
		if got.failed > 0 {
			return nil, fmt.Errorf("%d good requests failed: %w", got.failed, got.first)
		}
		return got, nil
	}
	if _, err := good(); err != nil { // warms up
		return err
	}
	alone, err := good()
	if err != nil {
		return err
	}
	s.line("### Beside bad clients\n")
	s.line("| beside | good requests/s | p50 | p99 | memory |")
	s.line("|---|---|---|---|---|")
	memory, err := p.resident()
	if err != nil {
		return err
	}
	s.line("| nothing | %.0f | %s | %s | %s MiB |", alone.perSecond(), us(alone.quantile(0.5)), us(alone.quantile(0.99)), mib([]int64{memory}))
	for _, kind := range []struct {
		name string
		run  func(context.Context, string) (told string, err error)
	}{
		{"idle connections", s.idleConnections}, {"slow clients", s.slowClients}, {"half-open connections", s.halfOpen}, {"bad requests", s.badRequests},
	} {
		bad, cancel := context.WithCancel(ctx)
		told, err := kind.run(bad, p.address)
		if err != nil {
			cancel()
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		got, err := good()
		if err != nil {
			cancel()
			return fmt.Errorf("beside %s: %w", kind.name, err)
		}
		memory, err := p.resident()
		cancel()
		if err != nil {
			return err
		}
		s.line("| %s | %.0f | %s | %s | %s MiB |", told, got.perSecond(), us(got.quantile(0.5)), us(got.quantile(0.99)), mib([]int64{memory}))
		if got.quantile(0.99) > 2*alone.quantile(0.99) {
			s.fault("beside %s the good requests' p99 is %s, alone it is %s", told, us(got.quantile(0.99)), us(alone.quantile(0.99)))
		}
	}
	panics, err := p.metric("jobvalidate_panics_total", "")
	if err != nil {
		return err
	}
	s.line("\nPanics: %.0f.\n", panics)
	if panics > 0 {
		s.fault("%.0f panics", panics)
	}
	return nil
}

// idleConnections makes connections that finish their handshake and then do nothing, as many as the limit of
// open files allows.
func (s *soak) idleConnections(ctx context.Context, address string) (string, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return "", err
	}
	n := min(s.idle, int(limit.Cur)-200)
	var opened atomic.Int64
	var wait sync.WaitGroup
	conns := make(chan net.Conn, n)
	for range 8 {
		wait.Go(func() {
			for int(opened.Add(1)) <= n && ctx.Err() == nil {
				conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", address, s.client())
				if err == nil {
					conns <- conn
				}
			}
		})
	}
	wait.Wait()
	close(conns)
	held := len(conns)
	context.AfterFunc(ctx, func() {
		for conn := range conns {
			_ = conn.Close()
		}
	})
	if held < n*9/10 {
		return "", fmt.Errorf("only %d of %d connections could be made", held, n)
	}
	return fmt.Sprintf("%d idle connections", held), nil
}

// slowClients send the header of a large body and then a byte every 100 ms.
func (s *soak) slowClients(ctx context.Context, address string) (string, error) {
	for range s.slow {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", address, s.client())
		if err != nil {
			return "", err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if _, err := io.WriteString(conn, "POST /validate-batch-v1-job?timeout=30s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"); err != nil {
			return "", err
		}
		go func() {
			for ctx.Err() == nil {
				if _, err := io.WriteString(conn, " "); err != nil {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
		}()
	}
	return fmt.Sprintf("%d slow clients", s.slow), nil
}

// halfOpen makes TCP connections that never begin a handshake, and some that stop in the middle of one.
func (s *soak) halfOpen(ctx context.Context, address string) (string, error) {
	for i := range s.slow {
		conn, err := net.DialTimeout("tcp", address, 10*time.Second)
		if err != nil {
			return "", err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if i%2 == 0 {
			if _, err := conn.Write([]byte{0x16, 0x03, 0x01, 0x02, 0x00, 0x01}); err != nil { // the begin of a ClientHello
				return "", err
			}
		}
	}
	return fmt.Sprintf("%d half-open connections", s.slow), nil
}

// badBodies are what nobody should send. None may be answered with "allowed", none may end a connection in a
// way that hurts others.
func badBodies(good string) map[string]string {
	return map[string]string{
		"nothing": "", "no JSON": "hello", "half a review": good[:len(good)/2], "another kind": `{"kind":"Pod","apiVersion":"v1"}`,
		"no request": `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}`, "a list": "[]", "a number": "1", "bytes": "\x00\xff\xfe\x80",
		"deep objects": strings.Repeat(`{"a":`, 100_000), "deep lists": strings.Repeat("[", 1_000_000),
		"an object too large": `{"kind":"AdmissionReview","x":"` + strings.Repeat("a", 8<<20) + `"}`,
		"deep in the object":  strings.Replace(good, `"object":{`, `"object":{"x":`+strings.Repeat("[", 9_000)+strings.Repeat("]", 9_000)+`,`, 1) + "x",
		"no review, 6 MiB":    strings.Repeat("1,", 3<<20),
	}
}

// badRequests sends bad bodies from two clients until the context ends.
func (s *soak) badRequests(ctx context.Context, address string) (string, error) {
	reviews, err := mixed(true)
	if err != nil {
		return "", err
	}
	bodies := badBodies(string(reviews[1].body))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: s.client()}, Timeout: 20 * time.Second}
	for name, body := range bodies { // each must be refused
		response, err := client.Post("https://"+address+"/validate-batch-v1-job", "application/json", strings.NewReader(body))
		if err != nil {
			if name == "an object too large" {
				continue // refused before it was read: the client may see a closed connection
			}
			return "", fmt.Errorf("%s: %w", name, err)
		}
		answer, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode < 400 || strings.Contains(string(answer), `"allowed":true`) || !strings.Contains(string(answer), "AdmissionReview") {
			return "", fmt.Errorf("%s: answered %d %.200s", name, response.StatusCode, answer)
		}
	}
	go func() {
		for sent := 0; sent < s.bad && ctx.Err() == nil; {
			for _, body := range bodies {
				if response, err := client.Post("https://"+address+"/validate-batch-v1-job", "application/json", strings.NewReader(body)); err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					response.Body.Close()
				}
				sent++
				time.Sleep(20 * time.Millisecond)
			}
		}
	}()
	return fmt.Sprintf("bad requests of %d kinds, one after the other", len(bodies)), nil
}

func servedSerial(address string, config *tls.Config) string {
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: 5 * time.Second}, "tcp", address, config)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
}
