package manifest

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
)

// Position is a place in a file: line and column, in characters, both from 1.
type Position struct{ Line, Column int }

// Place is a piece of one line of a file.
type Place struct {
	Position
	EndColumn      int // the column after the piece
	Start, End     int // bytes of the file
	IsKey, Missing bool
}

// Aim says what of a field is to be shown.
type Aim int

// The aims.
const (
	AimValue Aim = iota // the value where it stands on one line, else the key
	AimKey
)

// Positions finds the fields of one document. It is made only when a finding needs it.
type Positions struct {
	document Document
	root     *yaml.Node
	plain    *plainyaml.Nodes              // makes the nodes below root; nil: they are all there
	lines    *plainyaml.Lines              // of the document's text
	keys     map[*yaml.Node]map[string]int // of mappings with many, once they were asked for
}

// NewPositions reads the document again, keeping positions. Where that fails every field is placed at the
// document's first line.
func NewPositions(d Document) *Positions {
	p := &Positions{document: d, lines: plainyaml.NewLines(d.Text)}
	if tree := d.Plain(); tree != nil {
		p.plain = tree.Nodes(p.lines)
		p.root = p.plain.Root()
		return p
	}
	var node yaml.Node
	if err := yaml.Unmarshal(d.Text, &node); err == nil && len(node.Content) > 0 {
		p.root = node.Content[0]
		if hasOddBreaks(d.Text) {
			plainPlaces(d.Text, p.lines, p.root)
		}
	}
	return p
}

// open returns the node with its children.
func (p *Positions) open(node *yaml.Node) *yaml.Node {
	if p.plain != nil {
		p.plain.Open(node)
	}
	return node
}

// Find returns where the field stands, as the API server spells it, below prefix (the path of an item in
// a List, or ""). A field that is not there is placed at the nearest one above it that is.
func (p *Positions) Find(prefix, field string, aim Aim) Place {
	if p.root == nil {
		return p.firstLine()
	}
	t := p.trace(prefix, field)
	var place Place
	switch {
	case t.key == nil && t.value == p.root:
		place = p.rootPlace()
	case t.key == nil: // an element
		place = p.place(t.value)
	case aim == AimValue && t.rest == "" && p.isOneLine(t.value):
		place = p.place(t.value)
	default:
		place = p.place(t.key)
		place.IsKey = true
	}
	place.Missing = t.rest != ""
	return place
}

// rootPlace shows the kind of the object, which says more than the bracket or the comment that it begins with.
func (p *Positions) rootPlace() Place {
	root := p.open(p.root)
	for i := 0; i+1 < len(root.Content) && root.Kind == yaml.MappingNode; i += 2 {
		if root.Content[i].Value == "kind" {
			return p.place(root.Content[i])
		}
	}
	return p.place(p.root)
}

// found is how far a path leads: to value, which key names unless it is an element; rest could not be followed.
type found struct {
	key, value *yaml.Node
	parent     *yaml.Node // the mapping or list that value stands in
	rest       string
	shared     bool // an alias or a merge key led there
}

func (p *Positions) trace(prefix, field string) found {
	t := found{value: p.root}
	if prefix != "" {
		if t = p.follow(t, prefix); t.rest != "" {
			return t
		}
	}
	start := t
	if t = p.follow(start, field); t.rest == "" {
		return t
	}
	for _, written := range respelled(field) {
		if other := p.follow(start, written); len(other.rest) < len(t.rest) {
			t = other
		}
	}
	return t
}

// respellings are the API server's spellings that are not the names one writes.
var respellings = [...]struct{ suffix, written string }{
	{".HostPID", ".hostPID"},
	{".HostIPC", ".hostIPC"},
	{".persistentDisk", ".gcePersistentDisk"},
	{".downwarAPI", ".downwardAPI"},
	{".cephFS", ".cephfs"},
	{".storageOS", ".storageos"},
	{".initiatorname", ".initiatorName"},
	{".clusterTrustBundlePEM", ".clusterTrustBundle"},
	{".csi.name", ".csi.nodePublishSecretRef.name"},
	{".resources[storage]", ".resources.requests[storage]"},
	{".metadata.uID", ".metadata.uid"},
	{"template.labels", "template.metadata.labels"},
	{"template.labels", "../metadata.name"}, // the name that became a label
	{"template.annotations", "template.metadata.annotations"},
}

