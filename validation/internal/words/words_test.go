package words

import "testing"

func TestOneOf(t *testing.T) {
	for _, c := range []struct{ name, written, want string }{
		{"near, other case", "always", "did you mean Always?"},
		{"near, one letter", "Nevr", "did you mean Never?"},
		{"far", "x", "write Always, Never or OnFailure"},
		{"empty", "", "write Always, Never or OnFailure"},
	} {
		if got := OneOf(c.written, "Always", "Never", "OnFailure"); got != c.want {
			t.Errorf("%s: OneOf(%q) = %q, want %q", c.name, c.written, got, c.want)
		}
	}
}

func TestPlural(t *testing.T) {
	if got := Plural(1, "port") + ", " + Plural(2, "port"); got != "1 port, 2 ports" {
		t.Errorf("got %q", got)
	}
}
