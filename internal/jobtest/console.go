// Package jobtest holds what tests of several packages share.
package jobtest

import (
	"os"
	"strings"
	"testing"
)

// Console runs the commands of a document's ```console blocks, in order, and holds what they print against
// the output that stands below each: a line that begins with "$ " is a command, the lines below it are
// what it prints. With update it writes the document anew instead, with what the commands print today.
func Console(t *testing.T, document string, update bool, run func(t *testing.T, command string) string) {
	t.Helper()
	data := ReadFile(t, document)
	var renewed strings.Builder
	commands, stale := 0, false
	rest := string(data)
	for {
		before, block, found := strings.Cut(rest, "```console\n")
		renewed.WriteString(before)
		if !found {
			break
		}
		block, rest, found = strings.Cut(block, "```\n")
		if !found {
			t.Fatalf("%s: a console block has no end", document)
		}
		renewed.WriteString("```console\n")
		for _, session := range strings.Split("\n"+block, "\n$ ")[1:] {
			commands++
			command, want, _ := strings.Cut(session, "\n")
			want = strings.TrimSuffix(want, "\n")
			got := strings.TrimSuffix(run(t, command), "\n")
			renewed.WriteString("$ " + command + "\n" + got + "\n")
			if got != want {
				stale = true
				if !update {
					t.Errorf("%s: $ %s\nprints\n%s\n\nand the document says\n%s", document, command, got, want)
				}
			}
		}
		renewed.WriteString("```\n")
	}
	if commands == 0 {
		t.Fatalf("%s has no console block with a command", document)
	}
	if update && stale {
		if err := os.WriteFile(document, []byte(renewed.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
