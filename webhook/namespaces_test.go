package webhook

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

func TestNamespaces(t *testing.T) {
	client := fake.NewClientset(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a", Labels: map[string]string{"tier": "ci"}}}, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "bare"}})
	n, err := NewNamespaces(client)
	if err != nil {
		t.Fatal(err)
	}
	if n.Labels("a") != nil {
		t.Error("labels are known before anything was read")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	n.Start(ctx)
	if got := n.Labels("a")["tier"]; got != "ci" {
		t.Errorf("tier is %q", got)
	}
	if got := n.Labels("bare"); got == nil || len(got) > 0 {
		t.Errorf("a namespace without labels has %v", got)
	}
	if n.Labels("none") != nil {
		t.Error("a namespace that is not there has labels")
	}
	changed := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a", Labels: map[string]string{"tier": "prod"}}}
	if _, err := client.CoreV1().Namespaces().Update(t.Context(), changed, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "the change of a label", func() bool { return n.Labels("a")["tier"] == "prod" })
}

// TestNotReadyBeforeNamespacesAreRead: as long as they may not be listed the service is not ready, and their changes
// are followed to the end of a drain.
func TestNotReadyBeforeNamespacesAreRead(t *testing.T) {
	client := fake.NewClientset(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a", Labels: map[string]string{"tier": "ci"}}})
	var allowed atomic.Bool
	client.PrependReactor("list", "namespaces", func(clienttesting.Action) (bool, runtime.Object, error) {
		if allowed.Load() {
			return false, nil, nil
		}
		return true, nil, apierrors.NewForbidden(corev1.Resource("namespaces"), "", nil)
	})
	n, err := NewNamespaces(client)
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once // a drain has two phases
	draining, goOn := make(chan struct{}), make(chan struct{})
	r := serveWaiting(t, ServerOptions{Namespaces: n, Drain: time.Second}, func(time.Duration) { once.Do(func() { close(draining) }); <-goOn })
	if code, text := r.get(t, "/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(text, "list and watch namespaces") {
		t.Errorf("before: %d %s", code, text)
	}
	allowed.Store(true)
	until(t, "readiness", func() bool { code, _ := r.get(t, "/readyz"); return code == http.StatusOK })
	r.stop()
	<-draining
	changed := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a", Labels: map[string]string{"tier": "prod"}}}
	if _, err := client.CoreV1().Namespaces().Update(t.Context(), changed, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "the change of a label", func() bool { return n.Labels("a")["tier"] == "prod" })
	close(goOn)
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}
