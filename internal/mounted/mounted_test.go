package mounted

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, size := range map[string]int64{"empty": 0, "largest": Limit, "larger": Limit + 1, "huge": 1 << 40} {
		if err := os.WriteFile(at(name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(at(name), size); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{"link": "largest", "nowhere": "missing", "endless": "/dev/zero"} {
		if err := os.Symlink(target, at(name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		size int
		says string // "": it is read
	}{
		"empty": {}, "largest": {size: Limit}, "link": {size: Limit},
		"larger": {says: "larger than 4 MiB"}, "huge": {says: "larger than 4 MiB"}, "endless": {says: "no regular file"},
		"nowhere": {says: "no such file"}, "missing": {says: "no such file"}, ".": {says: "no regular file"},
	} {
		data, err := Read(at(name))
		if len(data) != c.size || (err == nil) != (c.says == "") || err != nil && !(strings.Contains(err.Error(), c.says) && strings.Contains(err.Error(), dir)) {
			t.Errorf("%s: %d bytes, error %v; want %d and %q", name, len(data), err, c.size, c.says)
		}
	}
}
