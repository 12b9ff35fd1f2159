// Package manifest turns the bytes of a file into documents, and field paths into lines and columns.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
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

	plain *plainyaml.Tree // made by Plain
}

// Plain returns the document's tree where it is of the part of YAML that is read without the library, else
// nil. Read once, the tree stays with the document and its copies.
func (d *Document) Plain() *plainyaml.Tree {
	if d.plain == nil && !d.JSON {
		d.plain, _ = plainyaml.Parse(d.Text) // nil where it is declined
	}
	return d.plain
}

// Split returns the documents of a file: YAML documents between lines of ---, or JSON values one after
// another. Documents of nothing but comments and blank lines are left out. A byte order mark is passed
// over. The error says why the file is no text: it is ErrBinary, ErrUTF16 or names the line.
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

// splitJSON reports false where the file is not JSON from end to end.
func splitJSON(data []byte) ([]Document, bool) {
	if trimmed := bytes.TrimLeft(data, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil, false
	}
	var documents []Document
	decoder := json.NewDecoder(bytes.NewReader(data))
	line, counted := 1, 0
	for start := 0; ; {
		var value json.RawMessage
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return documents, true
		}
		if err != nil {
			return nil, false
		}
		end := int(decoder.InputOffset())
		text := bytes.TrimLeft(data[start:end], " \t\r\n")
		begin := end - len(text)
		line += bytes.Count(data[counted:begin], []byte("\n"))
		counted = begin
		lineStart := 1 + bytes.LastIndexByte(data[:begin], '\n')
		documents = append(documents, Document{
			Index: len(documents), Line: line, Column: 1 + utf8.RuneCount(data[lineStart:begin]), Offset: begin, JSON: true, Text: text,
		})
		start = end
	}
}

func splitYAML(data []byte) []Document {
	var documents []Document
	begin := Document{Line: 1, Column: 1} // of the document that is being collected
	line := 1                             // of at
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
		begin = Document{Line: line + 1, Column: 1, Offset: end}
		if rest := bytes.TrimSpace(data[mark+3 : end]); len(rest) > 0 && rest[0] != '#' {
			begin = Document{Line: line, Column: 4, Offset: mark + 3} // --- {kind: Job} has content on the line of the mark
		}
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

func isSeparator(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("---"))
	return ok && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0)
}

// lineEnd returns where the line after the one that at is in begins.
func lineEnd(data []byte, at int) int {
	if newline := bytes.IndexByte(data[at:], '\n'); newline >= 0 {
		return at + newline + 1
	}
	return len(data)
}

// hasContent reports whether there is more than comments, directives, end marks and blank lines.
func hasContent(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && line[0] != '%' && !bytes.Equal(line, []byte("...")) {
			return true
		}
	}
	return false
}

// IsTemplated reports whether the text is a template of Helm or the like, which is YAML only once rendered.
func IsTemplated(data []byte) bool {
	open := bytes.Index(data, []byte("{{"))
	return open >= 0 && bytes.Contains(data[open:], []byte("}}"))
}
