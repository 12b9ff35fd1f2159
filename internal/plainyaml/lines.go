package plainyaml

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Lines turns offsets of a text into lines and columns, and back. It remembers the place that was asked for
// last: places near each other cost little, however long their line is. It is not safe for concurrent use.
type Lines struct {
	text   []byte
	starts []int // of each line, in bytes

	line, at, column int // the last place: its line and column, both from 0, and its offset
}

// NewLines returns the lines of a text.
func NewLines(text []byte) *Lines {
	starts := make([]int, 1, 2+bytes.Count(text, []byte("\n")))
	for at := 0; ; {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			return &Lines{text: text, starts: starts}
		}
		at += end + 1
		starts = append(starts, at)
	}
}

// LineOf returns the line, from 1, that the offset is in.
func (l *Lines) LineOf(offset int) int {
	line, _ := slices.BinarySearch(l.starts, offset+1)
	return line
}

// Count returns how many lines there are.
func (l *Lines) Count() int { return len(l.starts) }

// Start returns the offset of the line, which counts from 1.
func (l *Lines) Start(line int) int { return l.starts[line-1] }

// End returns the offset of the end of the line, which counts from 1, with what ends it.
func (l *Lines) End(line int) int {
	if line < len(l.starts) {
		return l.starts[line]
	}
	return len(l.text)
}

// Column returns the column, in characters from 1, of an offset that is in the line, which counts from 1.
func (l *Lines) Column(line, offset int) int {
	if line-1 != l.line || offset-l.starts[line-1] < abs(offset-l.at) {
		l.begin(line - 1)
	}
	if offset < l.at {
		l.column -= utf8.RuneCount(l.text[offset:l.at])
	} else {
		l.column += utf8.RuneCount(l.text[l.at:offset])
	}
	l.at = offset
	return l.column + 1
}

// Offset returns the offset of a place, line and column from 1; 0 where there is no such line.
func (l *Lines) Offset(line, column int) int {
	if line < 1 || line > len(l.starts) {
		return 0
	}
	column--
	if line-1 != l.line || column < abs(column-l.column) {
		l.begin(line - 1)
	}
	for l.column < column && l.at < len(l.text) {
		_, size := utf8.DecodeRune(l.text[l.at:])
		l.at += size
		l.column++
	}
	for l.column > column {
		_, size := utf8.DecodeLastRune(l.text[:l.at])
		l.at -= size
		l.column--
	}
	return l.at
}

// begin goes to the beginning of a line, which counts from 0: the last place is in another, or farther.
func (l *Lines) begin(line int) {
	l.line, l.at, l.column = line, l.starts[line], 0
}

func abs(n int) int { return max(n, -n) }
