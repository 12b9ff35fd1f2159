package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// Webhook is a running jobvalidate-webhook, a process of its own.
type Webhook struct {
	URL, private, ca string
	cmd              *exec.Cmd
}

// StartWebhook builds and starts the service, self-signed on loopback, and waits until it is ready.
func StartWebhook(ctx context.Context, dir string, flags ...string) (*Webhook, error) {
	binary := filepath.Join(dir, "jobvalidate-webhook")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/jobvalidate-webhook")
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the webhook: %w\n%s", err, output)
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	w := &Webhook{URL: "https://127.0.0.1:" + ports[0], private: "http://127.0.0.1:" + ports[1], ca: filepath.Join(dir, "ca-"+ports[0]+".pem")}
	log, err := os.Create(filepath.Join(dir, "webhook-"+ports[0]+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	w.cmd = exec.Command(binary, append([]string{"--self-signed", "--ca-out=" + w.ca, "--host=127.0.0.1", "--drain=0s", "--drain-close=0s", "--decision-log=all",
		"--listen=127.0.0.1:" + ports[0], "--private-listen=127.0.0.1:" + ports[1]}, flags...)...)
	w.cmd.Stdout, w.cmd.Stderr = log, log
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the webhook: %w", err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(w.private + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return w, nil
			}
		}
		if time.Now().After(deadline) {
			_ = w.Stop()
			return nil, fmt.Errorf("the webhook is not ready after 20 seconds: %v", err)
		}
	}
}

// Stop ends it the way a kubelet does, and returns how it ended.
func (w *Webhook) Stop() error {
	_ = w.cmd.Process.Signal(syscall.SIGTERM)
	return w.cmd.Wait()
}

// Decisions returns how many reviews each endpoint has answered.
func (w *Webhook) Decisions() (map[string]int, error) {
	response, err := http.Get(w.private + "/metrics")
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return parseDecisions(string(body)), nil
}

func parseDecisions(metrics string) map[string]int {
	counts := map[string]int{}
	for line := range strings.Lines(metrics) {
		var n int
		rest, ok := strings.CutPrefix(line, `jobvalidate_decisions_total{endpoint="`)
		if !ok {
			continue
		}
		endpoint, rest, _ := strings.Cut(rest, `"`)
		if _, err := fmt.Sscan(rest[strings.LastIndexByte(rest, ' ')+1:], &n); err == nil {
			counts[endpoint] += n
		}
	}
	return counts
}

// Register applies the project's own configurations, with the service turned into a loopback URL.
func (w *Webhook) Register(ctx context.Context, c *Cluster) error {
	ca, err := os.ReadFile(w.ca)
	if err != nil {
		return err
	}
	var validating admissionregistrationv1.ValidatingWebhookConfiguration
	var mutating admissionregistrationv1.MutatingWebhookConfiguration
	if err := readManifest("validatingwebhookconfiguration.yaml", &validating); err != nil {
		return err
	}
	if err := readManifest("mutatingwebhookconfiguration.yaml", &mutating); err != nil {
		return err
	}
	for i := range validating.Webhooks {
		w.turn(&validating.Webhooks[i].ClientConfig, ca)
		fail := admissionregistrationv1.Fail
		validating.Webhooks[i].FailurePolicy = &fail // a webhook that fails must fail the test
	}
	for i := range mutating.Webhooks {
		w.turn(&mutating.Webhooks[i].ClientConfig, ca)
		fail := admissionregistrationv1.Fail
		mutating.Webhooks[i].FailurePolicy = &fail
	}
	api := c.Client.AdmissionregistrationV1()
	if _, err := api.ValidatingWebhookConfigurations().Create(ctx, &validating, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("applying the validating configuration: %w", err)
	}
	if _, err := api.MutatingWebhookConfigurations().Create(ctx, &mutating, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("applying the mutating configuration: %w", err)
	}
	return nil
}

// Unregister takes the configurations away again.
func Unregister(ctx context.Context, c *Cluster) {
	api := c.Client.AdmissionregistrationV1()
	_ = api.ValidatingWebhookConfigurations().Delete(ctx, "jobvalidate", metav1.DeleteOptions{})
	_ = api.MutatingWebhookConfigurations().Delete(ctx, "jobvalidate", metav1.DeleteOptions{})
}

func (w *Webhook) turn(config *admissionregistrationv1.WebhookClientConfig, ca []byte) {
	url := w.URL + *config.Service.Path
	config.URL, config.Service, config.CABundle = &url, nil, ca
}

func readManifest(name string, into any) error {
	data, err := os.ReadFile(filepath.Join("..", "..", "manifests", "base", name))
	if err != nil {
		return err
	}
	return yaml.UnmarshalStrict(data, into)
}
