// Package plainyaml reads the part of YAML that nearly every manifest is written in, several times faster
// than a whole YAML parser, and keeps the place of each key and value.
//
// It reads block mappings and sequences, flow collections, plain and quoted scalars of one line and literal
// blocks. Whatever is beyond that, or might be (anchors, tags, merge keys, tabs, scalars of
// several lines, a key that stands twice, numbers in unusual forms), it declines: the caller then asks the
// library, which is the judge of what YAML means. What it does not decline it reads as the library does;
// a fuzz target holds the two together.
package plainyaml

import (
	"strings"
	"unicode/utf8"
)

// kind of a node.
type kind uint8

const (
	null    kind = iota
	text         // a string
	literal      // a number or boolean that JSON writes the same way
	mapping
	sequence
)

// node is a value, with its key where it stands in a mapping. Children are linked by index.
type node struct {
	kind        kind
	key, value  string // of a scalar; both without quotes and escapes
	line, start int32  // where the key or the element begins: line from 0, byte offset in the document
	vline       int32  // where the value begins
	vstart      int32
	first, next int32 // 0: none (the root is nobody's child)
}

// Tree is a document that was read.
type Tree struct {
	source string
	nodes  []node
}

// Position is a place in the document: line and column from 1, the column in characters.
type Position struct{ Line, Column int }

// Parse reads one document, without the marks between documents. It reports false where the document is not
// plain: then nothing is said about it.
func Parse(document []byte) (*Tree, bool) {
	p := parser{source: string(document)} // keys and values are pieces of it
	if !p.isAcceptable() {
		return nil, false
	}
	p.nodes = make([]node, 0, 16+len(document)/24)
	p.nodes = append(p.nodes, node{})
	p.advance()
	if p.done || p.indent != 0 {
		return nil, false
	}
	p.nodes[0].vline, p.nodes[0].vstart = p.line, int32(p.at)
	if !p.block(0, -1, 0) || !p.done {
		return nil, false
	}
	return &Tree{source: p.source, nodes: p.nodes}, true
}

// isAcceptable looks for what is declined wherever it stands.
func (p *parser) isAcceptable() bool {
	if strings.HasPrefix(p.source, "%") || strings.HasPrefix(p.source, "...") || strings.Contains(p.source, "\n...") ||
		strings.HasPrefix(p.source, "---") || strings.Contains(p.source, "\n---") {
		return false
	}
	ascii := true
	for i := range len(p.source) {
		c := p.source[i]
		if c < ' ' && c != '\n' || c == 0x7f {
			return false // tabs, carriage returns and other control characters
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || isPrintable(p.source)
}

// isPrintable reports whether all characters beyond ASCII are such as the library takes for letters: no
// line breaks, marks or controls.
func isPrintable(source string) bool {
	for len(source) > 0 {
		r, size := utf8.DecodeRuneInString(source)
		switch {
		case r == utf8.RuneError, 0x80 <= r && r < 0xa0, r == '\u2028', r == '\u2029', r == '\ufeff', r == '\ufffe', r == '\uffff':
			return false
		}
		source = source[size:]
	}
	return true
}

// Text returns the text at the path of keys from the top. It reports false where something else stands there:
// a number, a list, nothing.
func (t *Tree) Text(path ...string) (string, bool) {
	i := int32(0)
	for _, key := range path {
		child := t.nodes[i].first
		for child != 0 && t.nodes[child].key != key {
			child = t.nodes[child].next
		}
		if child == 0 {
			return "", false
		}
		i = child
	}
	return t.nodes[i].value, t.nodes[i].kind == text
}

// Has reports whether the mapping at the top has the key.
func (t *Tree) Has(key string) bool {
	for i := t.nodes[0].first; i != 0; i = t.nodes[i].next {
		if t.nodes[i].key == key {
			return true
		}
	}
	return false
}

// HasKey reports whether any mapping of the document has the key; with ofMapping only one whose value is a
// mapping counts.
func (t *Tree) HasKey(key string, ofMapping bool) bool {
	for i := range t.nodes {
		if n := &t.nodes[i]; n.key == key && (!ofMapping || n.kind == mapping) {
			return true
		}
	}
	return false
}

// Len returns the length of the document in bytes.
func (t *Tree) Len() int { return len(t.source) }
