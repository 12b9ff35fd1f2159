package webhook

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
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
	for deadline := time.Now().Add(10 * time.Second); n.Labels("a")["tier"] != "prod"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a change of the labels is not seen within ten seconds")
		}
	}
}
