package fix

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// mender makes the edits of one object of a document.
type mender struct {
	data      []byte
	document  manifest.Document
	positions *manifest.Positions
	parsed    func() (*textedit.Document, error) // the document, for who writes what is not there
	prefix    string                             // of the object in its document
	proves    bool                               // insertions are proved at once; else they are unproved
	unproved  insertions
}

func (m *mender) one(e finding.Edit) ([]textedit.Edit, bool) {
	switch e.Op {
	case finding.Quote:
		return m.quote(e.Field)
	case finding.Set:
		return m.set(e.Field, e.Value)
	case finding.Remove:
		return m.remove(e.Field)
	case finding.Move:
		return m.move(e.Field, e.To)
	}
	return nil, false
}

// find returns the node of a field; false where it is not there, or is shared by an alias with others.
func (m *mender) find(field string) (manifest.Node, bool) {
	n := m.positions.Lookup(m.prefix, field)
	return n, n.Rest == "" && !n.Shared
}

// quote puts what is written in quotes.
func (m *mender) quote(field string) ([]textedit.Edit, bool) {
	n, ok := m.find(field)
	if !ok || n.Value.Kind != yaml.ScalarNode || n.Value.Style != 0 || n.Value.Anchor != "" {
		return nil, false
	}
	place := m.positions.Place(n.Value)
	written := string(m.data[place.Start:place.End])
	if written == "" || strings.ContainsAny(written, "\"\\") {
		return nil, false
	}
	return []textedit.Edit{{Start: place.Start, End: place.End, New: `"` + written + `"`}}, true
}

// set gives a field a value, whether it is there or not.
func (m *mender) set(field string, value any) ([]textedit.Edit, bool) {
	n := m.positions.Lookup(m.prefix, field)
	if n.Shared {
		return nil, false
	}
	if n.Rest != "" {
		return m.insert(field, value)
	}
	if n.Value.Anchor != "" || n.Value.Kind == yaml.AliasNode {
		return nil, false
	}
	if list, ok := value.([]int32); ok && n.Value.Kind == yaml.SequenceNode && n.Value.Style&yaml.FlowStyle == 0 {
		return m.reorder(n.Value, list)
	}
	text, ok := m.scalar(value)
	if _, is := value.(string); is && n.Value.Kind != yaml.ScalarNode {
		return nil, false // a word takes the place of a word
	}
	if !ok || !m.positions.IsOneLine(n.Value) {
		return nil, false
	}
	place := m.positions.Place(n.Value)
	return []textedit.Edit{{Start: place.Start, End: place.End, New: text}}, true
}

// reorder puts the lines of a list of numbers in the order of the values, each with its comment, and drops
// those that say one again.
func (m *mender) reorder(list *yaml.Node, values []int32) ([]textedit.Edit, bool) {
	lines := make(map[string]string)
	var spans []textedit.Edit
	for _, element := range list.Content {
		at := m.positions.Place(element)
		start, end := m.lineStart(at.Start), m.lineEnd(at.Start)
		line := string(m.data[start:end])
		if !strings.HasPrefix(strings.TrimLeft(line, " "), "- ") || element.Kind != yaml.ScalarNode {
			return nil, false
		}
		if _, twice := lines[element.Value]; !twice {
			lines[element.Value] = strings.TrimRight(line, "\r\n")
		}
		spans = append(spans, textedit.Edit{Start: start, End: end})
	}
	var edits []textedit.Edit
	for i, span := range spans {
		if i >= len(values) {
			edits = append(edits, span)
			continue
		}
		text, ok := lines[itoa(values[i])]
		if !ok {
			return nil, false
		}
		span.End = span.Start + len(bytes.TrimRight(m.data[span.Start:span.End], "\r\n"))
		span.New = text
		edits = append(edits, span)
	}
	// Lines that follow each other touch; they are one edit.
	whole := textedit.Edit{Start: edits[0].Start}
	for i, e := range edits {
		if i > 0 {
			whole.New += string(m.data[whole.End:e.Start])
		}
		whole.New += e.New
		whole.End = e.End
	}
	return []textedit.Edit{whole}, true
}

