package nearest

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		written string
		choices []string
		want    string
	}{
		{"indexed", []string{"NonIndexed", "Indexed"}, "Indexed"},
		{"backOffLimit", []string{"backoffLimit", "backoffLimitPerIndex"}, "backoffLimit"},
		{"Retry", []string{"FailJob", "Ignore", "Count"}, ""},
		{"", []string{"Indexed"}, ""},
		{"mian", []string{"setup", "main"}, "main"},
		{strings.Repeat("x", 1<<20), []string{"Indexed"}, ""},
	} {
		got, ok := Of(c.written, c.choices...)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Of(%.20q) = %q, %t; want %q", c.written, got, ok, c.want)
		}
	}
}

func TestClose(t *testing.T) {
	for _, test := range []struct {
		written, meant string
		want           bool
	}{
		{"backOffLimit", "backoffLimit", true},
		{"backofLimit", "backoffLimit", true},
		{"imge", "image", true},
		{"schedule", "scheduling", false},
		{"arg", "env", false},
	} {
		if got := Close(test.written, test.meant); got != test.want {
			t.Errorf("Close(%q, %q) = %t", test.written, test.meant, got)
		}
	}
}
