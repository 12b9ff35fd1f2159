package manifest

import (
	"strings"
	"testing"
)

func TestSource(t *testing.T) {
	far := strings.Repeat("ä", 1000) // 2,000 bytes
	for _, test := range []struct {
		name, before, fault, after string
		text                       string
		column                     int
	}{
		{"a line", "a: 1\nb: ", "2", " # c\nd: 3\n", "b: 2 # c", 1},
		{"the only line", "", "2", "", "2", 1},
		{"a line of Windows", "a: ", "2", "\r\nb: 3\r\n", "a: 2", 1},
		{"a mark of the byte order", "\ufeffa: ", "2", "\n", "a: 2", 1},
		{"far in a long line", far, "2", "\nb: 3\n", strings.Repeat("ä", 300) + "2", 701},
		{"a long line behind", "x\na: ", "2", far, "a: 2" + strings.Repeat("ä", 299), 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			line := test.before[1+strings.LastIndexByte(test.before, '\n'):]
			place := Place{Position: Position{1, 1 + len([]rune(line))}, Start: len(test.before), End: len(test.before) + len(test.fault)}
			if text, column := Source(place, []byte(test.before+test.fault+test.after)); text != test.text || column != test.column {
				t.Errorf("%q from column %d", text, column)
			}
		})
	}
}
