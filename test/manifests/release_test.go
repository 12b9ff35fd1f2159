package manifests

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDockerfile checks the stages by hand: there is no Docker where this runs.
func TestDockerfile(t *testing.T) {
	var stages, instructions []string
	joined := strings.ReplaceAll(string(readFile(t, filepath.Join(root, "Dockerfile"))), "\\\n", " ")
	for line := range strings.Lines(joined) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		instruction, rest, _ := strings.Cut(line, " ")
		if !slices.Contains([]string{"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "ENTRYPOINT"}, instruction) {
			t.Errorf("unknown instruction %q", line)
		}
		instructions = append(instructions, line)
		if instruction == "FROM" {
			stages = append(stages, rest)
		}
	}
	if len(stages) != 2 || stages[1] != "scratch" {
		t.Errorf("stages %q, want a build and nothing under the binary", stages)
	}
	for _, want := range []string{"-trimpath", "CGO_ENABLED=0", "-buildid=", `ENTRYPOINT ["/jobvalidate-webhook"]`, "USER 65532:65532"} {
		if !slices.ContainsFunc(instructions, func(i string) bool { return strings.Contains(i, want) }) {
			t.Errorf("no %s", want)
		}
	}
	for _, line := range instructions {
		arguments, declares := strings.CutPrefix(line, "ARG ")
		for argument := range strings.FieldsSeq(arguments) {
			if name, _, _ := strings.Cut(argument, "="); declares && !regexp.MustCompile(`\$\{?`+name+`\b`).MatchString(joined) {
				t.Errorf("nothing uses the argument %s", name)
			}
		}
	}
	version := regexp.MustCompile(`GO_VERSION=([0-9]+\.[0-9]+)\.[0-9]+`).FindStringSubmatch(joined)
	module := regexp.MustCompile(`(?m)^go ([0-9]+\.[0-9]+)`).FindSubmatch(readFile(t, filepath.Join(root, "go.mod")))
	if version == nil || module == nil || version[1] != string(module[1]) {
		t.Errorf("the image is built with Go %q, go.mod wants %q", version, module)
	}
}

// TestReleaseBuildsEveryCommand holds the release configuration against cmd/.
func TestReleaseBuildsEveryCommand(t *testing.T) {
	var release struct {
		Version int
		Builds  []struct {
			ID, Main, Binary string
			Flags            []string
			ModTimestamp     string `json:"mod_timestamp"`
		}
		Kos []struct {
			Build, SBOM string
			Platforms   []string
		}
		SBOMs []struct{ Artifacts string }
	}
	if err := yaml.Unmarshal(readFile(t, filepath.Join(root, ".goreleaser.yaml")), &release); err != nil {
		t.Fatal(err)
	}
	var built []string
	for _, b := range release.Builds {
		built = append(built, b.Main)
		if !slices.Contains(b.Flags, "-trimpath") || b.ModTimestamp == "" || b.Main != "./cmd/"+b.Binary {
			t.Errorf("build %+v is not reproducible, or misnamed", b)
		}
	}
	commands, err := filepath.Glob(filepath.Join(root, "cmd", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range commands {
		if main := "./cmd/" + filepath.Base(c); !slices.Contains(built, main) {
			t.Errorf("%s is not released", main)
		}
	}
	if len(built) != len(commands) {
		t.Errorf("%d builds, %d commands", len(built), len(commands))
	}
	if release.Version != 2 || len(release.Kos) != 1 || release.Kos[0].Build != "jobvalidate-webhook" || release.Kos[0].SBOM != "spdx" || len(release.SBOMs) == 0 {
		t.Errorf("image or bill of materials is missing: %+v", release)
	}
	var ko struct{ Builds []struct{ Main string } }
	if err := yaml.Unmarshal(readFile(t, filepath.Join(root, ".ko.yaml")), &ko); err != nil || len(ko.Builds) != 1 || ko.Builds[0].Main != "./cmd/jobvalidate-webhook" {
		t.Errorf("ko builds %+v, %v", ko, err)
	}
}
