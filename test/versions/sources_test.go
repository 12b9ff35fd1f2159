// Package versions holds the tables of validation/target against Kubernetes' own sources: the published
// OpenAPI and the feature gates of every minor version that we know.
//
// It reads the module k8s.io/kubernetes of each minor, which `go mod download` fetches (30 MB each, once),
// and compiles none of them.
package versions

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// patches are the last releases of the minors when the tables were made.
var patches = map[int]string{
	29: "v1.29.15", 30: "v1.30.14", 31: "v1.31.14", 32: "v1.32.13", 33: "v1.33.13", 34: "v1.34.5", 35: "v1.35.4", 36: "v1.36.4", 37: "v1.37.2",
}

// sources returns the folder of k8s.io/kubernetes at the minor.
func sources(t *testing.T, minor int) string {
	t.Helper()
	patch, ok := patches[minor]
	if !ok {
		t.Fatalf("1.%d is known to validation/target, but not here: add its last patch", minor)
	}
	output, err := exec.Command("go", "mod", "download", "-json", "k8s.io/kubernetes@"+patch).Output()
	if err != nil {
		t.Fatalf("go mod download k8s.io/kubernetes@%s: %v\n%s", patch, err, output)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(output, &module); err != nil {
		t.Fatal(err)
	}
	return module.Dir
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// eachMinor runs the test for every minor that validation/target knows.
func eachMinor(t *testing.T, test func(t *testing.T, v target.Version, dir string)) {
	for minor := target.Oldest; minor <= target.Newest; minor++ {
		v, err := target.Minor(minor)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(v.String(), func(t *testing.T) { test(t, v, sources(t, minor)) })
	}
}

func lines(set []string) string { return "\n\t" + strings.Join(set, "\n\t") }
