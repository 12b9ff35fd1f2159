package manifest

import (
	"fmt"
	"io"
	"os"
)

// MaxFileBytes bounds what is read of one file: a manifest above the API server's 3 MiB cannot be applied,
// but a file holds many.
const MaxFileBytes = 64 << 20

// Read returns the content of the file; of Stdin, what stdin holds.
func (f File) Read(stdin io.Reader) ([]byte, error) {
	if f.Name == Stdin {
		return readAtMost("standard input", stdin, 0)
	}
	return ReadFile(f.Name)
}

// ReadFile returns the content of a file. The error names it, and no system call.
func ReadFile(name string) ([]byte, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, plainPathError(err)
	}
	defer in.Close()
	size := int64(0)
	if info, err := in.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return readAtMost(name, in, size)
}

// readAtMost reads what is expected to have size bytes, in one piece where that is right.
func readAtMost(name string, in io.Reader, size int64) ([]byte, error) {
	data := make([]byte, 0, min(size, MaxFileBytes)+512)
	for {
		n, err := in.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case err == io.EOF: // the contract of io.Reader
			return data, nil
		case err != nil:
			return nil, plainPathError(err)
		case len(data) > MaxFileBytes:
			return nil, fmt.Errorf("%s: larger than %d MiB", name, MaxFileBytes>>20)
		case len(data) == cap(data):
			data = append(data, 0)[:len(data)]
		}
	}
}
