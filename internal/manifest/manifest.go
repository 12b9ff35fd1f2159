// Package manifest turns the bytes of a file into documents, and field paths into lines and columns.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"

	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
)

// Document is one document of a file, as written.
type Document struct {
	Index  int    // from 0, among the file's documents with content
	Line   int    // the line of the file that Text begins on, from 1
	Column int    // the column that Text begins in, from 1: not 1 where text of another document stands before it
	Offset int    // where Text begins in the file, in bytes
	JSON   bool   // it is JSON, with no need to be read as YAML
	Text   []byte // YAML or JSON; a slice of the file
	Err    error  // why it cannot be read, where that is known without reading it

	plain *plainyaml.Tree // made by Plain
}

// Plain returns the document's tree where it is of the part of YAML that is read without the library, or
// usual JSON; else nil. Read once, the tree stays with the document and its copies.
func (d *Document) Plain() *plainyaml.Tree {
	switch {
	case d.plain != nil:
	case d.JSON:
		d.plain, _ = plainyaml.ParseJSON(d.Text)
	default:
		d.plain, _ = plainyaml.Parse(d.Text) // nil where it is declined
	}
	return d.plain
}

// errOnMark is what kubectl says to a line that begins with --- and goes on with more than a comment.
var errOnMark = errors.New("something on the line of ---")

// Split returns the documents of a file: YAML documents between lines of ---, or JSON values one after
// another. A JSON value that is malformed is a document up to the next line that begins with {. Documents of nothing but comments and blank lines are left out. A byte order mark is passed
// over. The error says why the file is no text: it is ErrBinary, ErrUTF16 or NotUTF8.
func Split(data []byte) ([]Document, error) {
	content, err := text(data)
	if err != nil {
		return nil, err
	}
	mark := len(data) - len(content)
	documents, ok := splitJSON(content)
	if !ok {
		documents = splitYAML(content)
	}
	for i := range documents {
		documents[i].Offset += mark
	}
	return documents, nil
}

// splitJSON reports false where the file is not JSON. Like kubectl it takes what follows a single value for YAML
// where it is not JSON, and what follows more for JSON that is malformed.
func splitJSON(data []byte) ([]Document, bool) {
	if trimmed := bytes.TrimLeft(data, blank); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil, false
	}
	var documents []Document
	line, column, counted := 1, 1, 0 // the place of the byte that is counted
	add := func(begin, end int, err error) {
		if newline := bytes.LastIndexByte(data[counted:begin], '\n'); newline >= 0 {
			line += bytes.Count(data[counted:begin], []byte("\n"))
			column, counted = 1, counted+newline+1
		}
		column += utf8.RuneCount(data[counted:begin])
		counted = begin
		documents = append(documents, Document{
			Index: len(documents), Line: line, Column: column, Offset: begin, JSON: true, Text: data[begin:end], Err: err,
		})
	}
	if json.Valid(data) { // one value, as in most files: it need not be copied
		add(len(data)-len(bytes.TrimLeft(data, blank)), len(bytes.TrimRight(data, blank)), nil)
		return documents, true
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	base := 0 // where the decoder began
	for start := 0; ; {
		var value json.RawMessage
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return documents, true
		}
		begin := start + len(data[start:]) - len(bytes.TrimLeft(data[start:], blank))
		yaml, mayBeYAML := behindBlank(data, start)
		switch {
		case err == nil:
			start = base + int(decoder.InputOffset())
			add(begin, start, nil)
		case len(documents) < 2 && !mayBeYAML:
			add(begin, begin+len(bytes.TrimRight(data[begin:], blank)), json.Unmarshal(data[begin:], &value))
			return documents, true
		case len(documents) == 0:
			return nil, false
		case len(documents) == 1:
			return append(documents, yamlBehind(data, yaml)...), true
		default:
			end := len(data)
			if next := bytes.Index(data[begin:], []byte("\n{")); next >= 0 {
				end = begin + next + 1
			}
			malformed := data[begin : begin+len(bytes.TrimRight(data[begin:end], blank))]
			add(begin, begin+len(malformed), json.Unmarshal(malformed, &value)) // its offset is of the document
			start, base = end, end
			decoder = json.NewDecoder(bytes.NewReader(data[base:]))
		}
	}
}

