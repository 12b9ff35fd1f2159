// Package manifest turns the bytes of a file into documents, and field paths into lines and columns.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// Document is one document of a file, as written.
type Document struct {
	Index int    // from 0, among the file's documents with content
	Line  int    // the line of the file that Text begins on, from 1
	Text  []byte // YAML or JSON; a slice of the file
}

// ErrBinary says that a file is no text.
var ErrBinary = errors.New("this is a binary file, not YAML or JSON")

// Split returns the documents of a file: YAML documents between lines of ---, or JSON values one after
// another. Documents of nothing but comments and blank lines are left out. A byte order mark
// is passed over.
func Split(data []byte) ([]Document, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) {
		return nil, ErrBinary
	}
	if documents, ok := splitJSON(data); ok {
		return documents, nil
	}
	return splitYAML(data), nil
}

// splitJSON reports false where the file is not JSON from end to end.
func splitJSON(data []byte) ([]Document, bool) {
	if trimmed := bytes.TrimLeft(data, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' {
		return nil, false
	}
	var documents []Document
	decoder := json.NewDecoder(bytes.NewReader(data))
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
		text := data[start:end]
		blank := len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
		documents = append(documents, Document{
			Index: len(documents), Line: 1 + bytes.Count(data[:start+blank], []byte("\n")), Text: text[blank:],
		})
		start = end
	}
}

func splitYAML(data []byte) []Document {
	var documents []Document
	begin, beginLine, line := 0, 1, 0
	end := func(until int) {
		if text := data[begin:until]; hasContent(text) {
			documents = append(documents, Document{Index: len(documents), Line: beginLine, Text: text})
		}
	}
	for at := 0; at < len(data); {
		line++
		next := len(data)
		if newline := bytes.IndexByte(data[at:], '\n'); newline >= 0 {
			next = at + newline + 1
		}
		if isSeparator(data[at:next]) {
			end(at)
			begin, beginLine = next, line+1
			if rest := bytes.TrimSpace(data[at+3 : next]); len(rest) > 0 && rest[0] != '#' {
				begin, beginLine = at+3, line // --- {kind: Job} has content on the line of the mark
			}
		}
		at = next
	}
	end(len(data))
	return documents
}

func isSeparator(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("---"))
	return ok && (len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n"), rest[0]) >= 0)
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
