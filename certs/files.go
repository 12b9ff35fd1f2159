package certs

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/jobvalidate/jobvalidate/internal/mounted"
)

// reread is how often the files are read. They are small, and asking needs no notice of changes, which some mounts
// do not give and a node may have run out of.
const reread = 2 * time.Second

// Files reads tls.crt and tls.key in the directory, and reads them again when they change, as a mounted
// Secret does when it is rotated. It fails where the pair cannot be read at first; later the old pair
// stays until a good one is there: a certificate whose key is not written yet is never served, and an expired one
// takes the place of none that is good.
//
// This is the source for cert-manager and for OpenShift's service CA too: both write a Secret that is
// mounted, and put the bundle into the webhook configurations themselves.
func Files(directory string, logger *slog.Logger) (Source, error) {
	f := &files{cert: filepath.Join(directory, "tls.crt"), key: filepath.Join(directory, "tls.key"), logger: logger}
	if err := f.reload(time.Now()); err != nil {
		return nil, fmt.Errorf("reading the serving certificate in %s (tls.crt, tls.key): %w", directory, err)
	}
	return f, nil
}

type files struct {
	cert, key   string
	logger      *slog.Logger
	serving     atomic.Pointer[tls.Certificate]
	certPEM     []byte // of what is served
	keyPEM      []byte
	wrong, told string // what was wrong with the files at the last look, and what of it was told
}

func (f *files) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return f.serving.Load(), nil
}

func (f *files) Start(ctx context.Context) error {
	mounted.Watch(ctx, reread, func() { f.look(time.Now()) })
	return nil
}

// look reads the files and tells what is wrong with them, once, and not before the second look at it: of two files that
// are just being written one is always the first.
func (f *files) look(now time.Time) {
	wrong := ""
	if err := f.reload(now); err != nil {
		wrong = err.Error()
	}
	if wrong == f.wrong && wrong != f.told {
		f.told = wrong
		if wrong != "" {
			f.logger.Error("the serving certificate stays as it was", "reason", wrong)
		}
	}
	f.wrong = wrong
}

func (f *files) reload(now time.Time) error {
	certPEM, err := mounted.Read(f.cert)
	if err != nil {
		return err
	}
	keyPEM, err := mounted.Read(f.key)
	if err != nil {
		return err
	}
	if bytes.Equal(certPEM, f.certPEM) && bytes.Equal(keyPEM, f.keyPEM) {
		return nil
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return err
	}
	if err := noWorse(&pair, f.serving.Load(), now); err != nil {
		return err
	}
	f.certPEM, f.keyPEM = certPEM, keyPEM
	f.serving.Store(&pair)
	f.logger.Info("serving a new certificate", "until", pair.Leaf.NotAfter)
	return nil
}

// noWorse refuses an expired pair while one is served that is not.
func noWorse(pair, old *tls.Certificate, now time.Time) error {
	if now.After(pair.Leaf.NotAfter) && old != nil && now.Before(old.Leaf.NotAfter) {
		return fmt.Errorf("tls.crt expired at %s", pair.Leaf.NotAfter.UTC().Format(time.RFC3339))
	}
	return nil
}
