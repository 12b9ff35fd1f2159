package plainyaml

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const linesText = "a: größe\n\nb: 日本 c\r\n\xff\xfe\nlast"

// naive counts from the beginning each time.
func naive(text string, offset int) (line, column int) {
	start := 1 + strings.LastIndexByte(text[:offset], '\n')
	return 1 + strings.Count(text[:offset], "\n"), 1 + utf8.RuneCountInString(text[start:offset])
}

func FuzzLines(f *testing.F) {
	f.Add(linesText, []byte{0, 30, 3, 29, 12, 11, 10, 9, 8, 2, 25, 1})
	f.Add("", []byte{0})
	f.Add("\n\n", []byte{2, 1, 0})
	f.Fuzz(func(t *testing.T, text string, order []byte) {
		lines := NewLines([]byte(text))
		back := NewLines([]byte(text))
		for _, b := range order {
			offset := int(b) % (len(text) + 1)
			for offset < len(text) && !utf8.RuneStart(text[offset]) {
				offset++
			}
			line, column := naive(text, offset)
			if got := lines.LineOf(offset); got != line {
				t.Fatalf("offset %d of %q is in line %d, not %d", offset, text, line, got)
			}
			if got := lines.Column(line, offset); got != column {
				t.Fatalf("offset %d of %q is in column %d, not %d", offset, text, column, got)
			}
			if got := back.Offset(line, column); got != offset && utf8.ValidString(text) {
				t.Fatalf("line %d, column %d of %q is offset %d, not %d", line, column, text, offset, got)
			}
		}
	})
}