// yamlBehind returns the YAML documents behind a first one in JSON.
func yamlBehind(data []byte, at int) []Document {
	documents := splitYAML(data[at:])
	line, column := bytes.Count(data[:at], []byte("\n")), utf8.RuneCount(data[bytes.LastIndexByte(data[:at], '\n')+1:at])
	for i := range documents {
		d := &documents[i]
		if d.Line == 1 {
			d.Column += column
		}
		d.Index, d.Line, d.Offset = i+1, d.Line+line, d.Offset+at
	}
	return documents
}

// behindBlank returns where kubectl begins to read as YAML what is no JSON: the rest of a line is passed over where it
// is blank. It looks through a window of four bytes, and reports false, no YAML, where there are not as many.
func behindBlank(data []byte, at int) (begin int, ok bool) {
	for len(data)-at >= 4 {
		r, size := utf8.DecodeRune(data[at:])
		if !unicode.IsSpace(r) {
			return at, true
		}
		at += size
		if r == '\n' {
			return at, true
		}
	}
	return at, false
}

const blank = " \t\r\n"

func splitYAML(data []byte) []Document {
	var documents []Document
	begin := Document{Line: 1, Column: 1} // of the document that is being collected
	line := 1                             // of at
	first := true                         // no line was read since the last document ended: kubectl's buffer is empty
	for at := 0; at <= len(data); {
		mark := nextSeparator(data, at)
		if text := data[begin.Offset:mark]; hasContent(text) {
			begin.Index, begin.Text = len(documents), text
			documents = append(documents, begin)
		}
		if mark == len(data) {
			break
		}
		line += bytes.Count(data[at:mark], []byte("\n"))
		end := lineEnd(data, mark)
		first = first && mark == at // a mark that nothing stands before is part of its document
		begin = Document{Line: line + 1, Column: 1, Offset: end}
		switch rest := bytes.TrimSpace(data[mark+3 : end]); {
		case len(rest) > 0 && rest[0] != '#':
			begin = Document{Line: line, Column: 4, Offset: mark + 3, Err: errOnMark} // --- {kind: Job}
		case first && bytes.HasPrefix(rest, []byte("#")) && data[mark+3] == '#':
			begin = Document{Line: line, Column: 1, Offset: mark, Err: errOnMark} // ---#, which is text to YAML
		}
		first = !first
		at = end
		line++
	}
	return documents
}

// nextSeparator returns where the next line of --- begins, from the beginning of a line on, or the end.
func nextSeparator(data []byte, at int) int {
	for {
		if isSeparator(data[at:]) {
			return at
		}
		next := bytes.Index(data[at:], []byte("\n---"))
		if next < 0 {
			return len(data)
		}
		at += next + 1
	}
}

// isSeparator is kubectl's question: three dashes, whatever follows.
func isSeparator(line []byte) bool { return bytes.HasPrefix(line, []byte("---")) }

// lineEnd returns where the line after the one that at is in begins.
func lineEnd(data []byte, at int) int {
	if newline := bytes.IndexByte(data[at:], '\n'); newline >= 0 {
		return at + newline + 1
	}
	return len(data)
}

// isControl reports whether YAML does not allow the character, in comments neither.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\r' && r != '\n' || 0x7f <= r && r < 0xa0 && r != 0x85
}

// hasContent reports whether there is more than comments and blank lines. Directives and end marks without a
// document are content: kubectl refuses them.
func hasContent(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.Trim(line, " \r\n") // a tab is no blank: YAML refuses one that begins a line
		if len(line) > 0 && (line[0] != '#' || bytes.ContainsFunc(line, isControl) || hasOddBreaks(line)) {
			return true // an odd break ends the comment
		}
	}
	return false
}

// IsTemplated reports whether the text is a template of Helm or the like, which is YAML only once rendered.
func IsTemplated(data []byte) bool {
	open := bytes.Index(data, []byte("{{"))
	return open >= 0 && bytes.Contains(data[open:], []byte("}}"))
}
