// Package plainyaml reads the part of YAML that nearly every manifest is written in, several times faster
// than a whole YAML parser, and keeps the place of each key and value.
//
// It reads block mappings and sequences, flow collections, plain and quoted scalars of one line and literal
// blocks. Whatever is beyond that, or might be (anchors, tags, merge keys, tabs, scalars of
// several lines, a key that stands twice, numbers in unusual forms), it declines: the caller then asks the
// library, which is the judge of what YAML means. What it does not decline it reads as the library does;
// a fuzz target holds the two together. JSON is read into the same tree.
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
	vend        int32 // behind the value, where it is JSON; else 0
	first, next int32 // 0: none (the root is nobody's child)
}

// Tree is a document that was read.
type Tree struct {
	source string
	nodes  []node
	root   int32
}

// Parse reads one document, without the marks between documents. It reports false where the document is not
// plain: then nothing is said about it.
func Parse(document []byte) (*Tree, bool) {
	p := parser{builder: builder{source: string(document)}} // keys and values are pieces of it
	if !p.isAcceptable() {
		return nil, false
	}
	p.nodes = newNodes(len(document))
	p.advance()
	if p.done || p.indent != 0 {
		return nil, false
	}
	p.nodes[0].vline, p.nodes[0].vstart = p.line, int32(p.at)
	if !p.block(0, -1, 0) || !p.done {
		return nil, false
	}
	return p.tree(), true
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
	i := t.root
	for _, key := range path {
		if i = t.child(i, key); i == 0 {
			return "", false
		}
	}
	return t.nodes[i].value, t.nodes[i].kind == text
}

// Has reports whether the mapping at the top has the key.
func (t *Tree) Has(key string) bool { return t.child(t.root, key) != 0 }

// child returns the value of the key in the mapping; 0 where it has none.
func (t *Tree) child(i int32, key string) int32 {
	i = t.nodes[i].first
	for i != 0 && t.nodes[i].key != key {
		i = t.nodes[i].next
	}
	return i
}

// Elements returns the elements of the list at the key of the mapping at the top, each as a tree of its own.
// It reports false where no list of mappings stands there.
func (t *Tree) Elements(key string) ([]*Tree, bool) {
	list := t.child(t.root, key)
	if list == 0 || t.nodes[list].kind != sequence {
		return nil, false
	}
	var elements []*Tree
	for i := t.nodes[list].first; i != 0; i = t.nodes[i].next {
		if t.nodes[i].kind != mapping {
			return nil, false
		}
		elements = append(elements, &Tree{t.source, t.nodes, i})
	}
	return elements, true
}

// HasKey reports whether any mapping of the document has the key; with ofMapping only one whose value is a
// mapping counts.
func (t *Tree) HasKey(key string, ofMapping bool) bool {
	return t.hasKey(t.root, key, ofMapping)
}

func (t *Tree) hasKey(i int32, key string, ofMapping bool) bool {
	for i = t.nodes[i].first; i != 0; i = t.nodes[i].next {
		if n := &t.nodes[i]; n.key == key && (!ofMapping || n.kind == mapping) || t.hasKey(i, key, ofMapping) {
			return true
		}
	}
	return false
}
