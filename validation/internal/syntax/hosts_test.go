package syntax

import (
	"regexp"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/validate/content"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// sysctlName is the form of kube-apiserver's pkg/apis/core/validation.
var sysctlName = regexp.MustCompile(`^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`)

// FuzzHostFormsAgreeWithAPIMachinery holds the forms of what a pod asks of its node and its network against
// those of the API server.
func FuzzHostFormsAgreeWithAPIMachinery(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	for _, s := range []string{"10.9.8.7", "010.9.8.7", "::ffff:1.2.3.4", "::ffff:1.2.3.04", "fe80::1%eth0", "::", "1:2:3:4:5:6:7::", "1.2.3", "2001:db8::g",
		"_a", "__a", "a_", "a_b._c", "_", ".", "a.", "net.ipv4.tcp_syncookies", "net/ipv4/conf/eno2.100/rp_filter", "a..b", "a./b",
		"0", "-0", "-1", "01", "+1", "-", "9223372036854775808", strings.Repeat("a.", 126) + "a", strings.Repeat("a.", 127)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, form := range []struct {
			name string
			got  bool
			want bool
		}{
			{"IsIP strict", IsIP(s, true), len(validation.IsValidIPForLegacyField(field.NewPath("ip"), s, true, nil)) == 0},
			{"IsIP", IsIP(s, false), len(validation.IsValidIPForLegacyField(field.NewPath("ip"), s, false, nil)) == 0},
			{"IsSearchDomain", IsSearchDomain(s), len(validation.IsDNS1123SubdomainWithUnderscore(s)) == 0},
			{"IsSysctlName", IsSysctlName(s), len(s) <= MaxSubdomain && sysctlName.MatchString(s)},
			{"IsDecimalInteger", IsDecimalInteger(s), len(content.IsDecimalInteger(s)) == 0},
		} {
			if form.got != form.want {
				t.Errorf("%s(%q) = %t, the API server's form says %t", form.name, s, form.got, form.want)
			}
		}
	})
}
