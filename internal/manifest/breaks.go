package manifest

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
)

// YAML 1.1 ends lines at a carriage return, a next line, and a line or paragraph separator too; editors and we
// count line feeds.

// hasOddBreaks reports whether YAML counts the lines of the text otherwise.
func hasOddBreaks(text []byte) bool {
	for i := 0; ; i++ {
		next := bytes.IndexByte(text[i:], '\r')
		if next < 0 {
			break
		}
		if i += next; i+1 == len(text) || text[i+1] != '\n' {
			return true
		}
	}
	return bytes.Contains(text, []byte("\u0085")) || bytes.Contains(text, []byte("\u2028")) || bytes.Contains(text, []byte("\u2029"))
}

// yamlLines returns where the lines of the text begin to YAML.
func yamlLines(text []byte) []int {
	lines := []int{0}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		i += size
		switch r {
		case '\r':
			if i < len(text) && text[i] == '\n' {
				continue
			}
		case '\n', '\u0085', '\u2028', '\u2029':
		default:
			continue
		}
		lines = append(lines, i)
	}
	return lines
}

// PlainLine turns a line as YAML counts them into one as editors do.
func PlainLine(text []byte, line int) int {
	if !hasOddBreaks(text) {
		return line
	}
	lines := yamlLines(text)
	start := lines[min(max(line-1, 0), len(lines)-1)]
	return 1 + bytes.Count(text[:start], []byte("\n"))
}

// plainPlaces gives a node and those in it the lines and columns of editors, which are those of plain.
func plainPlaces(text []byte, plain *plainyaml.Lines, node *yaml.Node) {
	lines := yamlLines(text)
	var line, column, at int // where the last node was: the next on its line is looked for from there
	var place func(*yaml.Node)
	place = func(node *yaml.Node) {
		if node.Line != line || node.Column < column {
			line, column, at = node.Line, 1, lines[min(max(node.Line-1, 0), len(lines)-1)]
		}
		for ; column < node.Column && at < len(text); column++ {
			_, size := utf8.DecodeRune(text[at:])
			at += size
		}
		node.Line = plain.LineOf(at)
		node.Column = plain.Column(node.Line, at)
		for _, child := range node.Content {
			place(child)
		}
	}
	place(node)
}