func respelled(field string) []string {
	var written []string
	for _, r := range respellings {
		before, after, ok := strings.Cut(field, r.suffix)
		if !ok || after != "" && after[0] != '.' && after[0] != '[' {
			continue
		}
		if name, top := strings.CutPrefix(r.written, "../"); top {
			if after == "" {
				written = append(written, name)
			}
			continue
		}
		written = append(written, before+r.written+after)
	}
	return written
}

// follow goes down from t as far as the path leads.
func (p *Positions) follow(t found, path string) found {
	for path != "" {
		next, rest, ok := p.enter(t.value, path)
		if !ok {
			break
		}
		next.shared = next.shared || t.shared
		t, path = next, strings.TrimPrefix(rest, ".")
	}
	t.rest = path
	return t
}

// enter takes the first step of the path: an element of a list, or the longest key that the path begins
// with, for keys have dots in them too. Aliases are followed, and merge keys (<<) after a mapping's own.
func (p *Positions) enter(node *yaml.Node, path string) (next found, rest string, ok bool) {
	written := node
	node = p.open(resolve(node))
	shared := node != written
	switch node.Kind {
	case yaml.SequenceNode:
		text, bracketed := strings.CutPrefix(path, "[")
		number, rest, closed := strings.Cut(text, "]")
		i, err := strconv.Atoi(number)
		if !bracketed || !closed || err != nil || i < 0 || i >= len(node.Content) {
			return found{}, "", false
		}
		return found{value: node.Content[i], parent: node, shared: shared}, rest, true
	case yaml.MappingNode:
		if best, rest := p.longestKey(node, path); best >= 0 {
			return found{key: node.Content[best], value: node.Content[best+1], parent: node, shared: shared}, rest, true
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Tag == "!!merge" {
				if next, rest, ok = p.enterMerged(node.Content[i+1], path); ok {
					next.shared = true
					return next, rest, true
				}
			}
		}
	}
	return found{}, "", false
}

// longestKey returns the longest key of the mapping that the path begins with, of two the last, and the rest
// of the path; -1 where there is none.
func (p *Positions) longestKey(mapping *yaml.Node, path string) (best int, rest string) {
	best = -1
	const few = 64 // which are faster tried one by one
	if len(mapping.Content) <= 2*few {
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			after, matches := cutKey(path, mapping.Content[i].Value)
			if matches && (best < 0 || len(after) <= len(rest)) {
				best, rest = i, after
			}
		}
		return best, rest
	}
	keys := p.keysOf(mapping)
	inner, bracketed := strings.CutPrefix(path, "[")
	for end := len(inner); end > 0; end-- {
		if bracketed && inner[end-1] != ']' || !bracketed && end < len(inner) && inner[end] != '.' && inner[end] != '[' {
			continue
		}
		key, after := inner[:end], inner[end:]
		if bracketed {
			key = inner[:end-1]
		}
		if i, ok := keys[key]; ok {
			return i, after
		}
	}
	return -1, ""
}

// keysOf returns where each key of the mapping stands, of two the last.
func (p *Positions) keysOf(mapping *yaml.Node) map[string]int {
	if keys := p.keys[mapping]; keys != nil {
		return keys
	}
	keys := make(map[string]int, len(mapping.Content)/2)
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		keys[mapping.Content[i].Value] = i
	}
	if p.keys == nil {
		p.keys = make(map[*yaml.Node]map[string]int)
	}
	p.keys[mapping] = keys
	return keys
}

func (p *Positions) enterMerged(node *yaml.Node, path string) (next found, rest string, ok bool) {
	node = resolve(node)
	if node.Kind != yaml.SequenceNode {
		return p.enter(node, path)
	}
	for _, source := range node.Content {
		if next, rest, ok = p.enter(source, path); ok {
			return next, rest, true
		}
	}
	return found{}, "", false
}

// resolve follows aliases; the parser refuses one that leads to itself only in values, so the way is bounded.
func resolve(node *yaml.Node) *yaml.Node {
	for hops := 0; node.Kind == yaml.AliasNode && node.Alias != nil && hops < 100; hops++ {
		node = node.Alias
	}
	return node
}

