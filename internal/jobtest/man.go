package jobtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// ManPages holds the pages of a section in a folder against a program and its commands; with update it writes
// them anew. No program's name may begin that of another of the same section.
func ManPages(t *testing.T, dir, section string, program *cobra.Command, update bool) {
	t.Helper()
	written := map[string]bool{}
	var pages func(cmd *cobra.Command)
	pages = func(cmd *cobra.Command) {
		cmd.DisableAutoGenTag = true
		var page bytes.Buffer
		// Neither date nor version: the page is the same until the command is another.
		header := &doc.GenManHeader{Section: section, Source: "jobvalidate", Manual: "jobvalidate", Date: new(time.Unix(0, 0).UTC())}
		if err := doc.GenMan(cmd, header, &page); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+"."+section)
		written[path] = true
		if update {
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
	pages(program)
	found, err := filepath.Glob(filepath.Join(dir, program.Name()+"*."+section))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !written[path] {
			t.Errorf("%s describes a command that does not exist", path)
		}
	}
}
