package validation

import (
	"strings"
	"testing"
	"time"
)

func TestZoneHint(t *testing.T) {
	for _, c := range []struct{ written, want string }{
		{"Europe/Atlantis", "did you mean Europe/Athens?"},
		{"europe/berlin", "did you mean Europe/Berlin?"},
		{"Berlin", "did you mean Europe/Berlin?"},
		{"New York", "did you mean America/New_York?"},
		{"America/New York", "did you mean America/New_York?"},
		{"utc", "did you mean Etc/UTC?"},
		{"Europe/Berlim", "did you mean Europe/Berlin?"},
		{"Erope/Berlin", "did you mean Europe/Berlin?"},
		{"xyz", "write a name of the IANA database, such as Europe/Berlin or Etc/UTC"},
	} {
		if got := zoneHint(c.written); got != c.want {
			t.Errorf("zoneHint(%q) = %q, want %q", c.written, got, c.want)
		}
	}
}

// TestZonesCanBeLoaded: a hint must not be wrong itself.
func TestZonesCanBeLoaded(t *testing.T) {
	for name := range strings.Lines(zones) {
		name = strings.TrimSuffix(name, "\n")
		if _, err := time.LoadLocation(name); err != nil || !isZoneForm(name) {
			t.Errorf("%s: %v, of a good form %t", name, err, isZoneForm(name))
		}
	}
}
