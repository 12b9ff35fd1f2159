package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

//go:generate go test -run TestManPages -update .

// TestManPages holds docs/man against the commands; with -update it writes the pages anew.
func TestManPages(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "man")
	root := rootCommand("jobvalidate")
	root.DisableAutoGenTag = true
	root.InitDefaultCompletionCmd("completion")
	var pages func(cmd *cobra.Command)
	written := map[string]bool{}
	pages = func(cmd *cobra.Command) {
		cmd.DisableAutoGenTag = true
		var page bytes.Buffer
		// Neither date nor version: the page is the same until the command is another.
		header := &doc.GenManHeader{Section: "1", Source: "jobvalidate", Manual: "jobvalidate", Date: new(time.Unix(0, 0).UTC())}
		if err := doc.GenMan(cmd, header, &page); err != nil {
			t.Fatal(err)
		}
		name := bytes.ReplaceAll([]byte(cmd.CommandPath()), []byte(" "), []byte("-"))
		path := filepath.Join(dir, string(name)+".1")
		written[filepath.Base(path)] = true
		if *update {
			if err := os.WriteFile(path, page.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, page.Bytes()) {
			t.Errorf("%s is stale (%v): run make generate", path, err)
		}
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() && sub.Name() != "completion" {
				pages(sub)
			}
		}
	}
	if *update {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	pages(root)
	found, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !written[filepath.Base(path)] {
			t.Errorf("%s describes a command that does not exist", path)
		}
	}
}
