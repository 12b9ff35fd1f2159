package manifest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// File is something to read.
type File struct {
	Name     string // as shown in findings
	Explicit bool   // the user named it, it was not found in a directory
}

// Stdin is the name of standard input, as an argument and in findings.
const Stdin = "-"

// ConfigName is the name of the file that configures the linter for the files below it.
const ConfigName = ".jobvalidate.yaml"

// Selection says which files of a directory are read. The globs are matched with the path below the
// directory, or with the file's name alone where they have no slash; ** spans directories. The zero value
// selects the files whose names say YAML or JSON.
type Selection struct {
	Include, Exclude []string
}

// Check refuses malformed globs.
func (s Selection) Check() error {
	for _, glob := range slices.Concat(s.Include, s.Exclude) {
		if !doublestar.ValidatePattern(glob) {
			return fmt.Errorf("glob %q is malformed: a [ or { has no end", glob)
		}
	}
	return nil
}

func (s Selection) takes(below string) bool {
	if matchAny(s.Exclude, below) {
		return false
	}
	if len(s.Include) > 0 {
		return matchAny(s.Include, below)
	}
	return isManifestName(below)
}

func matchAny(globs []string, below string) bool {
	for _, glob := range globs {
		subject := below
		if !strings.Contains(glob, "/") {
			subject = below[strings.LastIndexByte(below, '/')+1:]
		}
		// The globs were checked, so that no error can come.
		if matched, _ := doublestar.Match(glob, subject); matched {
			return true
		}
	}
	return false
}

// Files returns the files that the arguments stand for, in order and each once: a file itself, - for
// standard input, and of a directory those below it that the selection takes and no .gitignore excludes.
// Hidden directories and the linter's own configuration are passed over, and links to directories are not followed, so that a loop
// cannot hang it. An argument or a directory that cannot be read is an error beside the files that can.
func Files(arguments []string, selection Selection) (files []File, problems []error) {
	seen := make(map[string]bool)
	add := func(found ...File) {
		for _, file := range found {
			if clean := filepath.Clean(file.Name); !seen[clean] {
				seen[clean] = true
				files = append(files, file)
			}
		}
	}
	for _, argument := range arguments {
		if argument == Stdin {
			add(File{Name: argument, Explicit: true})
			continue
		}
		info, err := os.Stat(argument)
		switch {
		case err != nil:
			problems = append(problems, plainPathError(err))
		case info.IsDir():
			w := walk{selection: selection}
			w.begin(argument)
			add(w.files...)
			problems = append(problems, w.problems...)
		default:
			add(File{Name: argument, Explicit: true})
		}
	}
	return files, problems
}

// walk collects the files below one directory.
type walk struct {
	selection Selection
	ignored   ignored
	files     []File
	problems  []error
}

func (w *walk) begin(root string) {
	absolute, err := filepath.Abs(root)
	if err != nil {
		absolute = root
	}
	w.ignored = ignoredAbove(absolute)
	w.directory(root, elements(absolute), "")
}

// directory reads one directory: path as it is shown, at as its absolute elements, below as it is matched.
func (w *walk) directory(path string, at []string, below string) {
	entries, err := os.ReadDir(path)
	if err != nil {
		w.problems = append(w.problems, plainPathError(err))
		return
	}
	before := len(w.ignored)
	w.ignored = w.ignored.with(path, at)
	for _, entry := range entries {
		name := entry.Name()
		if name == ConfigName || entry.IsDir() && strings.HasPrefix(name, ".") {
			continue
		}
		child := filepath.Join(path, name)
		inner := append(slices.Clip(at), name)
		switch {
		case entry.IsDir():
			if !w.ignored.excludes(inner, true) && !matchAny(w.selection.Exclude, below+name) {
				w.directory(child, inner, below+name+"/")
			}
		case w.selection.takes(below+name) && !w.ignored.excludes(inner, false) && isRegular(child):
			w.files = append(w.files, File{Name: child})
		}
	}
	w.ignored = w.ignored[:before]
}

func isManifestName(path string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json", ".jsonl", ".ndjson"}, strings.ToLower(filepath.Ext(path)))
}

// isRegular follows a link to a file.
func isRegular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// plainPathError drops the name of the system call.
func plainPathError(err error) error {
	if pathError, ok := err.(*fs.PathError); ok { //nolint:errorlint // it comes straight from package os
		return fmt.Errorf("%s: %w", pathError.Path, pathError.Err)
	}
	return err
}

// InChart reports whether the file is a source of a Helm chart: it is in the templates folder beside a Chart.yaml.
func (f File) InChart() bool {
	for directory := filepath.Dir(f.Name); ; directory = filepath.Dir(directory) {
		if filepath.Base(directory) == "templates" && isRegular(filepath.Join(filepath.Dir(directory), "Chart.yaml")) {
			return true
		}
		if directory == filepath.Dir(directory) {
			return false
		}
	}
}
