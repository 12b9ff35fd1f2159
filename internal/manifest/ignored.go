package manifest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignored holds the patterns of the .gitignore files from the repository's root down to a directory, in the
// order in which git reads them: the last that matches decides.
type ignored []gitignore.Pattern

// excludes reports whether git would ignore the path, given as its absolute elements.
func (i ignored) excludes(path []string, isDirectory bool) bool {
	for _, pattern := range slices.Backward(i) {
		switch pattern.Match(path, isDirectory) {
		case gitignore.Exclude:
			return true
		case gitignore.Include:
			return false
		}
	}
	return false
}

// with adds the patterns of the directory's own .gitignore.
func (i ignored) with(directory string, at []string) ignored {
	return i.read(filepath.Join(directory, ".gitignore"), at)
}

// read adds the patterns of a file; a file that is not there, or cannot be read, has none.
func (i ignored) read(file string, domain []string) ignored {
	data, err := os.ReadFile(file)
	if err != nil {
		return i
	}
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\r\n")
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		i = append(i, gitignore.ParsePattern(text, domain))
	}
	return i
}

// ignoredAbove returns what the repository says of a directory, given absolutely, above it: info/exclude,
// and the .gitignore of each directory from the repository's root to the parent. None outside of a repository.
func ignoredAbove(directory string) ignored {
	root := directory
	for {
		if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
			break
		}
		parent := filepath.Dir(root)
		if parent == root {
			return nil
		}
		root = parent
	}
	patterns := ignored(nil).read(filepath.Join(root, ".git", "info", "exclude"), elements(root))
	for at := root; at != directory; {
		patterns = patterns.with(at, elements(at))
		next, _, _ := strings.Cut(strings.TrimPrefix(directory[len(at):], string(filepath.Separator)), string(filepath.Separator))
		at = filepath.Join(at, next)
	}
	return patterns
}

func elements(absolute string) []string {
	return strings.Split(filepath.ToSlash(absolute), "/")
}
