package indexes

import (
	"math"
	"testing"
)

func TestCount(t *testing.T) {
	for _, c := range []struct {
		name        string
		in          string
		completions int32
		want        int32
		fails       bool
	}{
		{"empty names none", "", 5, 0, false},
		{"one", "3", 5, 1, false},
		{"list and range", "1,3-5,7", 8, 5, false},
		{"lenient numbers", "+1,007", 8, 2, false},
		{"lenient end", "1-+3", 8, 3, false},
		{"last index", "4", 5, 1, false},
		{"past the last", "5", 5, 0, true},
		{"range past the last", "3-5", 5, 0, true},
		{"repeated", "1,1", 5, 0, true},
		{"descending", "3,1", 5, 0, true},
		{"inside the range before", "1-3,3", 5, 0, true},
		{"range of one", "1-1", 5, 0, true},
		{"range backwards", "3-1", 5, 0, true},
		{"two dashes", "1-2-3", 5, 0, true},
		{"negative", "-1", 5, 0, true},
		{"trailing comma", "1,", 5, 0, true},
		{"leading comma", ",1", 5, 0, true},
		{"only a comma", ",", 5, 0, true},
		{"space", "1, 2", 5, 0, true},
		{"word", "all", 5, 0, true},
		{"no completions", "0", 0, 0, true},
		{"whole int32", "0-2147483646", math.MaxInt32, math.MaxInt32, false},
		{"above int32", "0-2147483648", math.MaxInt32, 0, true},
		{"above int64", "99999999999999999999", math.MaxInt32, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Count(c.in, c.completions)
			if got != c.want || (err != nil) != c.fails {
				t.Errorf("Count(%q, %d) = %d, %v; want %d, failure %t", c.in, c.completions, got, err, c.want, c.fails)
			}
		})
	}
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       int32
		found      bool
	}{
		{"both empty", "", "", 0, false},
		{"one empty", "1-3", "", 0, false},
		{"apart", "0-2,5", "3-4,6", 0, false},
		{"same", "3", "3", 3, true},
		{"inside a range", "0,2-8", "5", 5, true},
		{"end meets start", "0-4", "4-6", 4, true},
		{"malformed elements are passed over", "x,3", "1,y,3", 3, true},
		{"only malformed", "x", "x", 0, false},
		{"trailing comma", "1,", "1", 1, true},
		{"far ranges", "0-2000000000", "1999999999", 1999999999, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, found := Overlap(c.a, c.b, math.MaxInt32); got != c.want || found != c.found {
				t.Errorf("Overlap(%q, %q) = %d, %t; want %d, %t", c.a, c.b, got, found, c.want, c.found)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		in   []Interval
		want string
	}{
		{nil, ""},
		{[]Interval{{1, 1}, {3, 5}, {7, 7}}, "1,3-5,7"},
		{[]Interval{{1, 1}, {2, 2}, {3, 4}}, "1-4"},
		{[]Interval{{1, 2}}, "1,2"},
		{[]Interval{{math.MaxInt32, math.MaxInt32}}, "2147483647"},
	} {
		if got := Format(c.in); got != c.want {
			t.Errorf("Format(%v) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{"", "1", "1,3-5,7", "+1,007", "1-1", ",", "1-2-3", "0-2147483646", "-1"} {
		f.Add(s, int32(8))
	}
	f.Fuzz(func(t *testing.T, s string, completions int32) {
		count, err := Count(s, completions)
		if err == nil && (count < 0 || count > max(completions, 0)) {
			t.Errorf("Count(%q, %d) = %d, more than there are", s, completions, count)
		}
	})
}
