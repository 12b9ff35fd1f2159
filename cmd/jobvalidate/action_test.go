package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"sigs.k8s.io/yaml"
)

// TestAction holds the GitHub Action against the command line that it calls: what cannot be run here is
// read.
func TestAction(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Inputs map[string]struct{ Description string }
		Runs   struct {
			Using string
			Steps []struct{ Name, Run, Uses, Shell string }
		}
	}
	if err := yaml.Unmarshal(data, &action); err != nil {
		t.Fatal(err)
	}
	if action.Runs.Using != "composite" {
		t.Errorf("it runs using %q", action.Runs.Using)
	}
	lint := lintCommand()
	flags := 0
	for _, step := range action.Runs.Steps {
		if step.Run != "" && step.Shell == "" {
			t.Errorf("step %q has no shell", step.Name)
		}
		if regexp.MustCompile(`\$\{\{\s*inputs\.`).MatchString(step.Run) {
			t.Errorf("step %q puts an input into its script: it could be code", step.Name)
		}
		if step.Name != "Lint" {
			continue
		}
		for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(step.Run, -1) {
			flags++
			if lint.Flags().Lookup(flag[1]) == nil {
				t.Errorf("lint has no flag --%s", flag[1])
			}
		}
	}
	if flags == 0 {
		t.Error("no step is called Lint, or it has no flags")
	}
	for name, input := range action.Inputs {
		if input.Description == "" {
			t.Errorf("input %s has no description", name)
		}
	}
}
