package fix

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
)

// entry is the text of a field with its value, without the indentation of its first line.
type entry struct {
	lines  []string // without line ends, the indentation of the field taken off
	inFlow string   // the same on one line, for a {mapping}; "" where it does not fit on one
}

// entryText reads the text of an entry.
func (m *mender) entryText(n manifest.Node) (entry, bool) {
	key := m.positions.Place(n.Key)
	end := m.entryEnd(n)
	text := string(m.data[key.Start:end])
	indent := strings.Repeat(" ", key.Column-1)
	var e entry
	for i, line := range strings.Split(strings.TrimRight(text, "\r\n"), "\n") {
		line = strings.TrimRight(line, "\r")
		if i > 0 {
			rest, indented := strings.CutPrefix(line, indent)
			if !indented && strings.TrimSpace(line) != "" {
				return e, false
			}
			line = rest
		}
		e.lines = append(e.lines, line)
	}
	if value := m.positions.Place(n.Value); m.positions.IsOneLine(n.Value) && value.Line == key.Line {
		e.inFlow = string(m.data[key.Start:value.End])
	}
	return e, true
}

// entryEnd returns where the text of an entry ends: in a flow mapping after its value, else at the end of
// its last line, comments on that line included.
func (m *mender) entryEnd(n manifest.Node) int {
	if n.Parent.Style&yaml.FlowStyle != 0 {
		return m.positions.Place(n.Value).End
	}
	key := m.positions.Place(n.Key)
	return m.blockEnd(key.Start, key.Column-1, n.Value.Kind == yaml.SequenceNode)
}

// blockEnd returns the end of what begins at start with the indentation: the lines below it that are indented
// more, and those of a list that is not. Blank lines and comments count only between such lines.
func (m *mender) blockEnd(start, indent int, list bool) int {
	stop := m.document.Offset + len(m.document.Text)
	end := min(m.lineEnd(start), stop)
	for at := end; at < stop; {
		next := min(m.lineEnd(at), stop)
		line := bytes.TrimRight(m.data[at:next], " \t\r\n")
		content := bytes.TrimLeft(line, " ")
		depth := len(line) - len(content)
		switch {
		case len(content) == 0 || content[0] == '#' && depth <= indent:
		case depth > indent, list && depth == indent && content[0] == '-' && (len(content) == 1 || content[1] == ' '):
			end = next
		default:
			return end
		}
		at = next
	}
	return end
}

// cut takes an entry or an element out of what it stands in.
func (m *mender) cut(n manifest.Node) (textedit.Edit, bool) {
	index := -1
	step := 1
	first := n.Value
	if n.Key != nil {
		step, first = 2, n.Key
	}
	for i := 0; i < len(n.Parent.Content); i += step {
		if n.Parent.Content[i] == first {
			index = i
		}
	}
	if index < 0 || len(n.Parent.Content) == step {
		return textedit.Edit{}, false // alone: what is left would be nothing, which means something else
	}
	start := m.positions.Place(first).Start
	if n.Parent.Style&yaml.FlowStyle != 0 {
		if !m.positions.IsOneLine(n.Value) {
			return textedit.Edit{}, false
		}
		if index+step < len(n.Parent.Content) {
			return textedit.Edit{Start: start, End: m.positions.Place(n.Parent.Content[index+step]).Start}, true
		}
		end := m.positions.Place(n.Value).End
		before := m.positions.Place(n.Parent.Content[index-1])
		return textedit.Edit{Start: before.End, End: end}, m.positions.IsOneLine(n.Parent.Content[index-1])
	}
	if n.Key == nil {
		dash := bytes.LastIndexByte(m.data[:start], '-')
		if dash < 0 || m.lineStart(start) > dash {
			return textedit.Edit{}, false
		}
		if strings.TrimSpace(string(m.data[m.lineStart(dash):dash])) != "" {
			return textedit.Edit{}, false
		}
		return textedit.Edit{Start: m.lineStart(dash), End: m.blockEnd(dash, dash-m.lineStart(dash), false)}, true
	}
	end := m.entryEnd(n)
	if strings.TrimSpace(string(m.data[m.lineStart(start):start])) == "" {
		return textedit.Edit{Start: m.lineStart(start), End: end}, true
	}
	// The first of a list's element, after its dash: the next one takes its place.
	if index+step >= len(n.Parent.Content) {
		return textedit.Edit{}, false
	}
	return textedit.Edit{Start: start, End: m.positions.Place(n.Parent.Content[index+step]).Start}, true
}

