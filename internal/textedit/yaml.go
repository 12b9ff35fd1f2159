package textedit

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// block writes an object as lines of YAML, each indented.
func block(object map[string]any, indent, newline string) (string, error) {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(object); err != nil {
		return "", err
	}
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		out.WriteString(indent + strings.TrimSuffix(line, "\n") + newline)
	}
	return out.String(), nil
}

// flow writes a value as JSON, which is YAML on one line.
func flow(value any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	text := strings.TrimSuffix(b.String(), "\n")
	// A blank behind the colon: YAML wants one where the key is not in quotes, and people read it better.
	if _, isObject := value.(map[string]any); isObject {
		text = spaced(text)
	}
	return text, nil
}

// spaced puts a blank behind each colon and comma that stands in no text.
func spaced(text string) string {
	var b strings.Builder
	quoted := false
	for i := range len(text) {
		b.WriteByte(text[i])
		switch {
		case text[i] == '"' && (i == 0 || text[i-1] != '\\' || escapes(text[:i])%2 == 0):
			quoted = !quoted
		case !quoted && (text[i] == ':' || text[i] == ','):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// escapes counts the backslashes at the end.
func escapes(text string) int { return len(text) - len(strings.TrimRight(text, `\`)) }

func (d *Document) newline() string {
	if i := bytes.IndexByte(d.text, '\n'); i > 0 && d.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// endOfEntry is the start of the line behind an entry of a block mapping whose keys stand at the column,
// from 0: behind all lines that are indented more, and the elements of a list that stands right below its
// key. Blank lines and comments behind the entry are not of it.
func (d *Document) endOfEntry(key *yaml.Node, column int) int {
	end := d.lines.End(key.Line)
	for line := key.Line + 1; line <= d.lines.Count(); line++ {
		text := d.text[d.lines.Start(line):d.lines.End(line)]
		content := bytes.TrimLeft(text, " ")
		indent := len(text) - len(content)
		switch content = bytes.TrimSpace(content); {
		case len(content) == 0:
			continue // of it if something of it follows
		case indent > column, indent == column && (bytes.HasPrefix(content, []byte("- ")) || string(content) == "-"):
			end = d.lines.End(line)
		default:
			return end
		}
	}
	return end
}

// endOfLine is where the next line begins.
func (d *Document) endOfLine(at int) int {
	if i := bytes.IndexByte(d.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(d.text)
}

// restIsBlank reports whether nothing but a comment stands in the rest of the line.
func (d *Document) restIsBlank(at int) bool {
	rest := bytes.TrimSpace(d.text[at:d.endOfLine(at)])
	return len(rest) == 0 || rest[0] == '#'
}

// endOfScalar is where a scalar that begins at ends, where it stands on one line.
func (d *Document) endOfScalar(node *yaml.Node, at int) (int, bool) {
	if node.Kind != yaml.ScalarNode || at >= len(d.text) {
		return 0, false
	}
	line := d.text[at:d.endOfLine(at)]
	switch quote := line[0]; quote {
	case '"', '\'':
		for i := 1; i < len(line); i++ {
			switch {
			case line[i] == '\\' && quote == '"':
				i++
			case line[i] == quote && quote == '\'' && i+1 < len(line) && line[i+1] == quote:
				i++
			case line[i] == quote:
				return at + i + 1, true
			}
		}
		return 0, false
	}
	if node.Style == 0 && bytes.HasPrefix(line, []byte(node.Value)) {
		return at + len(node.Value), true
	}
	return 0, false
}
