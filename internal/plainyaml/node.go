package plainyaml

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Nodes gives a tree's nodes as the library's, with the place and style of each key and value, but no
// comments. Children are made when they are asked for: who looks for one field does not pay for all.
type Nodes struct {
	tree   *Tree
	root   *yaml.Node
	lines  *Lines
	closed map[*yaml.Node]int32 // those whose children are not made yet
}

// Nodes returns the nodes of the tree; lines are those of its document.
func (t *Tree) Nodes(lines *Lines) *Nodes {
	n := &Nodes{tree: t, root: new(yaml.Node), lines: lines, closed: make(map[*yaml.Node]int32)}
	n.value(n.root, t.root)
	return n
}

// Root returns the node at the top.
func (n *Nodes) Root() *yaml.Node { return n.root }

// Open makes the children of a node, where they are not there yet.
func (n *Nodes) Open(node *yaml.Node) {
	i, closed := n.closed[node]
	if !closed {
		return
	}
	delete(n.closed, node)
	nodes, count := n.tree.nodes, 0
	for child := nodes[i].first; child != 0; child = nodes[child].next {
		count++
	}
	if nodes[i].kind == mapping {
		count *= 2
	}
	made := make([]yaml.Node, count)
	node.Content = make([]*yaml.Node, count)
	for k := range made {
		node.Content[k] = &made[k]
	}
	for child := nodes[i].first; child != 0; child = nodes[child].next {
		if nodes[i].kind == mapping {
			n.key(&made[0], child)
			made = made[1:]
		}
		n.value(&made[0], child)
		made = made[1:]
	}
}

// OpenAll makes all that is below a node.
func (n *Nodes) OpenAll(node *yaml.Node) {
	n.Open(node)
	for _, child := range node.Content {
		n.OpenAll(child)
	}
}

func (n *Nodes) key(made *yaml.Node, i int32) {
	c := &n.tree.nodes[i]
	n.at(made, c.line, c.start)
	made.Kind, made.Tag, made.Value = yaml.ScalarNode, "!!str", c.key
}

func (n *Nodes) value(made *yaml.Node, i int32) {
	c := &n.tree.nodes[i]
	n.at(made, c.vline, c.vstart)
	switch c.kind {
	case mapping:
		made.Kind, made.Tag = yaml.MappingNode, "!!map"
		made.Style &= yaml.FlowStyle // a first key in quotes is not the mapping's
	case sequence:
		made.Kind, made.Tag = yaml.SequenceNode, "!!seq"
	case text:
		made.Kind, made.Tag, made.Value = yaml.ScalarNode, "!!str", c.value
	case literal:
		made.Kind, made.Tag, made.Value = yaml.ScalarNode, "!!int", c.value
		switch {
		case !isDigit(c.value[len(c.value)-1]):
			made.Tag = "!!bool"
		case strings.Contains(c.value, "."):
			made.Tag = "!!float"
		}
	default:
		made.Kind, made.Tag = yaml.ScalarNode, "!!null"
	}
	if c.first != 0 {
		n.closed[made] = i
	}
}

func (n *Nodes) at(made *yaml.Node, line, offset int32) {
	made.Line, made.Column = int(line)+1, n.lines.Column(int(line)+1, int(offset))
	made.Style = styleOf(n.tree.source[offset])
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
