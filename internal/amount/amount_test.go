package amount_test

import (
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/amount"
)

func TestIsEndless(t *testing.T) {
	for text, want := range map[string]bool{
		"1": false, "1Gi": false, "1e3": false, "1E": false, "1Ei": false, "": false, "e": false, "1e": false, "-1e-9999": false,
		"1e00009": false, "12345": false, "1e12345": true, "1E-99999999": true, "+.5e+99999999": true, `"1e12345"`: true, "1e0000012345": true,
	} {
		if got := amount.IsEndless(text); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}

func TestMayBeIn(t *testing.T) {
	for text, want := range map[string]bool{
		`{"cpu":"1e12345"}`: true, `{"cpu":1e-12345}`: true, `{"cpu":1.E+12345}`: true, `["-1e99999999999999999999999999999999999"]`: true,
		`{"cpu":"1e` + strings.Repeat("0", 100) + `12345"}`: true,
		`{"cpu":"1e9999","memory":"100Gi"}`:                 false,
		`{"image":"a@sha256:ab12e12345ff"}`:                 false,
		`{"name":"node12345"}`:                              false,
		`1e1234`:                                            false,
		``:                                                  false,
	} {
		if got := amount.MayBeIn([]byte(text)); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}
