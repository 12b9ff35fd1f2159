package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test be started as the bad clients of the test.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-abuse" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestSoakInSmall runs every part but the comparison and the kube-apiserver with small amounts: what is lost or
// wrong fails, what is slow does not.
func TestSoakInSmall(t *testing.T) {
	dir := t.TempDir()
	binary, err := buildWebhook(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	s := &soak{dir: dir, binary: binary, results: &results{}, amounts: amounts{
		rotations: 2, reloads: 2, restarts: 1, memory: 2_000, idle: 100, slow: 10, workers: 2, beside: time.Second,
	}}
	if s.ca, err = newCA(dir); err != nil {
		t.Fatal(err)
	}
	for _, part := range []func() error{
		func() error { return s.loss(t.Context()) }, func() error { return s.flatMemory(t.Context()) }, func() error { return s.abuse(t.Context()) },
	} {
		if err := part(); err != nil {
			t.Error(err)
		}
	}
	for _, fault := range s.faults {
		if !strings.Contains(fault, "p99") && !strings.Contains(fault, "memory grew") {
			t.Error(fault)
		}
	}
}

func TestReplacePart(t *testing.T) {
	name := filepath.Join(t.TempDir(), "doc.md")
	if err := os.WriteFile(name, []byte("# Title\n\nText.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second"} {
		if err := replacePart(name, text+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if want := "# Title\n\nText.\n\n" + partBegins + "\nsecond\n\n" + partEnds; string(data) != want {
		t.Errorf("%q, want %q", data, want)
	}
}
