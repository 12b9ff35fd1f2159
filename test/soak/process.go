package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under test.
type process struct {
	cmd     *exec.Cmd
	address string // of TLS
	private string // URL of health and metrics; empty for the peer
	args    []string
	log     string
}

func buildWebhook(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "jobvalidate-webhook")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "./cmd/jobvalidate-webhook")
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the webhook: %w\n%s", err, output)
	}
	return binary, nil
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// startWebhook starts an instance with a certificate folder of its own in s.dir/name.
func (s *soak) startWebhook(ctx context.Context, name string, flags ...string) (*process, error) {
	certs := filepath.Join(s.dir, name)
	if err := os.MkdirAll(certs, 0o700); err != nil {
		return nil, err
	}
	if _, err := s.ca.write(certs, 0); err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	private, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &process{address: address, private: "http://" + private, log: filepath.Join(s.dir, name+".log"), args: append([]string{s.binary,
		"--cert-dir=" + certs, "--listen=" + address, "--private-listen=" + private, "--drain=1s", "--drain-close=1s"}, flags...)}
	if err := p.start(); err != nil {
		return nil, err
	}
	return p, p.waitReady(ctx)
}

// startPeer starts this program as the peer.
func (s *soak) startPeer(ctx context.Context) (*process, error) {
	certs := filepath.Join(s.dir, "peer")
	if err := os.MkdirAll(certs, 0o700); err != nil {
		return nil, err
	}
	if _, err := s.ca.write(certs, 0); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := &process{address: address, log: filepath.Join(s.dir, "peer.log"), args: []string{self, "-peer", address, "-dir", certs}}
	if err := p.start(); err != nil {
		return nil, err
	}
	return p, p.waitReady(ctx)
}

func (p *process) start() error {
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	p.cmd = exec.Command(p.args[0], p.args[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.Env = append(os.Environ(), "GOMEMLIMIT=450MiB") // as in the manifests
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return p.cmd.Start()
}

func (p *process) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for !p.ready() {
		select {
		case <-ctx.Done():
			data, _ := os.ReadFile(p.log)
			return fmt.Errorf("%s is not ready after 30 seconds:\n%s", p.args[0], data)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func (p *process) ready() bool {
	if p.private == "" {
		conn, err := net.Dial("tcp", p.address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	}
	response, err := http.Get(p.private + "/readyz")
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// stop ends it as a kubelet does.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && p.private == "" {
		return nil // the peer
	}
	return err
}

// metric reads a metric without labels, or the sum of one with labels whose text contains the filter.
func (p *process) metric(name, filter string) (sum float64, err error) {
	response, err := http.Get(p.private + "/metrics")
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(body) {
		text := strings.TrimSpace(string(line))
		rest, ok := strings.CutPrefix(text, name)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '{' || !strings.Contains(rest, filter) {
			continue
		}
		value, err := strconv.ParseFloat(rest[strings.LastIndexByte(rest, ' ')+1:], 64)
		if err != nil {
			return 0, err
		}
		sum += value
	}
	return sum, nil
}

// cpu returns the processor time that the process has used, to a hundredth of a second.
func (p *process) cpu() (time.Duration, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
	var ticks int64
	for _, f := range fields[11:13] { // utime and stime
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// resident returns the memory of the process in bytes.
func (p *process) resident() (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	pages, err := strconv.ParseInt(strings.Fields(string(data))[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}
