package main

import (
	"flag"
	"path/filepath"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/jobtest"
)

//go:generate go test -run TestManPages -update .

var update = flag.Bool("update", false, "rewrite the man page; read the diff")

// TestManPages holds docs/man against the flags; with -update it writes the page anew.
func TestManPages(t *testing.T) {
	jobtest.ManPages(t, filepath.Join("..", "..", "docs", "man"), "8", command(), *update)
}
