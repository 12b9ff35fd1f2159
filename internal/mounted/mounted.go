// Package mounted reads files that are mounted into a pod and read again and again while it runs.
package mounted

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// Limit is what a file may hold: four times what fits into a Secret or a ConfigMap.
const Limit = 4 << 20

// Read reads a file. What is no regular file is refused, since a pipe might never answer, and so is one above Limit:
// the memory of a service is bounded.
func Read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, Limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	if len(data) > Limit {
		return nil, fmt.Errorf("%s is larger than %d MiB", path, Limit>>20)
	}
	return data, nil
}

// Watch looks in every interval until the context ends.
func Watch(ctx context.Context, every time.Duration, look func()) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			look()
		}
	}
}
