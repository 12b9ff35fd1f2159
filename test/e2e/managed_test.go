package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/certs"
	"github.com/jobvalidate/jobvalidate/webhook"
)

// kubeconfig writes a file with which a program reaches the cluster as the token's user.
func kubeconfig(t *testing.T, token string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "kubeconfig")
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: e2e, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: e2e, user: {token: %q}}]
contexts: [{name: e2e, context: {cluster: e2e, user: e2e}}]
current-context: e2e
`, cluster.Config.Host, token)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// buildCommand builds a program of the project.
func buildCommand(t *testing.T, name string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), name)
	build := exec.Command("go", "build", "-o", binary, "./cmd/"+name)
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", name, err, output)
	}
	return binary
}

// registerAt applies the configurations without a bundle, failurePolicy Fail, for a URL.
func registerAt(t *testing.T, url string) {
	t.Helper()
	w := &Webhook{URL: url, ca: filepath.Join(t.TempDir(), "none.pem")}
	if err := os.WriteFile(w.ca, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.Register(t.Context(), cluster); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		Unregister(context.Background(), cluster)
		waitFor(t, "the API server to forget the webhook", func() bool {
			_, err := cluster.Client.BatchV1().Jobs(namespace).Create(context.Background(), goodJob("probe"), dryRun)
			return err == nil
		})
	})
}

// bundleOf is the caBundle of the first validating webhook.
func bundleOf(ctx context.Context) string {
	config, err := cluster.Client.AdmissionregistrationV1().ValidatingWebhookConfigurations().Get(ctx, "jobvalidate", metav1.GetOptions{})
	if err != nil {
		return ""
	}
	return string(config.Webhooks[0].ClientConfig.CABundle)
}

// TestManagedCertificates runs the command of the self-managed overlay's container as the overlay's ServiceAccount, with
// the rights of the overlay and of the namespace-labels component and no others: it fills the Secret, takes the Lease,
// writes the bundles, reads the namespaces, and the API server, which has failurePolicy Fail, trusts it.
func TestManagedCertificates(t *testing.T) {
	const namespace = "jobvalidate" // the overlay's
	token := serviceAccountToken(t, namespace)
	ports, err := freePorts(2)
	if err != nil {
		t.Fatal(err)
	}
	registerAt(t, "https://127.0.0.1:"+ports[0])
	args := append(containerArgs(t, "self-managed"), "--listen=127.0.0.1:"+ports[0], "--private-listen=127.0.0.1:"+ports[1],
		"--drain=0s", "--drain-close=0s", "--kubeconfig="+kubeconfig(t, token), "--namespace="+namespace, "--host=127.0.0.1", "--namespace-labels")
	command := exec.Command(buildCommand(t, "jobvalidate-webhook"), args...)
	log, err := os.Create(filepath.Join(t.TempDir(), "webhook.log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		if err := command.Wait(); err != nil {
			t.Errorf("it did not end cleanly: %v", err)
		}
		if t.Failed() {
			data, _ := os.ReadFile(log.Name())
			t.Logf("%s", data)
		}
	})
	waitFor(t, "readiness", func() bool {
		response, err := http.Get("http://127.0.0.1:" + ports[1] + "/readyz")
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	waitFor(t, "the bundle", func() bool { return bundleOf(t.Context()) != "" })
	waitFor(t, "a Job through both webhooks", func() bool {
		_, err := create(t, goodJob("managed"), dryRun)
		return err == nil
	})
	secret, err := cluster.Client.CoreV1().Secrets(namespace).Get(t.Context(), "jobvalidate-certs", metav1.GetOptions{})
	if err != nil || len(secret.Data["tls.crt"]) == 0 || len(secret.Data["ca.key"]) == 0 {
		t.Errorf("the Secret: %v", err)
	}
	lease, err := cluster.Client.CoordinationV1().Leases(namespace).Get(t.Context(), "jobvalidate-certs", metav1.GetOptions{})
	if err != nil || lease.Spec.HolderIdentity == nil || *lease.Spec.HolderIdentity == "" {
		t.Errorf("the Lease: %v", err)
	}
}

// serviceAccountToken applies the self-managed overlay's namespaced objects and rights, and the rights of the
// namespace-labels component, and returns a token of the service account.
func serviceAccountToken(t *testing.T, namespace string) string {
	t.Helper()
	objects := rendered(t, filepath.Join("overlays", "self-managed"))
	objects = append(objects, rights(t, filepath.Join("components", "namespace-labels", "rbac.yaml"))...)
	a := newApplier(t, cluster.Config)
	for _, u := range objects {
		if strings.HasSuffix(u.GetKind(), "WebhookConfiguration") {
			continue // the test registers them with a URL
		}
		if err := a.apply(t, u, nil); err != nil {
			t.Fatalf("%s %s: %v", u.GetKind(), u.GetName(), err)
		}
	}
	token, err := cluster.Client.CoreV1().ServiceAccounts(namespace).CreateToken(t.Context(), "jobvalidate", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return token.Status.Token
}

// rights are the objects of a file below manifests.
func rights(t *testing.T, name string) (objects []*unstructured.Unstructured) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "manifests", name))
	if err != nil {
		t.Fatal(err)
	}
	for document := range strings.SplitSeq(string(data), "\n---\n") {
		u := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(document), &u.Object); err != nil {
			t.Fatal(err)
		}
		objects = append(objects, u)
	}
	return objects
}

// TestNoJobFailsWhileTheCARotates has a CA that lives for seconds, and creates Jobs all the while.
func TestNoJobFailsWhileTheCARotates(t *testing.T) {
	ports, err := freePorts(2)
	if err != nil {
		t.Fatal(err)
	}
	registerAt(t, "https://127.0.0.1:"+ports[0])
	source, err := certs.NewManaged(certs.ManagedOptions{
		Client: cluster.Client, Namespace: namespace, Secret: "rotating", Lease: "rotating", Identity: "e2e", Hosts: []string{"127.0.0.1"},
		Validating: []string{"jobvalidate"}, Mutating: []string{"jobvalidate"},
		Interval: 200 * time.Millisecond, CALifetime: 24 * time.Second, ServingLifetime: 6 * time.Second, Spread: 2 * time.Second, DropAfter: 2 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- webhook.Run(ctx, webhook.ServerOptions{Listen: "127.0.0.1:" + ports[0], PrivateListen: "127.0.0.1:" + ports[1], Certificate: source})
	}()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it did not end cleanly: %v", err)
		}
	}()
	waitFor(t, "a Job through the webhook", func() bool {
		_, err := create(t, goodJob("rotating"), dryRun)
		return err == nil
	})
	bundles, sent, failed := map[string]bool{}, 0, 0
	var first error
	var mu sync.Mutex
	var workers sync.WaitGroup
	until := time.Now().Add(45 * time.Second)
	for range 2 {
		workers.Go(func() {
			for time.Now().Before(until) {
				_, err := cluster.Client.BatchV1().Jobs(namespace).Create(ctx, goodJob("rotating"), dryRun)
				bundle := bundleOf(ctx)
				mu.Lock()
				sent++
				bundles[bundle] = true
				if err != nil && !apierrors.IsConflict(err) {
					failed++
					if first == nil {
						first = err
					}
				}
				mu.Unlock()
				time.Sleep(10 * time.Millisecond)
			}
		})
	}
	workers.Wait()
	t.Logf("%d Jobs, %d different bundles, %d failed", sent, len(bundles), failed)
	if failed > 0 {
		t.Errorf("%d of %d Jobs failed, the first: %v", failed, sent, first)
	}
	if len(bundles) < 6 { // two rotations: both, both the other way, one; twice
		t.Errorf("%d different bundles were seen: the CA did not rotate twice", len(bundles))
	}
}

// TestABundleIsWrittenOnlyOverWhatWasRead changes a configuration between the reading and the first writing: the API
// server refuses the bundle, and it is there after the next look.
func TestABundleIsWrittenOnlyOverWhatWasRead(t *testing.T) {
	registerAt(t, "https://127.0.0.1:1")
	config := rest.CopyConfig(cluster.Config)
	var once sync.Once
	var answer atomic.Int64
	config.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(request *http.Request) (*http.Response, error) {
			changed := false
			if request.Method == http.MethodPatch {
				once.Do(func() {
					changed = true
					_, err := cluster.Client.AdmissionregistrationV1().ValidatingWebhookConfigurations().Patch(t.Context(), "jobvalidate",
						types.MergePatchType, []byte(`{"metadata":{"annotations":{"changed":"meanwhile"}}}`), metav1.PatchOptions{})
					if err != nil {
						t.Error(err)
					}
				})
			}
			response, err := next.RoundTrip(request)
			if changed && err == nil {
				answer.Store(int64(response.StatusCode))
			}
			return response, err
		})
	})
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	source, err := certs.NewManaged(certs.ManagedOptions{
		Client: client, Namespace: namespace, Secret: "overtaken", Lease: "overtaken", Identity: "e2e", Hosts: []string{"127.0.0.1"},
		Validating: []string{"jobvalidate"}, Mutating: []string{"jobvalidate"}, Interval: 200 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- source.Start(ctx) }()
	waitFor(t, "the bundle", func() bool { return bundleOf(t.Context()) != "" })
	if got := answer.Load(); got != http.StatusConflict {
		t.Errorf("the API server answered %d to a bundle for an older configuration, want 409", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }
