package plainyaml

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Node returns the document as the library's tree, with the place and style of each key and value, but no
// comments.
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
	case text:
		made.Kind, made.Tag, made.Value = yaml.ScalarNode, "!!str", n.value
	case literal:
		made.Kind, made.Tag, made.Value = yaml.ScalarNode, "!!int", n.value
		switch {
		case !isDigit(n.value[len(n.value)-1]):
			made.Tag = "!!bool"
		case strings.Contains(n.value, "."):
			made.Tag = "!!float"
		}
	default:
		made.Kind, made.Tag = yaml.ScalarNode, "!!null"
	}
	return made
}

func (t *Tree) at(line, offset int32, starts []int32) *yaml.Node {
	return &yaml.Node{Line: int(line) + 1, Column: utf8.RuneCount(t.source[starts[line]:offset]) + 1, Style: styleOf(t.source[offset])}
}

// styleOf returns the style of what begins with the byte.
func styleOf(c byte) yaml.Style {
	switch c {
	case '"':
		return yaml.DoubleQuotedStyle
	case '\'':
		return yaml.SingleQuotedStyle
	case '|':
		return yaml.LiteralStyle
	case '[', '{':
		return yaml.FlowStyle
	}
	return 0
}
