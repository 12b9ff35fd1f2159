// Package manifests holds the kustomize overlays, the Helm chart and the rest of manifests/ against each other
// and against what the service is.
package manifests

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

var (
	root     = filepath.Join("..", "..")
	overlays = []string{"self-managed", "cert-manager", "openshift", "audit-only", "high-availability"}
)

// object is a rendered object.
type object = map[string]any

// kustomize renders a folder below manifests.
func kustomize(t *testing.T, folder string) map[string]object {
	t.Helper()
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), filepath.Join(root, "manifests", folder))
	if err != nil {
		t.Fatal(err)
	}
	text, err := rendered.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	return split(t, string(text))
}

// helm renders the chart with the values.
func helm(t *testing.T, values string) (map[string]object, error) {
	t.Helper()
	chart, err := loader.Load(filepath.Join(root, "manifests", "chart"))
	if err != nil {
		t.Fatal(err)
	}
	var given map[string]any
	if err := yaml.Unmarshal([]byte(values), &given); err != nil {
		t.Fatal(err)
	}
	capabilities := common.DefaultCapabilities.Copy()
	all, err := util.ToRenderValues(chart, given, common.ReleaseOptions{Name: "jobvalidate", Namespace: "jobvalidate", IsInstall: true}, capabilities)
	if err != nil {
		return nil, err
	}
	files, err := engine.Render(chart, all)
	if err != nil {
		return nil, err
	}
	objects := map[string]object{}
	for name, text := range files {
		if !strings.HasSuffix(name, ".yaml") {
			continue
		}
		for id, o := range split(t, text) {
			if objects[id] != nil {
				t.Errorf("%s is rendered twice", id)
			}
			objects[id] = o
		}
	}
	return objects, nil
}

// split returns the objects of a stream by kind and name.
func split(t *testing.T, text string) map[string]object {
	t.Helper()
	objects := map[string]object{}
	for document := range strings.SplitSeq(text, "\n---\n") {
		var o object
		if err := yaml.UnmarshalStrict([]byte(document), &o); err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		if len(o) == 0 {
			continue
		}
		metadata, _ := o["metadata"].(map[string]any)
		objects[fmt.Sprintf("%v/%v", o["kind"], metadata["name"])] = o
	}
	return objects
}
