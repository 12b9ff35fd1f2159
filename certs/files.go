package certs

import (
	"fmt"
	"path/filepath"

	"sigs.k8s.io/controller-runtime/pkg/certwatcher"
)

// Files reads tls.crt and tls.key in the directory, and reads them again when they change, as a mounted
// Secret does when it is rotated. It fails where the pair cannot be read at first; later the old pair
// stays until a good one is there.
func Files(directory string) (Source, error) {
	watcher, err := certwatcher.New(filepath.Join(directory, "tls.crt"), filepath.Join(directory, "tls.key"))
	if err != nil {
		return nil, fmt.Errorf("reading the serving certificate in %s (tls.crt, tls.key): %w", directory, err)
	}
	return watcher, nil
}
