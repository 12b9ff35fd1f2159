// Package wholefile writes files that are there whole or not at all, whatever ends the program meanwhile.
package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// File is a file on its way. What is written goes to a new file beside the place, and takes it with Commit.
// What is no regular file, such as a pipe or /dev/stdout, is written as it is.
type File struct {
	*os.File
	place string // "": it is written in place
}

// Create begins a file at the path. Through a link it is written where that leads.
func Create(path string) (*File, error) {
	place := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		place = real
	}
	now, err := os.Stat(place)
	switch {
	case err == nil && now.IsDir():
		return nil, fmt.Errorf("%s is a directory", path)
	case err == nil && !now.Mode().IsRegular():
		return inPlace(path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, plain(path, err)
	}
	f, err := beside(place)
	switch {
	case errors.Is(err, fs.ErrPermission) && now != nil: // the directory takes no new file
		return inPlace(path)
	case err != nil:
		return nil, plain(path, err)
	}
	if now != nil {
		keep(f, now)
	}
	return &File{f, place}, nil
}

func inPlace(path string) (*File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return nil, plain(path, err)
	}
	return &File{File: f}, nil
}

// beside makes a new file in the directory of the place, with the rights that a new file has there.
func beside(place string) (*os.File, error) {
	const tries = 100
	for try := 0; ; try++ {
		name := filepath.Join(filepath.Dir(place), fmt.Sprintf(".%s.%08x", filepath.Base(place), rand.Uint32())) //nolint:gosec // a name that nobody has, not a secret
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) || try == tries {
			return f, err
		}
	}
}

// plain names the path that was asked for, and no system call.
func plain(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// Commit puts the file in its place.
func (f *File) Commit() error {
	if f.place == "" {
		return f.Close()
	}
	err := f.Close()
	if err == nil {
		err = os.Rename(f.Name(), f.place)
	}
	if err != nil {
		return errors.Join(plain(f.place, err), os.Remove(f.Name()))
	}
	return nil
}

// Abort leaves what stood there before.
func (f *File) Abort() error {
	err := f.Close()
	if f.place == "" {
		return err
	}
	return errors.Join(err, os.Remove(f.Name()))
}

// Write makes the data the content of the file at the path.
func Write(path string, data []byte) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(plain(path, err), f.Abort())
	}
	return f.Commit()
}
