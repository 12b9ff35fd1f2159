package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const token = "e2e"

// Cluster is an etcd and a kube-apiserver on loopback, and nothing else.
type Cluster struct {
	Config *rest.Config
	Client *kubernetes.Clientset
	dir    string
	procs  []*exec.Cmd
}

// Start starts both and waits until the API server is ready. Stop must be called in any case.
func Start(ctx context.Context, dir string) (*Cluster, error) {
	c := &Cluster{dir: dir}
	etcd, err := Binary("etcd")
	if err != nil {
		return c, err
	}
	apiserver, err := Binary("kube-apiserver")
	if err != nil {
		return c, err
	}
	ports, err := freePorts(3)
	if err != nil {
		return c, err
	}
	client, peer, secure := ports[0], ports[1], ports[2]
	etcdURL, peerURL := "http://127.0.0.1:"+client, "http://127.0.0.1:"+peer
	if err := c.run("etcd", etcd, "--data-dir="+filepath.Join(dir, "etcd"), "--listen-client-urls="+etcdURL, "--advertise-client-urls="+etcdURL,
		"--listen-peer-urls="+peerURL, "--initial-advertise-peer-urls="+peerURL, "--initial-cluster=default="+peerURL, "--unsafe-no-fsync", "--log-level=error"); err != nil {
		return c, err
	}
	tokens, key := filepath.Join(dir, "tokens.csv"), filepath.Join(dir, "sa.key")
	if err := os.WriteFile(tokens, []byte(token+",e2e,e2e,system:masters\n"), 0o600); err != nil {
		return c, err
	}
	if err := writeKey(key); err != nil {
		return c, err
	}
	if err := c.run("kube-apiserver", apiserver, "--etcd-servers="+etcdURL, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--secure-port="+secure,
		"--cert-dir="+filepath.Join(dir, "apiserver"), "--token-auth-file="+tokens, "--authorization-mode=RBAC", "--endpoint-reconciler-type=none",
		"--disable-admission-plugins=ServiceAccount", "--service-account-issuer=https://e2e", "--service-account-key-file="+key,
		"--service-account-signing-key-file="+key, "--service-cluster-ip-range=10.0.0.0/24"); err != nil {
		return c, err
	}
	c.Config = &rest.Config{
		Host: "https://127.0.0.1:" + secure, BearerToken: token, QPS: 500, Burst: 500,
		TLSClientConfig: rest.TLSClientConfig{Insecure: true}, // the certificate is made at start, on loopback
		WarningHandler:  rest.NoWarnings{},                    // advice would fill the tests' log
	}
	if c.Client, err = kubernetes.NewForConfig(c.Config); err != nil {
		return c, err
	}
	return c, c.waitReady(ctx)
}

func (c *Cluster) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		var code int
		c.Client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).StatusCode(&code)
		if code == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("kube-apiserver is not ready after a minute:\n%s", c.Log("kube-apiserver"))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// run starts a process that ends with this one, and logs to a file of its name.
func (c *Cluster) run(name, path string, args ...string) error {
	log, err := os.Create(filepath.Join(c.dir, name+".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	c.procs = append(c.procs, cmd)
	return nil
}

// Log returns the end of a process's log.
func (c *Cluster) Log(name string) string {
	data, err := os.ReadFile(filepath.Join(c.dir, name+".log"))
	if err != nil {
		return err.Error()
	}
	const most = 8000
	return string(data[max(0, len(data)-most):])
}

// LogContains reports whether a process has logged the text.
func (c *Cluster) LogContains(name, text string) bool {
	data, err := os.ReadFile(filepath.Join(c.dir, name+".log"))
	return err == nil && bytes.Contains(data, []byte(text))
}

// Stop ends what was started, the last first.
func (c *Cluster) Stop() {
	for i := len(c.procs) - 1; i >= 0; i-- {
		_ = c.procs[i].Process.Kill()
		_ = c.procs[i].Wait()
	}
}

func freePorts(n int) ([]string, error) {
	var ports []string
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	return ports, nil
}

func writeKey(path string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), 0o600)
}
