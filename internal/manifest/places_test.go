package manifest

import (
	"fmt"
	"strings"
	"testing"
)

// TestFind: «» stand around what is to be shown; they are taken out of the text before it is read.
func TestFind(t *testing.T) {
	for _, test := range []struct {
		name, field string
		aim         Aim
		text        string
	}{
		{"a value", "spec.a", AimValue, "spec:\n  a: «1»\n"},
		{"a key", "spec.a", AimKey, "spec:\n  «a»: 1\n"},
		{"a mapping's key", "spec", AimValue, "kind: x\n«spec»:\n  a: 1\n"},
		{"a mapping on one line", "spec", AimValue, "spec: «{a: 1, b: \"}\"}»  # c\n"},
		{"a mapping on several lines", "spec", AimValue, "«spec»: {a: 1,\n  b: 2}\n"},
		{"an empty mapping", "spec", AimValue, "spec: «{}»\n"},
		{"nothing written", "spec.a", AimValue, "spec:\n  «a»:\n"},
		{"null is nothing", "spec.a", AimValue, "spec:\n  «a»: null\n"},
		{"an empty text", "spec.a", AimValue, "spec:\n  a: «\"\"»\n"},
		{"a field that is missing", "spec.a.b", AimValue, "spec:\n  «a»:\n    c: 1\n"},
		{"a top field that is missing", "spec.a", AimValue, "apiVersion: v\n«kind»: Job\n"},
		{"in a list", "spec.a[1].b", AimValue, "spec:\n  a:\n  - b: 1\n  - b: «2»\n"},
		{"an element", "spec.a[1]", AimValue, "spec:\n  a:\n  - x\n  - «y z» # c\n"},
		{"an element that is a mapping", "spec.a[0]", AimValue, "spec:\n  a:\n  - «b»: 1\n    c: 2\n"},
		{"an element that is missing", "spec.a[2]", AimValue, "spec:\n  «a»:\n  - x\n"},
		{"quoted twice", "a", AimValue, "a: «\"b \\\" c\"» # d\n"},
		{"quoted once", "a", AimValue, "a: «'b '' c'»\n"},
		{"a block", "a", AimValue, "«a»: |\n  b\n"},
		{"a key in quotes", "a.b", AimKey, "a: {«\"b\"»: 1}\n"},
		{"a label", "metadata.labels[a.b/c]", AimValue, "metadata:\n  labels:\n    a.b/c: «x»\n"},
		{"a key with dots", "metadata.a.b/c", AimValue, "metadata:\n  a.b/c: «x»\n"},
		{"the longest key counts", "a.b.c", AimValue, "a:\n  b: 1\n  b.c: «2»\n"},
		{"after wide text", "a.b", AimValue, "a: {ä: 日本, b: «1»}\n"},
		{"after tabs", "a", AimValue, "a:\t«1»\n"},
		{"windows lines", "a.b", AimValue, "a:\r\n  b: «c»\r\n  d: e\r\n"},
		{"through an anchor", "a.b", AimValue, "a: &x\n  b: «1»\nc: *x\n"},
		{"through an alias", "c.b", AimValue, "a: &x\n  b: «1»\nc: *x\n"},
		{"an alias", "c", AimValue, "a: &x 1\nc: «*x»\n"},
		{"a value with an anchor", "a", AimValue, "a: «&x 1»\n"},
		{"a merge key", "c.b", AimValue, "a: &x\n  b: «1»\nc:\n  <<: *x\n  d: 2\n"},
		{"over a merge key", "c.b", AimValue, "a: &x\n  b: 1\nc:\n  <<: *x\n  b: «2»\n"},
		{"several merged", "c.b", AimValue, "a: &x\n  d: 1\ne: &y\n  b: «3»\nc:\n  <<: [*x, *y]\n"},
		{"an alias in a list", "c[0].b", AimValue, "a: &x {b: «1»}\nc:\n- *x\n"},
		{"of two the last", "a", AimValue, "a: 1\na: «2»\n"},
		{"the API server's spelling", "spec.HostPID", AimValue, "spec:\n  hostPID: «true»\n"},
		{"the template's labels", "spec.template.labels", AimValue, "metadata: {name: x}\nspec:\n  template:\n    metadata:\n      «labels»:\n        a: b\n"},
		{"the name that became a label", "spec.template.labels", AimValue, "metadata: {name: «x»}\nspec:\n  template:\n    spec: {}\n"},
		{"JSON", "spec.a[0]", AimValue, "{\n\t\"spec\": {\"a\": [«\"x\"»]}\n}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, rest, _ := strings.Cut(test.text, "«")
			want, after, _ := strings.Cut(rest, "»")
			text := before + want + after
			documents, err := Split([]byte("# above\n---\n" + text))
			if err != nil || len(documents) != 1 {
				t.Fatalf("%d documents, %v", len(documents), err)
			}
			place := NewPositions(documents[0]).Find("", test.field, test.aim)
			file := "# above\n---\n" + text
			if got := file[place.Start:place.End]; got != want {
				t.Errorf("shows %q, want %q", got, want)
			}
			line := 3 + strings.Count(before, "\n")
			column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			if place.Line != line || place.Column != column || place.EndColumn != column+len([]rune(want)) {
				t.Errorf("is at %d:%d-%d, want %d:%d", place.Line, place.Column, place.EndColumn, line, column)
			}
		})
	}
}

