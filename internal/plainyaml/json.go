package plainyaml

// AppendJSON appends the document as JSON, its keys in their order, and returns the longer slice.
func (t *Tree) AppendJSON(b []byte) []byte { return t.appendNode(b, t.root) }

func (t *Tree) appendNode(b []byte, i int32) []byte {
	n := &t.nodes[i]
	if n.vend != 0 { // it is JSON
		return append(b, t.source[n.vstart:n.vend]...)
	}
	switch n.kind {
	case text:
		return appendString(b, n.value)
	case literal:
		value, _ := number(n.value) // set has asked
		return append(b, value...)
	case sequence:
		b = append(b, '[')
		for child := n.first; child != 0; child = t.nodes[child].next {
			if child != n.first {
				b = append(b, ',')
			}
			b = t.appendNode(b, child)
		}
		return append(b, ']')
	case mapping:
		b = append(b, '{')
		for child := n.first; child != 0; child = t.nodes[child].next {
			if child != n.first {
				b = append(b, ',')
			}
			b = appendString(b, t.nodes[child].key)
			b = append(b, ':')
			b = t.appendNode(b, child)
		}
		return append(b, '}')
	default:
		return append(b, "null"...)
	}
}

// appendString writes a string as JSON. It is valid UTF-8.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}
