package e2e

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// rendered returns the objects of a folder below manifests, in the order in which kustomize applies them.
func rendered(t *testing.T, folder string) []*unstructured.Unstructured {
	t.Helper()
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionLegacy // namespaces first
	all, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), filepath.Join("..", "..", "manifests", folder))
	if err != nil {
		t.Fatal(err)
	}
	var objects []*unstructured.Unstructured
	for _, r := range all.Resources() {
		text, err := r.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		u := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(text, &u.Object); err != nil {
			t.Fatal(err)
		}
		objects = append(objects, u)
	}
	return objects
}

// warnings collects what the API server warns of.
type warnings struct {
	mu  sync.Mutex
	all []string
}

func (w *warnings) HandleWarningHeader(_ int, _, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, text)
}

// applier applies objects as `kubectl apply --server-side` does, strictly.
type applier struct {
	client dynamic.Interface
	mapper meta.RESTMapper
}

func newApplier(t *testing.T, config *rest.Config) applier {
	t.Helper()
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return applier{client, restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(cluster.Client.Discovery()))}
}

func (a applier) apply(t *testing.T, u *unstructured.Unstructured, dry []string) error {
	t.Helper()
	mapping, err := a.mapper.RESTMapping(u.GroupVersionKind().GroupKind(), u.GroupVersionKind().Version)
	if err != nil {
		return err
	}
	data, err := json.Marshal(u.Object)
	if err != nil {
		return err
	}
	options := metav1.PatchOptions{FieldManager: "kubectl", Force: new(true), FieldValidation: metav1.FieldValidationStrict, DryRun: dry}
	target := a.client.Resource(mapping.Resource)
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		_, err = target.Namespace(u.GetNamespace()).Patch(t.Context(), u.GetName(), types.ApplyPatchType, data, options)
	} else {
		_, err = target.Patch(t.Context(), u.GetName(), types.ApplyPatchType, data, options)
	}
	return err
}

// TestOverlaysApply applies every overlay over the one before, server-side and strictly, as `kubectl apply
// --server-side -k` does. The webhook configurations are a dry run: nobody would answer their calls. The API
// server's Pod Security admission warns of a Deployment whose pods it would refuse; there must be no warning.
func TestOverlaysApply(t *testing.T) {
	heard := &warnings{}
	config := rest.CopyConfig(cluster.Config)
	config.WarningHandler = heard
	applier := newApplier(t, config)
	for _, overlay := range []string{"self-managed", "cert-manager", "openshift", "audit-only", "high-availability"} {
		t.Run(overlay, func(t *testing.T) {
			applied := 0
			for _, u := range rendered(t, filepath.Join("overlays", overlay)) {
				id := fmt.Sprintf("%s %s", u.GetKind(), u.GetName())
				var dry []string
				if strings.HasSuffix(u.GetKind(), "WebhookConfiguration") {
					dry = []string{metav1.DryRunAll}
				}
				err := applier.apply(t, u, dry)
				if meta.IsNoMatchError(err) {
					if group := u.GroupVersionKind().Group; group != "cert-manager.io" {
						t.Errorf("%s: group %s is not served", id, group)
					}
					continue // its definitions are cert-manager's
				}
				if err != nil {
					t.Errorf("%s: %v", id, err)
				}
				applied++
			}
			if applied < 10 {
				t.Errorf("only %d objects", applied)
			}
		})
	}
	if len(heard.all) > 0 {
		t.Errorf("warnings: %q", slices.Compact(heard.all))
	}
}

// containerArgs are the arguments of the webhook's container in an overlay.
func containerArgs(t *testing.T, overlay string) []string {
	t.Helper()
	for _, u := range rendered(t, filepath.Join("overlays", overlay)) {
		if u.GetKind() == "Deployment" {
			text, err := json.Marshal(u.Object)
			if err != nil {
				t.Fatal(err)
			}
			var d appsv1.Deployment
			if err := json.Unmarshal(text, &d); err != nil {
				t.Fatal(err)
			}
			return d.Spec.Template.Spec.Containers[0].Args
		}
	}
	t.Fatalf("%s has no Deployment", overlay)
	return nil
}
