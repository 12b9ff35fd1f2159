package plainyaml

import "sync"

// builder is what is there of a tree while it is read.
type builder struct {
	source string
	nodes  []node
}

func (b *builder) tree() *Tree { return &Tree{source: b.source, nodes: b.nodes} }

// append makes a node the last child of into.
func (b *builder) append(into int32, last *int32, n node) int32 {
	i := int32(len(b.nodes))
	b.nodes = append(b.nodes, n)
	if *last == 0 {
		b.nodes[into].first = i
	} else {
		b.nodes[*last].next = i
	}
	*last = i
	return i
}

// areDistinct reports whether no key of the mapping stands twice.
func (b *builder) areDistinct(mapping int32) bool {
	nodes := b.nodes
	count := 0
	for i := nodes[mapping].first; i != 0; i = nodes[i].next {
		count++
	}
	const few = 32 // which are faster compared with each other
	if count > few {
		seen := make(map[string]bool, count)
		for i := nodes[mapping].first; i != 0; i = nodes[i].next {
			if seen[nodes[i].key] {
				return false
			}
			seen[nodes[i].key] = true
		}
		return true
	}
	for i := nodes[mapping].first; i != 0; i = nodes[i].next {
		for j := nodes[i].next; j != 0; j = nodes[j].next {
			if nodes[i].key == nodes[j].key {
				return false
			}
		}
	}
	return true
}

// spare are nodes of trees that were released.
var spare sync.Pool // of *[]node

// newNodes returns a root, and room for the nodes of a document of the length.
func newNodes(length int) []node {
	if released, ok := spare.Get().(*[]node); ok {
		return append((*released)[:0], node{})
	}
	return make([]node, 1, 16+length/24)
}

// Release lets another document have the tree's nodes. Neither the tree nor its elements may be used after it;
// what was read from it may.
func (t *Tree) Release() {
	const most = 10_000 // nodes that are kept
	if nodes := t.nodes; cap(nodes) <= most {
		t.nodes = nil
		spare.Put(&nodes)
	}
}
