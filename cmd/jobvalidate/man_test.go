package main

import (
	"path/filepath"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/jobtest"
)

//go:generate go test -run TestManPages -update .

// TestManPages holds docs/man against the commands; with -update it writes the pages anew.
func TestManPages(t *testing.T) {
	root := rootCommand("jobvalidate")
	root.InitDefaultCompletionCmd("completion")
	jobtest.ManPages(t, filepath.Join("..", "..", "docs", "man"), "1", root, *update)
}