func TestFindInList(t *testing.T) {
	text := "items:\n- a: 1\n- a:\n    b: 2\n"
	documents, err := Split([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if place := NewPositions(documents[0]).Find("items[1]", "a.b", AimValue); place.Line != 4 || place.Column != 8 {
		t.Errorf("is at %d:%d", place.Line, place.Column)
	}
	if place := NewPositions(documents[0]).Find("items[1]", "x", AimValue); place.Line != 3 || !place.Missing {
		t.Errorf("what is missing is at %+v", place)
	}
}

func TestFindOnOneLineOfJSON(t *testing.T) {
	documents, err := Split([]byte(`{"a": 1} {"a": 2}`))
	if err != nil {
		t.Fatal(err)
	}
	if place := NewPositions(documents[1]).Find("", "a", AimValue); place.Line != 1 || place.Column != 16 {
		t.Errorf("is at %d:%d", place.Line, place.Column)
	}
}

func TestDuplicates(t *testing.T) {
	documents, err := Split([]byte("a: 1\nb: {c: 1, c: 2}\na: 3\nd:\n- e: 1\n  e: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range NewPositions(documents[0]).Duplicates() {
		got = append(got, d.Field)
	}
	if strings.Join(got, " ") != "b.c a d[0].e" {
		t.Errorf("got %v", got)
	}
}

// TestManyKeys finds fields in a mapping that is too large to try its keys one by one.
func TestManyKeys(t *testing.T) {
	var text strings.Builder
	text.WriteString("spec:\n  a: 1\n  a.b: 2\n  a.b/c: 3\n  \"d]e\": 4\n  f: {g: 5}\n")
	for i := range 100 {
		fmt.Fprintf(&text, "  k%d: x\n", i)
	}
	for _, twice := range []string{"", "  a: 6\n"} { // which is not plain, and read by the library
		documents, err := Split([]byte(text.String() + twice))
		if err != nil {
			t.Fatal(err)
		}
		positions := NewPositions(documents[0])
		for field, line := range map[string]int{
			"spec.a.b": 3, "spec.a.b.c": 3, "spec.a.b/c": 4, "spec[a.b/c]": 4, "spec[d]e]": 5, "spec.f.g": 6, "spec.f[0]": 6, "spec.k99": 106, "spec.ab": 1, "spec[a": 1, "spec[k1]": 8,
		} {
			if got := positions.Find("", field, AimValue).Line; got != line {
				t.Errorf("%s is in line %d, not %d", field, got, line)
			}
		}
		want := 2
		if twice != "" {
			want = 107
		}
		if got := positions.Find("", "spec.a", AimValue).Line; got != want {
			t.Errorf("of two the last: line %d", got)
		}
	}
}
