package syntax

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"
)

var seeds = []string{
	"", "a", "A", "0", "-", "a-", "-a", "a-b", "a.b", "a..b", ".a", "a.", "a_b", "a/b", "/b", "a/", "a/b/c", "A/b", "a.b/C_d.e-f",
	"a b", "ä", "a\n", "example.com/pi", "1.2.3", strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253),
	strings.Repeat("a", 254), strings.Repeat("a", 253) + "/" + strings.Repeat("b", 63), strings.Repeat("a", 254) + "/b",
	"a/" + strings.Repeat("b", 64), "_a", "a_", "a.-b", "a-.b",
}

// FuzzAgreesWithAPIMachinery holds every form against the library that the API server calls.
func FuzzAgreesWithAPIMachinery(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, form := range []struct {
			name   string
			got    bool
			theirs []string
		}{
			{"IsDNSLabel", IsDNSLabel(s), validation.IsDNS1123Label(s)},
			{"IsDNSSubdomain", IsDNSSubdomain(s), validation.IsDNS1123Subdomain(s)},
			{"IsLabelValue", IsLabelValue(s), validation.IsValidLabelValue(s)},
			{"IsQualifiedName", IsQualifiedName(s), validation.IsQualifiedName(s)},
		} {
			if want := len(form.theirs) == 0; form.got != want {
				t.Errorf("%s(%q) = %t, apimachinery says %q", form.name, s, form.got, form.theirs)
			}
		}
	})
}
