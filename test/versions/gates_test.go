package versions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

var (
	plainSpec     = regexp.MustCompile(`(?m)^\t(?:features\.)?(\w+):\s+\{Default: (\w+)([^}]*)\}`)
	versionedSpec = regexp.MustCompile(`(?ms)^\t(?:features\.)?(\w+): \{\n(.*?)^\t\},`)
	oneVersion    = regexp.MustCompile(`MustParse\("1\.(\d+)"\), Default: (\w+)([^}]*)\}`)
	dependency    = regexp.MustCompile(`(?m)^\t(\w+):\s+\{([^{}]+)\},`)
)

// publishedGate is what a version says of a gate.
type publishedGate struct{ on, locked bool }

// publishedGates reads pkg/features of the minor. Gates of the API server's library are not in it.
func publishedGates(t *testing.T, dir string, minor int) map[string]publishedGate {
	t.Helper()
	gates := map[string]publishedGate{}
	texts := []string{read(t, dir, "pkg/features/kube_features.go")}
	if minor == 31 || minor == 32 {
		texts = append(texts, read(t, dir, "pkg/features/versioned_kube_features.go"))
	}
	for _, text := range texts {
		for _, m := range plainSpec.FindAllStringSubmatch(text, -1) {
			gates[m[1]] = publishedGate{m[2] == "true", strings.Contains(m[3], "LockToDefault: true")}
		}
		for _, m := range versionedSpec.FindAllStringSubmatch(text, -1) {
			for _, spec := range oneVersion.FindAllStringSubmatch(m[2], -1) {
				if since, _ := strconv.Atoi(spec[1]); since <= minor {
					gates[m[1]] = publishedGate{spec[2] == "true", strings.Contains(spec[3], "LockToDefault: true")}
				}
			}
		}
	}
	return gates
}

// ofTheLibrary are gates of k8s.io/apiserver, whose source is not in k8s.io/kubernetes.
var ofTheLibrary = []string{"DeclarativeValidation", "DeclarativeValidationBeta", "DeclarativeValidationTakeover"}

// TestGates holds every gate of the table against the version's source: whether it is there, whether it is
// on, and whether it can be set otherwise.
func TestGates(t *testing.T) {
	eachMinor(t, func(t *testing.T, v target.Version, dir string) {
		published, compared := publishedGates(t, dir, v.Minor()), 0
		for _, g := range target.Gates() {
			name := g.String()
			if slices.Contains(ofTheLibrary, name) {
				continue
			}
			gate, there := published[name]
			_, known := v.WithGates(name + "=" + strconv.FormatBool(v.Enabled(g)))
			if strings.Contains(errorText(known), "does not exist") == there {
				t.Errorf("%s: the version has it: %t, we say: %v", name, there, known)
			}
			if !there {
				continue
			}
			compared++
			if v.Enabled(g) != gate.on {
				t.Errorf("%s: on %t, we say %t", name, gate.on, !gate.on)
			}
			_, err := v.WithGates(name + "=" + strconv.FormatBool(!gate.on))
			if locked := strings.Contains(errorText(err), "is locked"); locked != gate.locked {
				t.Errorf("%s: locked %t, we say: %v", name, gate.locked, err)
			}
		}
		if compared < 20 {
			t.Errorf("only %d gates were compared", compared)
		}
	})
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestPrerequisites turns on every gate of the table that another needs, and its prerequisites off: what the
// version's source lists as needed is refused, and nothing else.
func TestPrerequisites(t *testing.T) {
	eachMinor(t, func(t *testing.T, v target.Version, dir string) {
		text := read(t, dir, "pkg/features/kube_features.go")
		_, text, listed := strings.Cut(text, "defaultKubernetesFeatureGateDependencies = ")
		if listed != (v.Minor() >= 35) {
			t.Fatalf("the source lists prerequisites: %t", listed)
		}
		known := map[string]target.Gate{}
		for _, g := range target.Gates() {
			known[g.String()] = g
		}
		for _, m := range dependency.FindAllStringSubmatch(text, -1) {
			gate, ours := known[m[1]]
			for needed := range strings.SplitSeq(m[2], ",") {
				needed = strings.TrimSpace(needed)
				need, alsoOurs := known[needed]
				if needed == "" || !ours || !alsoOurs {
					continue
				}
				_, err := v.WithGates(gate.String() + "=true," + need.String() + "=false")
				if err == nil {
					t.Errorf("%s without %s is not refused", gate, need)
				}
			}
		}
	})
}

// TestDependentsOfOurGates: turning off a gate of the table can be refused for the sake of a gate that is on
// by default. Such a gate is in the table too.
func TestDependentsOfOurGates(t *testing.T) {
	eachMinor(t, func(t *testing.T, v target.Version, dir string) {
		_, text, _ := strings.Cut(read(t, dir, "pkg/features/kube_features.go"), "defaultKubernetesFeatureGateDependencies = ")
		published := publishedGates(t, dir, v.Minor())
		known := map[string]bool{}
		for _, g := range target.Gates() {
			known[g.String()] = true
		}
		for _, m := range dependency.FindAllStringSubmatch(text, -1) {
			for needed := range strings.SplitSeq(m[2], ",") {
				needed = strings.TrimSpace(needed)
				if known[needed] && !published[needed].locked && published[m[1]].on && !known[m[1]] {
					t.Errorf("%s is on and needs %s, but is not in the table", m[1], needed)
				}
			}
		}
	})
}
