package validation

import (
	"strings"
	"testing"
)

func TestPlainSchedules(t *testing.T) {
	for text, want := range map[string]bool{
		"*/5 * * * *":             true,
		"0 3 * * 1-5":             true,
		"1,2-4/2,59 0-23 31 12 0": true,
		"5/15 * * * *":            true,
		"60 * * * *":              false,
		"* 24 * * *":              false,
		"* * 0 * *":               false,
		"* * * 13 *":              false,
		"* * * * 7":               false,
		"5-1 * * * *":             false,
		"*/0 * * * *":             false,
		"* * * *":                 false,
		"* * * * * *":             false,
		"* * * * * ":              false,
		"*  * * * *":              false, // good, and left to the parser
		"0 0 * * MON":             false, // likewise
		"@daily":                  false, // likewise
		"100 * * * *":             false,
		"*5 * * * *":              false,
		"1- * * * *":              false,
		", * * * *":               false,
		"":                        false,
	} {
		if got := isPlainSchedule(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

// FuzzPlainSchedule holds that what is plain is good to the parser.
func FuzzPlainSchedule(f *testing.F) {
	for _, text := range []string{"*/5 * * * *", "0 3 1-31/2 * 1,2", "59 23 31 12 6", "5/99 * * * *"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if isPlainSchedule(text) {
			if err := parseSchedule(text); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

func TestListedZones(t *testing.T) {
	for zone, want := range map[string]bool{"Europe/Berlin": true, "UTC": true, "Berlin": false, "Europe/Berli": false, "Europe": false, "europe/berlin": false} {
		if got := isListedZone(zone); got != want {
			t.Errorf("%q: %t, want %t", zone, got, want)
		}
	}
	for name := range strings.Lines(zones) {
		if !isListedZone(strings.TrimSuffix(name, "\n")) {
			t.Errorf("%q is not found", name)
		}
	}
}
