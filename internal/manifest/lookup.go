package manifest

import "go.yaml.in/yaml/v3"

// Node is a field as it is written, for who edits it.
type Node struct {
	Key    *yaml.Node // nil: it is an element of a list, or the document
	Value  *yaml.Node // of the last field on the way that is there
	Parent *yaml.Node // the mapping or list that Value stands in
	Rest   string     // what of the path is not there
	Shared bool       // an alias or a merge key leads there: others have it too
}

// Lookup returns the node of a field, as Find places it. Without a document its Rest is the whole path, and
// Shared is true, so that nobody edits it.
func (p *Positions) Lookup(prefix, field string) Node {
	if p.root == nil {
		return Node{Rest: field, Shared: true}
	}
	t := p.trace(prefix, field)
	if t.rest == "" && t.value.Kind == yaml.AliasNode {
		t.shared = true
	}
	if p.plain != nil {
		p.plain.OpenAll(t.value)
	}
	return Node{t.key, t.value, t.parent, t.rest, t.shared}
}

// Place returns where a node stands.
func (p *Positions) Place(node *yaml.Node) Place { return p.place(node) }

// IsOneLine reports whether the value is written on one line, and where it ends is known.
func (p *Positions) IsOneLine(node *yaml.Node) bool { return p.isOneLine(node) }