// put writes an entry into a mapping, before its first.
func (m *mender) put(mapping *yaml.Node, e entry) (textedit.Edit, bool) {
	if mapping.Kind != yaml.MappingNode {
		return textedit.Edit{}, false
	}
	start := m.positions.Place(mapping).Start
	if mapping.Style&yaml.FlowStyle != 0 {
		open := bytes.IndexByte(m.data[start:], '{')
		if e.inFlow == "" || open < 0 {
			return textedit.Edit{}, false
		}
		text := e.inFlow
		if len(mapping.Content) > 0 {
			text += ", "
		}
		return textedit.Edit{Start: start + open + 1, End: start + open + 1, New: text}, true
	}
	if len(mapping.Content) == 0 {
		return textedit.Edit{}, false
	}
	at := m.positions.Place(mapping.Content[0])
	indent, newline := strings.Repeat(" ", at.Column-1), m.newline(at.Start)
	text := strings.Join(e.lines, newline+indent) + newline
	if m.lineStart(at.Start)+len(indent) != at.Start || strings.TrimSpace(string(m.data[m.lineStart(at.Start):at.Start])) != "" {
		return textedit.Edit{Start: at.Start, End: at.Start, New: text + indent}, true // after a dash
	}
	place := m.aboveComments(m.lineStart(at.Start), indent)
	return textedit.Edit{Start: place, End: place, New: indent + text}, true
}

// aboveComments goes up from the beginning of a line over the comments that belong to it.
func (m *mender) aboveComments(at int, indent string) int {
	for at > m.document.Offset {
		above := m.lineStart(at - 1)
		if !strings.HasPrefix(string(m.data[above:at]), indent+"#") {
			break
		}
		at = above
	}
	return at
}

// wrap puts an entry into a mapping of its own, which takes the entry's place: name is what leads there.
func (m *mender) wrap(n manifest.Node, name string) ([]textedit.Edit, bool) {
	if name == "" || strings.ContainsAny(name, ".[") {
		return nil, false
	}
	key := m.positions.Place(n.Key)
	e, ok := m.entryText(n)
	if !ok {
		return nil, false
	}
	if n.Parent.Style&yaml.FlowStyle != 0 {
		if e.inFlow == "" {
			return nil, false
		}
		end := m.positions.Place(n.Value).End
		return []textedit.Edit{{Start: key.Start, End: end, New: m.key(name) + ": {" + e.inFlow + "}"}}, true
	}
	newline := m.newline(key.Start)
	indent := newline + strings.Repeat(" ", key.Column-1)
	text := name + ":"
	for _, line := range e.lines {
		text += indent + "  " + line
	}
	end := m.entryEnd(n)
	end = key.Start + len(bytes.TrimRight(m.data[key.Start:end], "\r\n"))
	return []textedit.Edit{{Start: key.Start, End: end, New: text}}, true
}

// insert writes a field that is not there, with the mappings that lead to it.
func (m *mender) insert(field string, value any) ([]textedit.Edit, bool) {
	document, err := m.parsed()
	if err != nil {
		return nil, false
	}
	wanted := textedit.Value{Pointer: jsonPointer(m.prefix) + jsonPointer(field), Value: value}
	e, err := document.Edit(wanted.Pointer, wanted.Value)
	if err != nil {
		return nil, false
	}
	if m.proves {
		_, err = document.Apply([]textedit.Edit{e}, []textedit.Value{wanted})
	} else {
		m.unproved.add(insertions{[]textedit.Edit{e}, []textedit.Value{wanted}})
	}
	return []textedit.Edit{{Start: m.document.Offset + e.Start, End: m.document.Offset + e.End, New: e.New}}, err == nil
}

// jsonPointer turns a path into a JSON pointer: a.b[c][0] is /a/b/c/0.
func jsonPointer(path string) string {
	var pointer strings.Builder
	for path != "" {
		var name string
		if inner, bracketed := strings.CutPrefix(path, "["); bracketed {
			name, path, _ = strings.Cut(inner, "]")
		} else {
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			name, path = path[:end], path[end:]
		}
		pointer.WriteString("/" + strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1"))
		path = strings.TrimPrefix(path, ".")
	}
	return pointer.String()
}

// scalar is a value on one line, as the document writes values.
func (m *mender) scalar(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		if m.document.JSON {
			return strconv.Quote(v), true
		}
		text, err := sigsyaml.Marshal(v)
		if err != nil || bytes.Count(text, []byte("\n")) > 1 {
			return strconv.Quote(v), err == nil
		}
		return strings.TrimSpace(string(text)), true
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case int32:
		return itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case []int32:
		texts := make([]string, len(v))
		for i, n := range v {
			texts[i] = itoa(n)
		}
		return "[" + strings.Join(texts, ", ") + "]", true
	}
	return "", false
}

func itoa(n int32) string { return strconv.Itoa(int(n)) }

func (m *mender) key(name string) string {
	if m.document.JSON {
		return strconv.Quote(name)
	}
	return name
}

func (m *mender) lineStart(at int) int { return 1 + bytes.LastIndexByte(m.data[:at], '\n') }

func (m *mender) lineEnd(at int) int {
	if i := bytes.IndexByte(m.data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(m.data)
}

// newline is how the line that at is in ends.
func (m *mender) newline(at int) string {
	if end := m.lineEnd(at); end >= 2 && m.data[end-2] == '\r' {
		return "\r\n"
	}
	return "\n"
}
