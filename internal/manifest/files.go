package manifest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// File is something to read.
type File struct {
	Name     string // as shown in findings
	Explicit bool   // the user named it, it was not found in a directory
}

// Files returns the files that the arguments stand for, in order: a file itself, - for standard input, and
// of a directory every .yaml, .yml and .json below it. Hidden directories are passed over, and links to
// directories are not followed, so that a loop cannot hang it. An argument or a directory that cannot be
// read is an error beside the files that can.
func Files(arguments []string) (files []File, problems []error) {
	for _, argument := range arguments {
		if argument == "-" {
			files = append(files, File{Name: argument, Explicit: true})
			continue
		}
		info, err := os.Stat(argument)
		switch {
		case err != nil:
			problems = append(problems, plainPathError(err))
		case info.IsDir():
			below, errs := walk(argument)
			files = append(files, below...)
			problems = append(problems, errs...)
		default:
			files = append(files, File{Name: argument, Explicit: true})
		}
	}
	return files, problems
}

func walk(root string) (files []File, problems []error) {
	// The function never returns an error of its own, so neither does the walk.
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			problems = append(problems, plainPathError(err))
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
			if path != root && strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." {
				return fs.SkipDir
			}
		case isManifestName(path) && isRegular(path):
			files = append(files, File{Name: path})
		}
		return nil
	})
	return files, problems
}

func isManifestName(path string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(path)))
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

// MaxFileBytes bounds what is read of one file: a manifest above the API server's 3 MiB cannot be applied,
// but a file holds many.
const MaxFileBytes = 64 << 20

// Read returns the content of the file. - is standard input.
func (f File) Read() ([]byte, error) {
	in := os.Stdin
	if f.Name != "-" {
		var err error
		if in, err = os.Open(f.Name); err != nil {
			return nil, plainPathError(err)
		}
		defer in.Close()
	}
	data, err := readAtMost(in, MaxFileBytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return data, nil
}