// cutKey takes a key off the path, which may write it as .key or [key].
func cutKey(path, key string) (rest string, ok bool) {
	if inner, bracketed := strings.CutPrefix(path, "["); bracketed {
		rest, ok = strings.CutPrefix(inner, key+"]")
		return rest, ok
	}
	rest, ok = strings.CutPrefix(path, key)
	return rest, ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (p *Positions) firstLine() Place {
	end := lineEnd(p.document.Text, 0)
	return p.span(0, len(bytes.TrimRight(p.document.Text[:end], "\r\n")))
}

// place shows a node: a scalar whole where it ends on its line, else its first line.
func (p *Positions) place(node *yaml.Node) Place {
	start := p.lines.Offset(node.Line, node.Column)
	return p.span(start, p.end(node, start))
}

// span makes a place of bytes of the document's text that stand on one line.
func (p *Positions) span(start, end int) Place {
	line := p.lines.LineOf(start)
	column := p.lines.Column(line, start)
	if line == 1 {
		column += p.document.Column - 1
	}
	return Place{
		Position:  Position{p.document.Line + line - 1, column},
		EndColumn: column + utf8.RuneCount(p.document.Text[start:end]),
		Start:     p.document.Offset + start, End: p.document.Offset + end,
	}
}

// end returns where the node that begins at start ends on its first line.
func (p *Positions) end(node *yaml.Node, start int) int {
	text := p.document.Text
	lineStop := start + len(bytes.TrimRight(text[start:p.lines.End(node.Line)], " \t\r\n"))
	switch {
	case node.Kind == yaml.AliasNode:
		return start + min(1+len(node.Value), lineStop-start)
	case node.Kind == yaml.MappingNode && node.Style&yaml.FlowStyle == 0 && len(p.open(node).Content) > 0 && node.Content[0].Line == node.Line:
		return p.end(node.Content[0], p.lines.Offset(node.Content[0].Line, node.Content[0].Column))
	case node.Kind == yaml.MappingNode, node.Kind == yaml.SequenceNode:
		if end, closed := p.flowEnd(node, start, lineStop); closed {
			return end
		}
		return min(start+1, len(text))
	}
	token := start + properties(text[start:lineStop])
	switch {
	case token < lineStop && text[token] == '"':
		return quotedEnd(text, token, lineStop, '"')
	case token < lineStop && text[token] == '\'':
		return quotedEnd(text, token, lineStop, '\'')
	case node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return min(token+1, len(text))
	case bytes.HasPrefix(text[token:], []byte(node.Value)):
		return token + len(node.Value)
	}
	return lineStop
}

// properties returns the length of the anchor and the tag that a node begins with.
func properties(line []byte) int {
	at := 0
	for at < len(line) && (line[at] == '&' || line[at] == '!') {
		space := bytes.IndexAny(line[at:], " \t")
		if space < 0 {
			return at
		}
		for at += space; at < len(line) && (line[at] == ' ' || line[at] == '\t'); {
			at++
		}
	}
	return at
}

func quotedEnd(text []byte, token, stop int, quote byte) int {
	for i := token + 1; i < stop; i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case quote == '\'' && text[i] == quote && i+1 < stop && text[i+1] == quote:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return stop
}

// isOneLine reports whether the value is better shown than its key.
func (p *Positions) isOneLine(node *yaml.Node) bool {
	switch node.Kind {
	case yaml.AliasNode:
		return true
	case yaml.ScalarNode:
		return node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && (node.Value != "" || node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0)
	case yaml.MappingNode, yaml.SequenceNode:
		start := p.lines.Offset(node.Line, node.Column)
		_, closed := p.flowEnd(node, start, p.lines.End(node.Line))
		return closed
	}
	return false
}

// flowEnd returns where a [list] or {mapping} of one line ends; false where it goes on below, or has no brackets.
func (p *Positions) flowEnd(node *yaml.Node, start, stop int) (end int, closed bool) {
	text := p.document.Text
	depth := 0
	for i := start + properties(text[start:stop]); i < stop && node.Style&yaml.FlowStyle != 0; i++ {
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"', '\'':
			if before := text[i-1]; before == ' ' || before == ',' || before == '[' || before == '{' || before == ':' {
				i = quotedEnd(text, i, stop, text[i]) - 1
			}
		}
		if depth == 0 {
			break
		}
	}
	return 0, false
}
