package manifest

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var parserLine = regexp.MustCompile(`line (\d+):`)

// NotRead returns the line of the file, from which on the text of the document is not read, because the YAML
// in it ends before: after a line of ..., or behind the bracket or quote that closes it. It returns 0 where all
// is read. The document is one that can be read.
// Cost: nothing for documents in block style without a line of ... in them.
func (d *Document) NotRead() int {
	if d.JSON || d.Err != nil || !mayEnd(d.Text) || d.Plain() != nil {
		return 0
	}
	decoder := yaml.NewDecoder(bytes.NewReader(d.Text))
	var first, second yaml.Node
	if decoder.Decode(&first) != nil {
		return 0
	}
	line := 1
	switch err := decoder.Decode(&second); {
	case errors.Is(err, io.EOF):
		return 0
	case err == nil && len(second.Content) > 0:
		line = PlainLine(d.Text, second.Content[0].Line)
	case bytes.Contains(d.Text, endMark): // what is below it is no YAML
		before, after, _ := bytes.Cut(d.Text, endMark)
		line = 2 + bytes.Count(before, []byte("\n")) + bytes.Count(after[:len(after)-len(bytes.TrimLeft(after, blank))], []byte("\n"))
	default:
		if m := parserLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])     // digits
			line = PlainLine(d.Text, line+1) // they count from 0
		}
	}
	return d.Line + line - 1
}

var endMark = []byte("\n...")

func mayEnd(text []byte) bool {
	if bytes.Contains(text, endMark) {
		return true
	}
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && line[0] != '%' {
			return strings.IndexByte("{['\"&!", line[0]) >= 0
		}
	}
	return false
}
