// Package internal holds the test of the project's architecture: which package may import which.
package internal

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/jobvalidate/jobvalidate/"

// layers are the packages from the bottom up. A package imports only from its own layer and those below.
var layers = [][]string{
	{"internal/amount", "internal/nearest", "internal/plainyaml", "internal/changes", "internal/same", "internal/wholefile", "internal/mounted", "validation/target", "validation/indexes", "validation/finding", "validation/imageref", "validation/internal/"},
	{"validation/podtemplate"},
	{"validation$", "defaults"},
	{"validation/rules", "validation/policy"},
	{"internal/decode", "internal/manifest", "internal/schema", "internal/ignore", "internal/baseline", "internal/vap", "internal/textedit", "internal/defaulting", "internal/gitfiles", "internal/engine", "internal/explain", "internal/flags", "internal/cluster", "internal/krm", "internal/lint", "internal/fix", "internal/rulebook", "internal/report", "internal/jobtest"},
	{"certs"},
	{"webhook"},
	{"cmd/", "internal/demo", "internal/newrule", "internal/rulesdoc", "manifests/"},
}

func layerOf(path string) int {
	best, length := -1, 0
	for i, prefixes := range layers {
		for _, prefix := range prefixes {
			exact, whole := strings.CutSuffix(prefix, "$")
			if whole && path == exact || !whole && strings.HasPrefix(path, prefix) {
				if len(prefix) > length {
					best, length = i, len(prefix)
				}
			}
		}
	}
	return best
}

// list returns what `go list` prints for each package, split at white space: the package, then its imports.
func list(t *testing.T, template, pattern string) [][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", template, pattern)
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var rows [][]string
	for line := range strings.Lines(string(output)) {
		rows = append(rows, strings.Fields(line))
	}
	return rows
}

func TestImportsPointDown(t *testing.T) {
	for _, row := range list(t, `{{.ImportPath}} {{join .Imports " "}}`, module+"...") {
		from := strings.TrimPrefix(row[0], module)
		if from == "internal" { // this test
			continue
		}
		layer := layerOf(from)
		if layer < 0 {
			t.Errorf("%s stands in no layer: add it to the table", from)
			continue
		}
		for _, imported := range row[1:] {
			to, ours := strings.CutPrefix(imported, module)
			if ours && layerOf(to) > layer {
				t.Errorf("%s imports %s, which stands above it", from, to)
			}
		}
	}
}

// TestLibrariesStaySmall: what a program that embeds the library links.
func TestLibrariesStaySmall(t *testing.T) {
	allowed := []string{
		"k8s.io/api/", "k8s.io/apimachinery/", "k8s.io/utils/", "k8s.io/klog/", "k8s.io/kube-openapi/", "sigs.k8s.io/json", "sigs.k8s.io/randfill",
		"sigs.k8s.io/structured-merge-diff/", "sigs.k8s.io/yaml", "github.com/robfig/cron/v3", "github.com/go-logr/logr", "gopkg.in/inf.v0", "github.com/fxamacker/cbor/",
		"github.com/x448/float16", "github.com/go-openapi/", "golang.org/x/net/", "golang.org/x/text/", "go.yaml.in/yaml/", "google.golang.org/protobuf/",
		"github.com/json-iterator/go", "github.com/modern-go/", "github.com/google/gnostic-models/", "github.com/emicklei/go-restful/", "github.com/davecgh/go-spew/", module,
	}
	for _, pattern := range []string{module + "validation", module + "defaults"} {
		for _, row := range list(t, `{{join .Deps "\n"}}`, pattern) {
			dep := row[0]
			if domain, _, _ := strings.Cut(dep, "/"); !strings.Contains(domain, ".") || strings.HasPrefix(dep, "vendor/") {
				continue // the standard library
			}
			if !hasPrefix(dep, allowed) {
				t.Errorf("%s links %s", pattern, dep)
			}
		}
	}
}

// TestLinterStaysSmall: the CLI works without a cluster, and must start quickly.
func TestLinterStaysSmall(t *testing.T) {
	forbidden := []string{"sigs.k8s.io/controller-runtime", "k8s.io/client-go", "k8s.io/kubernetes", module + "webhook", module + "certs"}
	for _, row := range list(t, `{{join .Deps "\n"}}`, module+"cmd/jobvalidate") {
		if hasPrefix(row[0], forbidden) {
			t.Errorf("cmd/jobvalidate links %s", row[0])
		}
	}
}

// TestProductDoesNotRequireKubernetes: only the nested test modules may.
func TestProductDoesNotRequireKubernetes(t *testing.T) {
	output, err := exec.Command("go", "list", "-m", "all").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(output)) {
		if name, _, _ := strings.Cut(line, " "); name == "k8s.io/kubernetes" {
			t.Error("the product's go.mod requires k8s.io/kubernetes")
		}
	}
}

func hasPrefix(s string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}