// remove takes an entry of a mapping or an element of a list away. The last entry leaves {} behind, for nothing at
// all would be null.
func (m *mender) remove(field string) ([]textedit.Edit, bool) {
	n, ok := m.find(field)
	if !ok || n.Parent == nil {
		return nil, false
	}
	if n.Key != nil && len(n.Parent.Content) == 2 {
		parent, ok := m.find(above(field))
		if !ok || parent.Key == nil || parent.Value != n.Parent || n.Parent.Anchor != "" {
			return nil, false
		}
		return m.empty(parent, n)
	}
	e, ok := m.cut(n)
	return []textedit.Edit{e}, ok
}

// empty takes away the one entry of the parent.
func (m *mender) empty(parent, only manifest.Node) ([]textedit.Edit, bool) {
	start := m.positions.Place(only.Key).Start
	if parent.Value.Style&yaml.FlowStyle != 0 {
		return []textedit.Edit{{Start: start, End: m.positions.Place(only.Value).End}}, m.positions.IsOneLine(only.Value)
	}
	key := m.positions.Place(parent.Key).End
	if m.data[key] != ':' || m.lineStart(start) <= key {
		return nil, false
	}
	return []textedit.Edit{{Start: key + 1, End: key + 1, New: " {}"}, {Start: m.lineStart(start), End: m.entryEnd(only)}}, true
}

// above is the field that another is an entry of.
func above(field string) string {
	if strings.HasSuffix(field, "]") {
		return field[:strings.LastIndexByte(field, '[')]
	}
	parent, _ := split(field)
	return parent
}

// move gives an entry another name in its mapping, or another mapping, and an element another place in its list.
func (m *mender) move(field, to string) ([]textedit.Edit, bool) {
	n, ok := m.find(field)
	if !ok {
		return nil, false
	}
	if n.Key == nil {
		return m.reinsert(n, to)
	}
	parent, name := split(to)
	if from, _ := split(field); from == parent {
		return m.rename(n.Key, name)
	}
	target := m.positions.Lookup(m.prefix, to)
	if target.Shared || target.Rest == "" {
		return nil, false // it stands there too: a person must choose
	}
	if target.Value == n.Parent { // into a mapping that is not there yet, beside the entry
		return m.wrap(n, strings.TrimSuffix(target.Rest, "."+name))
	}
	if target.Rest != name {
		return nil, false
	}
	cut, ok := m.cut(n)
	if !ok {
		return nil, false
	}
	entry, ok := m.entryText(n)
	if !ok {
		return nil, false
	}
	put, ok := m.put(target.Value, entry)
	return []textedit.Edit{cut, put}, ok
}

// reinsert puts an element of a list in block style before another of it, with the comments that stand above it.
func (m *mender) reinsert(n manifest.Node, to string) ([]textedit.Edit, bool) {
	before := m.positions.Lookup(m.prefix, to)
	if before.Shared || before.Rest != "" || before.Parent != n.Parent || n.Parent.Style&yaml.FlowStyle != 0 {
		return nil, false
	}
	own, ok := m.cut(n)
	place, ok2 := m.cut(before)
	if !ok || !ok2 {
		return nil, false
	}
	indent := strings.Repeat(" ", n.Parent.Column-1)
	own.Start, place.Start = m.aboveComments(own.Start, indent), m.aboveComments(place.Start, indent)
	text := string(m.data[own.Start:own.End])
	if !strings.HasSuffix(text, "\n") { // the last line of the file: its end goes with the line that is last then
		end := m.newline(place.Start)
		own.Start -= len(end)
		text += end
	}
	return []textedit.Edit{own, {Start: place.Start, End: place.Start, New: text}}, own.Start > place.Start
}

func (m *mender) rename(key *yaml.Node, name string) ([]textedit.Edit, bool) {
	place := m.positions.Place(key)
	switch quote := m.data[place.Start]; quote {
	case '"', '\'':
		name = string(quote) + name + string(quote)
	}
	return []textedit.Edit{{Start: place.Start, End: place.End, New: name}}, true
}

// split parts a path into its parent and the last name.
func split(path string) (parent, name string) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path
	}
	return path[:i], path[i+1:]
}
