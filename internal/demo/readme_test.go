package main

import (
	"errors"
	"flag"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/jobtest"
)

var update = flag.Bool("update", false, "write the outputs of the README anew")

// TestReadme runs every command of the README's console blocks, with binaries built on the spot, at the
// top of the checkout.
func TestReadme(t *testing.T) {
	top := filepath.Join("..", "..")
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", bin, "./cmd/jobvalidate", "./cmd/jobvalidate-webhook")
	build.Dir = top
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, output)
	}
	examples, err := filepath.Glob(filepath.Join(top, "examples", "*.yaml"))
	if err != nil || len(examples) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for i, example := range examples {
		examples[i] = "examples/" + filepath.Base(example)
	}
	slices.Sort(examples)
	t.Chdir(top)
	jobtest.Console(t, "README.md", *update, func(t *testing.T, command string) string {
		if command == "make demo" {
			var out strings.Builder
			if err := run(t.Context(), bin, examples, &out); err != nil {
				t.Errorf("make demo: %v", err)
			}
			return out.String()
		}
		words := strings.Fields(command)
		if words[0] != "jobvalidate" {
			t.Fatalf("the test knows no command %q", command)
		}
		cmd := exec.CommandContext(t.Context(), filepath.Join(bin, words[0]), words[1:]...)
		output, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Errorf("%s: %v", command, err)
		}
		return string(output)
	})
}

func TestExampleWithoutExpectationIsRefused(t *testing.T) {
	if _, err := readExample(filepath.Join("..", "..", "go.mod")); err == nil {
		t.Error("no error for a file without \"# expect: …\"")
	}
}

func TestAnswerThatDiffersIsTold(t *testing.T) {
	e := &example{file: "x.yaml", fields: []string{"spec.completions"}}
	if e.compare(&answer{allowed: true}) == "" {
		t.Error("an admitted object passes where a refusal is expected")
	}
	if e.compare(&answer{}) == "" {
		t.Error("a refusal without causes passes")
	}
}
