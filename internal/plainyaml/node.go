package plainyaml

import (
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Node returns the document as the library's tree, with the line and column of each key and value. It has
// no comments and no styles.
func (t *Tree) Node() *yaml.Node {
	starts := []int32{0} // of the lines
	for i, c := range t.source {
		if c == '\n' {
			starts = append(starts, int32(i+1))
		}
	}
	return t.node(0, starts)
}

func (t *Tree) node(i int32, starts []int32) *yaml.Node {
	n := &t.nodes[i]
	made := t.at(n.vline, n.vstart, starts)
	switch n.kind {
	case mapping:
		made.Kind, made.Tag = yaml.MappingNode, "!!map"
		for child := n.first; child != 0; child = t.nodes[child].next {
			c := &t.nodes[child]
			key := t.at(c.line, c.start, starts)
			key.Kind, key.Tag, key.Value = yaml.ScalarNode, "!!str", c.key
			made.Content = append(made.Content, key, t.node(child, starts))
		}
	case sequence:
		made.Kind, made.Tag = yaml.SequenceNode, "!!seq"
		for child := n.first; child != 0; child = t.nodes[child].next {
			made.Content = append(made.Content, t.node(child, starts))
		}
	default:
		made.Kind, made.Value = yaml.ScalarNode, n.value
	}
	return made
}

func (t *Tree) at(line, offset int32, starts []int32) *yaml.Node {
	return &yaml.Node{Line: int(line) + 1, Column: utf8.RuneCount(t.source[starts[line]:offset]) + 1}
}
