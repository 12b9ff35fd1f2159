// Package cluster reads the Jobs and CronJobs of a cluster, in the form in which their authors wrote them.
package cluster

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/pager"
	"sigs.k8s.io/yaml"
)

// Source says which objects are read.
type Source struct {
	Client dynamic.Interface
	// Namespace is the only one that is read; empty reads all.
	Namespace string
	// Labels is a label selector; empty takes all.
	Labels string
	// PageSize is how many objects are asked for at once; 0 means 500.
	PageSize int64
	// Owned takes Jobs that a controller made as well: they say what their CronJob says, and cannot be mended
	// themselves.
	Owned bool
	// Read is told of each object that was read, taken or not; nil is not.
	Read func()
}

// Object is one Job or CronJob.
type Object struct {
	Name string // namespace/kind/name, as in a path
	YAML []byte
}

// Each calls take for each object, CronJobs first. Lists are read in pages, so memory does not grow with the
// cluster. An error of take ends it.
func (s Source) Each(ctx context.Context, take func(Object) error) error {
	for _, resource := range []string{"cronjobs", "jobs"} {
		client := s.Client.Resource(schema.GroupVersionResource{Group: "batch", Version: "v1", Resource: resource}).Namespace(s.Namespace)
		pages := pager.New(func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return page(ctx, client, o) })
		pages.PageBufferSize = 1
		if pages.PageSize = 500; s.PageSize > 0 {
			pages.PageSize = s.PageSize
		}
		err := pages.EachListItem(ctx, metav1.ListOptions{LabelSelector: s.Labels}, func(o runtime.Object) error {
			if s.Read != nil {
				s.Read()
			}
			u, ok := o.(*unstructured.Unstructured)
			if !ok || !s.Owned && metav1.GetControllerOf(u) != nil {
				return nil
			}
			name := u.GetNamespace() + "/" + resource + "/" + u.GetName()
			AsWritten(u)
			text, err := yaml.Marshal(u.Object)
			if err != nil {
				return fmt.Errorf("writing %s: %w", name, err)
			}
			return take(Object{name, text})
		})
		if err != nil {
			return fmt.Errorf("listing %s: %w", resource, err)
		}
	}
	return nil
}

// page reads a page of a list. A list that took longer than the API server keeps its state (some five minutes) goes
// on with what there is now: the server offers that with its refusal.
func page(ctx context.Context, client dynamic.ResourceInterface, o metav1.ListOptions) (runtime.Object, error) {
	list, err := client.List(ctx, o)
	var refused apierrors.APIStatus
	if apierrors.IsResourceExpired(err) && errors.As(err, &refused) && refused.Status().Continue != "" {
		o.Continue = refused.Status().Continue
		return client.List(ctx, o)
	}
	return list, err
}
