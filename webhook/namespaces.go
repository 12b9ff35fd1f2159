package webhook

import (
	"context"
	"sync/atomic"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Namespaces keeps the labels of the cluster's namespaces, for policies that ask for them. Until it has read
// them all, and of a namespace that it does not know, it knows no labels.
type Namespaces struct {
	informer cache.SharedIndexInformer
	synced   atomic.Bool
}

// NewNamespaces returns namespaces without any. Start reads them.
func NewNamespaces(client kubernetes.Interface) (*Namespaces, error) {
	n := &Namespaces{informer: informers.NewSharedInformerFactory(client, 0).Core().V1().Namespaces().Informer()}
	return n, n.informer.SetTransform(labelsOnly)
}

// labelsOnly keeps of a namespace what is asked for.
func labelsOnly(object any) (any, error) {
	namespace, ok := object.(*corev1.Namespace)
	if !ok {
		return object, nil
	}
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace.Name, Labels: namespace.Labels, ResourceVersion: namespace.ResourceVersion}}, nil
}

// Start reads the namespaces and follows their changes until the context ends.
func (n *Namespaces) Start(ctx context.Context) {
	go n.informer.RunWithContext(ctx)
	n.synced.Store(cache.WaitForCacheSync(ctx.Done(), n.informer.HasSynced))
}

// Labels are those of a namespace, nil where they are not known. The caller must not change them.
func (n *Namespaces) Labels(name string) map[string]string {
	if !n.synced.Load() {
		return nil
	}
	object, known, err := n.informer.GetStore().GetByKey(name)
	namespace, ok := object.(*corev1.Namespace)
	switch {
	case err != nil, !known, !ok:
		return nil
	case namespace.Labels == nil:
		return map[string]string{}
	}
	return namespace.Labels
}
