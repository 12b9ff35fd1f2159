package manifest

import (
	"bytes"
	"unicode/utf8"
)

// mostSource bounds how much of a line Source returns on each side of a place: a file may be one line.
const mostSource = 600

// Source returns the line of the file that the place is on, without its end, or the piece of a long line
// around it, and the column that it begins in.
func Source(place Place, file []byte) (text string, column int) {
	start, column := 0, 1
	if newline := bytes.LastIndexByte(file[max(place.Start-mostSource, 0):place.Start], '\n'); newline >= 0 {
		start = max(place.Start-mostSource, 0) + newline + 1
	} else if place.Start > mostSource {
		for start = place.Start - mostSource; !utf8.RuneStart(file[start]); start++ {
		}
		column = place.Column - utf8.RuneCount(file[start:place.Start])
	}
	stop := min(place.Start+mostSource, len(file))
	for stop < len(file) && !utf8.RuneStart(file[stop]) {
		stop--
	}
	end := lineEnd(file[:stop], place.Start)
	line := bytes.TrimRight(file[start:end], "\r\n")
	return string(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))), column
}

// LineOf returns the place of a line's content in the document's file: from its first character that is not
// blank. A line before the document's first is that one, one beyond the end of the file the last.
func (d Document) LineOf(file []byte, line int) Place {
	start := 1 + bytes.LastIndexByte(file[:d.Offset], '\n')
	for n := d.Line; n < line; n++ {
		end := lineEnd(file, start)
		if end == len(file) {
			break
		}
		start = end
	}
	content := bytes.TrimRight(file[start:lineEnd(file, start)], " \t\r\n")
	indent := len(content) - len(bytes.TrimLeft(content, " \t"))
	return Place{
		Position: Position{line, 1 + indent}, EndColumn: 1 + utf8.RuneCount(content),
		Start: start + indent, End: start + len(content),
	}
}
