package certs

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jobvalidate/jobvalidate/internal/jobtest"
)

// pairUntil is a pair in PEM that ends at the time.
func pairUntil(t *testing.T, end time.Time) (certPEM, keyPEM []byte) {
	t.Helper()
	ca, err := newAuthority("test", end.Add(-2*time.Hour), 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if certPEM, keyPEM, err = ca.issue([]string{"localhost"}, end.Add(-time.Hour), time.Hour); err != nil {
		t.Fatal(err)
	}
	return certPEM, keyPEM
}

// TestFilesInEveryState goes from one state of the directory to the next, and looks at what is served after
// each, and what was told.
func TestFilesInEveryState(t *testing.T) {
	now := time.Now()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(certPEM, keyPEM []byte) {
		t.Helper()
		for name, data := range map[string][]byte{"tls.crt": certPEM, "tls.key": keyPEM} {
			if err := os.RemoveAll(at(name)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at(name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	good := func() ([]byte, []byte) { return pairUntil(t, now.Add(time.Hour)) }
	firstCert, firstKey := good()
	write(firstCert, firstKey)
	var log bytes.Buffer
	source, err := Files(dir, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	f := source.(*files)
	for _, c := range []struct {
		name  string
		state func() (newCert []byte) // nil: what was served before
		says  string                  // in the log; "": nothing
	}{
		{"the same", func() []byte { return nil }, ""},
		{"a new pair", func() []byte { c, k := good(); write(c, k); return c }, "serving a new certificate"},
		{"the key of another", func() []byte { c, _ := good(); write(c, firstKey); return nil }, "does not match"},
		{"half a certificate", func() []byte { c, k := good(); write(c[:len(c)/2], k); return nil }, "find any PEM"},
		{"half a key", func() []byte { c, k := good(); write(c, k[:len(k)/2]); return nil }, "find any PEM"},
		{"emptied", func() []byte { write(nil, nil); return nil }, "find any PEM"},
		{"removed", func() []byte { must(os.Remove(at("tls.key"))); return nil }, "no such file"},
		{"a new pair after all that", func() []byte { c, k := good(); write(c, k); return c }, "serving a new certificate"},
		{"a folder", func() []byte { must(os.Remove(at("tls.crt"))); must(os.Mkdir(at("tls.crt"), 0o700)); return nil }, "no regular file"},
		{"endless, which reads the same", func() []byte {
			must(os.Remove(at("tls.crt")))
			must(os.Symlink("/dev/zero", at("tls.crt")))
			return nil
		}, ""},
		{"huge", func() []byte { c, k := good(); write(c, k); must(os.Truncate(at("tls.crt"), 1<<40)); return nil }, "larger than"},
		{"expired", func() []byte { c, k := pairUntil(t, now.Add(-time.Minute)); write(c, k); return nil }, "tls.crt expired"},
		{"the pair of the kubelet", func() []byte {
			c, k := good()
			write(c, k)
			must(os.Mkdir(at("..1"), 0o700))
			for _, name := range []string{"tls.crt", "tls.key"} {
				must(os.Rename(at(name), at("..1/"+name)))
				must(os.Symlink("..data/"+name, at(name)))
			}
			must(os.Symlink("..1", at("..data")))
			return c
		}, "serving a new certificate"},
		{"flipped by the kubelet", func() []byte {
			c, k := good()
			must(os.Mkdir(at("..2"), 0o700))
			must(os.WriteFile(at("..2/tls.crt"), c, 0o600))
			must(os.WriteFile(at("..2/tls.key"), k, 0o600))
			must(os.Symlink("..2", at("..data_tmp")))
			must(os.Rename(at("..data_tmp"), at("..data")))
			must(os.RemoveAll(at("..1")))
			return c
		}, "serving a new certificate"},
		{"the folder of the data removed", func() []byte { must(os.RemoveAll(at("..2"))); return nil }, "no such file"},
	} {
		log.Reset()
		want := f.serving.Load().Certificate[0]
		if cert := c.state(); cert != nil {
			pair, err := tls.X509KeyPair(cert, jobtest.ReadFile(t, at("tls.key")))
			must(err)
			want = pair.Certificate[0]
		}
		f.look(now)
		if bad := strings.Contains(log.String(), "stays as it was"); bad {
			t.Errorf("%s: it was told at the first look", c.name)
		}
		for range 5 {
			f.look(now)
		}
		if !bytes.Equal(f.serving.Load().Certificate[0], want) {
			t.Errorf("%s: another certificate is served", c.name)
		}
		if n := strings.Count(log.String(), "\n"); !strings.Contains(log.String(), c.says) || n > 1 || n == 1 && c.says == "" {
			t.Errorf("%s: the log says, in place of %q once:\n%s", c.name, c.says, log.String())
		}
	}
}

// TestAnExpiredPairIsServedWhereThereIsNoOther, and gives way to any.
func TestAnExpiredPairIsServedWhereThereIsNoOther(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	put := func(end time.Time) {
		t.Helper()
		certPEM, keyPEM := pairUntil(t, end)
		for name, data := range map[string][]byte{"tls.crt": certPEM, "tls.key": keyPEM} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(now.Add(-time.Hour))
	source, err := Files(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	f := source.(*files)
	for _, end := range []time.Duration{-time.Minute, time.Hour, 2 * time.Hour} {
		put(now.Add(end))
		f.look(now)
		if got := f.serving.Load().Leaf.NotAfter; got.Sub(now.Add(end)).Abs() > time.Second {
			t.Errorf("served until %s, want %s", got, now.Add(end))
		}
	}
}
