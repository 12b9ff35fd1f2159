package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBegin(t *testing.T) {
	folder := t.TempDir()
	table := filepath.Join(folder, "table.go")
	if err := os.WriteFile(table, []byte("var table = []*rule{\n"+mark+"\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := begin(folder, "pod-eats-node"); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"pod_eats_node.go": "var podEatsNode = rule{\n\tname: \"pod-eats-node\"",
		"pod_eats_node.md": "# pod-eats-node\n",
		"table.go":         "\t&podEatsNode,\n" + mark,
	} {
		if data, err := os.ReadFile(filepath.Join(folder, file)); err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s: %v, without %q:\n%s", file, err, want, data)
		}
	}
	for name, why := range map[string]string{
		"pod-eats-node": "it is there already",
		"PodEatsNode":   "not kebab case",
		"pod":           "one word says too little",
		"../x-y":        "a path",
	} {
		if err := begin(folder, name); err == nil {
			t.Errorf("%s: no error although %s", name, why)
		}
	}
}
