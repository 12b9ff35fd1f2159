package certs

import (
	"fmt"
	"path/filepath"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/certwatcher"
)

// reread is how often the files are read where no notice of a change comes: some mounts give none.
const reread = 2 * time.Second

// Files reads tls.crt and tls.key in the directory, and reads them again when they change, as a mounted
// Secret does when it is rotated. It fails where the pair cannot be read at first; later the old pair
// stays until a good one is there: a certificate whose key is not written yet is never served.
//
// This is the source for cert-manager and for OpenShift's service CA too: both write a Secret that is
// mounted, and put the bundle into the webhook configurations themselves.
func Files(directory string) (Source, error) {
	watcher, err := certwatcher.New(filepath.Join(directory, "tls.crt"), filepath.Join(directory, "tls.key"))
	if err != nil {
		return nil, fmt.Errorf("reading the serving certificate in %s (tls.crt, tls.key): %w", directory, err)
	}
	return watcher.WithWatchInterval(reread), nil
}
