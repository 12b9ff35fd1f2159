package manifest

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestSplit(t *testing.T) {
	type doc struct {
		line, column int
		text         string
	}
	for _, test := range []struct {
		name, data string
		want       []doc
	}{
		{"empty", "", nil},
		{"blank lines", "\n \n\r\n", nil},
		{"a tab", "a: 1\n---\n\t\n", []doc{{1, 1, "a: 1\n"}, {3, 1, "\t\n"}}},
		{"comments and marks only", "# nothing\n---\n# nothing\n---\n", nil},
		{"directives and end marks", "%YAML 1.1\n---\n# nothing\n...\n---\n", []doc{{1, 1, "%YAML 1.1\n"}, {3, 1, "# nothing\n...\n"}}},
		{"one", "a: 1\n", []doc{{1, 1, "a: 1\n"}}},
		{"two", "a: 1\n---\nb: 2", []doc{{1, 1, "a: 1\n"}, {3, 1, "b: 2"}}},
		{"mark first and last", "---\na: 1\n---\n", []doc{{2, 1, "a: 1\n"}}},
		{"comment on the mark", "--- # first\na: 1\n", []doc{{2, 1, "a: 1\n"}}},
		{"content on the mark", "\n--- {a: 1}\n", []doc{{2, 4, " {a: 1}\n"}}},
		{"empty documents between", "a: 1\n---\n---\n# no\n---\nb: 2\n", []doc{{1, 1, "a: 1\n"}, {6, 1, "b: 2\n"}}},
		{"windows lines", "a: 1\r\n---\r\nb: 2\r\n", []doc{{1, 1, "a: 1\r\n"}, {3, 1, "b: 2\r\n"}}},
		{"more than three dashes", "a: |\n  x\n----\n", []doc{{1, 1, "a: |\n  x\n"}, {3, 4, "-\n"}}},
		{"text on the mark", "a: 1\n---: b\n", []doc{{1, 1, "a: 1\n"}, {2, 4, ": b\n"}}},
		{"a mark at the end without a line end", "a: 1\n---", []doc{{1, 1, "a: 1\n"}}},
		{"byte order mark", "\xef\xbb\xbfa: 1\n", []doc{{1, 1, "a: 1\n"}}},
		{"JSON", "\n {\"a\": 1}\n", []doc{{2, 2, `{"a": 1}`}}},
		{"JSON lines", "{\"a\": 1}\n{\"b\": 2}\n", []doc{{1, 1, `{"a": 1}`}, {2, 1, `{"b": 2}`}}},
		{"JSON values on one line", `{"ä": 1} {"b": 2}`, []doc{{1, 1, `{"ä": 1}`}, {1, 10, `{"b": 2}`}}},
		{"flow YAML is not JSON", "{a: 1}\n", []doc{{1, 1, "{a: 1}\n"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			documents, err := Split([]byte(test.data))
			if err != nil {
				t.Fatal(err)
			}
			if len(documents) != len(test.want) {
				t.Fatalf("got %d documents, want %d: %+v", len(documents), len(test.want), documents)
			}
			for i, d := range documents {
				if got := (doc{d.Line, d.Column, string(d.Text)}); got != test.want[i] || d.Index != i {
					t.Errorf("document %d: got %+v, want %+v", i, got, test.want[i])
				}
				if test.data[d.Offset:d.Offset+len(d.Text)] != string(d.Text) {
					t.Errorf("document %d is not at offset %d", i, d.Offset)
				}
			}
		})
	}
}

func TestSplitRefusesWhatIsNoText(t *testing.T) {
	utf16Text := func(order string, mark bool) string {
		var b strings.Builder
		units := utf16.Encode([]rune("apiVersion: batch/v1\nkind: Job\n"))
		if mark {
			units = append([]uint16{0xfeff}, units...)
		}
		for _, u := range units {
			if order == "big" {
				b.WriteByte(byte(u >> 8))
			}
			b.WriteByte(byte(u))
			if order == "little" {
				b.WriteByte(byte(u >> 8))
			}
		}
		return b.String()
	}
	for _, test := range []struct {
		name, data string
		want       error
	}{
		{"UTF-16 little end with mark", utf16Text("little", true), ErrUTF16},
		{"UTF-16 big end with mark", utf16Text("big", true), ErrUTF16},
		{"UTF-16 little end", utf16Text("little", false), ErrUTF16},
		{"UTF-16 big end", utf16Text("big", false), ErrUTF16},
		{"a program", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", ErrBinary},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Split([]byte(test.data)); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
	if _, err := Split([]byte("a: 1\nb: \xe9t\xe9\n")); err == nil || err.Error() != "line 2 is not UTF-8 text" {
		t.Errorf("got %v", err)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add([]byte("a: 1\n---\nb: 2\n"))
	f.Add([]byte("{\"a\": 1}\n{\"b\": 2}"))
	f.Add([]byte("--- {a: 1}\n...\n---"))
	f.Fuzz(func(t *testing.T, data []byte) {
		documents, err := Split(data)
		if err != nil {
			return
		}
		for _, d := range documents {
			if string(data[d.Offset:d.Offset+len(d.Text)]) != string(d.Text) {
				t.Fatalf("document %d is not at its offset", d.Index)
			}
			p := NewPositions(d)
			place := p.Find("", "spec.template.spec.containers[0].image", AimValue)
			if place.Start > place.End || place.End > len(data) || place.Line < 1 || place.Column < 1 {
				t.Fatalf("impossible place %+v", place)
			}
			text, column := Source(place, data)
			if column > place.Column || len(text) > 2*mostSource+4 {
				t.Fatalf("%d bytes from column %d are shown of %+v", len(text), column, place)
			}
		}
	})
}
