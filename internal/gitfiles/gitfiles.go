// Package gitfiles reads files as they are at a commit, through the git program.
package gitfiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Commit is a commit of the repository around a directory, and how the files of now differ from it. It is
// safe for concurrent use.
type Commit struct {
	top     string            // the work tree
	id      string            // the commit
	staged  bool              // now is the index, not the work tree
	tracked map[string]bool   // files at the commit, by their path below top
	changed map[string]string // files that differ: their path at the commit, "" for none
}

// At returns the commit that the reference names in the repository around the directory. In a commit hook,
// which git gives an index of its own, the files of now are those of the index: what is about to be
// committed. The errors name what git says.
func At(dir, reference string) (*Commit, error) {
	c := &Commit{staged: os.Getenv("GIT_INDEX_FILE") != "", tracked: map[string]bool{}, changed: map[string]string{}}
	top, err := git(dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	c.top = strings.TrimSuffix(string(top), "\n")
	id, err := git(dir, "rev-parse", "--verify", "--quiet", "--end-of-options", reference+"^{commit}")
	switch {
	case err != nil && reference == "HEAD":
		return c, nil // before the first commit nothing was there
	case err != nil:
		return nil, fmt.Errorf("git knows no commit %s", reference)
	}
	c.id = strings.TrimSpace(string(id))
	files, err := git(c.top, "ls-tree", "-r", "-z", "--name-only", c.id)
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(string(files), "\x00") {
		c.tracked[name] = true
	}
	args := []string{"diff", "--name-status", "-z", "--find-renames", "--no-ext-diff"}
	if c.staged {
		args = append(args, "--cached")
	}
	differences, err := git(c.top, append(args, c.id, "--")...)
	if err != nil {
		return nil, err
	}
	return c, c.note(differences)
}

// note reads the output of git diff --name-status -z: a status and one path, of a rename or copy two.
func (c *Commit) note(output []byte) error {
	fields := strings.Split(strings.TrimSuffix(string(output), "\x00"), "\x00")
	for i := 0; i < len(fields) && fields[i] != ""; {
		status, paths := fields[i][0], 1
		if status == 'R' || status == 'C' {
			paths = 2
		}
		if i+paths >= len(fields) {
			return errors.New("git diff answers in a form that is not known")
		}
		path := fields[i+paths]
		switch status {
		case 'A':
			c.changed[path] = ""
		case 'D':
		default:
			c.changed[path] = fields[i+1]
		}
		i += 1 + paths
	}
	return nil
}

// Old returns the file as it is at the commit, a renamed one under its old name. ok is false where it is not
// there. now is its content of now, which is taken where git says that nothing has changed.
func (c *Commit) Old(path string, now []byte) (data []byte, ok bool, err error) {
	name, err := c.name(path)
	if err != nil {
		return nil, false, err
	}
	old, changed := c.changed[name]
	switch {
	case !changed && c.tracked[name]:
		return now, true, nil
	case !changed || old == "":
		return nil, false, nil
	}
	data, err = git(c.top, "cat-file", "blob", c.id+":"+old)
	return data, err == nil, err
}

// Now returns the file as it is about to be committed. ok is false where that is the file on disk.
func (c *Commit) Now(path string) (data []byte, ok bool, err error) {
	if !c.staged {
		return nil, false, nil
	}
	name, err := c.name(path)
	if err != nil {
		return nil, false, err
	}
	if data, err = git(c.top, "cat-file", "blob", ":"+name); err != nil {
		return nil, false, nil //nolint:nilerr // not in the index: git will not commit it
	}
	return data, true, nil
}

// name returns the path as git knows the file: below the top of the work tree, with slashes.
func (c *Commit) name(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(absolute)); err == nil {
		absolute = filepath.Join(real, filepath.Base(absolute))
	}
	name, err := filepath.Rel(c.top, absolute)
	if err != nil || name == ".." || strings.HasPrefix(name, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("%s is not in the git repository %s", path, c.top)
	}
	return filepath.ToSlash(name), nil
}

// git runs git in the directory and returns what it prints.
func git(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Stdin = &stdout, &stderr, io.NopCloser(bytes.NewReader(nil))
	switch err := cmd.Run(); {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the git program is needed and is not there")
	case err != nil && stderr.Len() > 0:
		return nil, fmt.Errorf("git %s: %s", args[0], bytes.TrimSpace(stderr.Bytes()))
	case err != nil:
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return stdout.Bytes(), nil
}
