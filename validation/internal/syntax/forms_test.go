package syntax

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"
)

// FuzzFormsAgreeWithAPIMachinery holds the forms of containers' names against the library that the API
// server calls.
func FuzzFormsAgreeWithAPIMachinery(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	for _, s := range []string{"http", "1", "a--b", "abcdefghijklmno", "abcdefghijklmnop", "FOO", "1FOO", ".", "..", "...", "..x", ".x",
		"a=b", "a b", "~", "\x7f", "\xff", "X-Y", "X_Y", strings.Repeat("k", 253), strings.Repeat("k", 254), "9-9", "-9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, form := range []struct {
			name   string
			got    bool
			theirs []string
		}{
			{"IsEnvName", IsEnvName(s), validation.IsEnvVarName(s)},
			{"IsRelaxedEnvName", IsRelaxedEnvName(s), validation.IsRelaxedEnvVarName(s)},
			{"IsConfigKey", IsConfigKey(s), validation.IsConfigMapKey(s)},
			{"IsPortName", IsPortName(s), validation.IsValidPortName(s)},
			{"IsHTTPHeaderName", IsHTTPHeaderName(s), validation.IsHTTPHeaderName(s)},
		} {
			if want := len(form.theirs) == 0; form.got != want {
				t.Errorf("%s(%q) = %t, apimachinery says %q", form.name, s, form.got, form.theirs)
			}
		}
	})
}

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		path                 string
		backstep, descending bool
	}{
		{"", false, true},
		{"a/b", false, true},
		{"/a", false, false},
		{"..", true, false},
		{"a/..", true, false},
		{"a/../b", true, false},
		{"a..b/..c", false, true},
		{"/../", true, false},
	} {
		if got := HasBackstep(c.path); got != c.backstep {
			t.Errorf("HasBackstep(%q) = %t", c.path, got)
		}
		if got := IsDescendingPath(c.path); got != c.descending {
			t.Errorf("IsDescendingPath(%q) = %t", c.path, got)
		}
	}
}

func TestIsPort(t *testing.T) {
	for n, want := range map[int32]bool{-1: false, 0: false, 1: true, 65535: true, 65536: false} {
		if got := IsPort(n); got != want {
			t.Errorf("IsPort(%d) = %t", n, got)
		}
	}
}
