package plainyaml

import "strings"

// parser goes over the document line by line. The current line is the next one with content.
type parser struct {
	builder

	at     int   // the first byte that is not blank, of the current line
	end    int   // behind the last byte of the current line
	next   int   // where the line after it begins
	line   int32 // number of the current line, from 0
	lines  int32 // number of the line that begins at next
	indent int
	done   bool // no line is left
}

// deepest nesting that is read; the library refuses more than ten thousand.
const deepest = 200

// advance moves to the next line with content.
func (p *parser) advance() {
	for p.next < len(p.source) {
		start := p.next
		p.nextLine()
		at := p.skipBlanks(start)
		if at == p.end || p.source[at] == '#' {
			continue
		}
		p.at, p.indent = at, at-start
		return
	}
	p.done = true
}

// nextLine makes the next line the current one, whatever it holds.
func (p *parser) nextLine() {
	p.line = p.lines
	p.lines++
	p.end = p.lineEnd(p.next)
	p.next = p.end + 1
}

// lineEnd returns where the line that the byte is on ends.
func (p *parser) lineEnd(at int) int {
	if n := strings.IndexByte(p.source[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(p.source)
}

// block reads what begins at the current line, below an entry or item at the indent outer, into the node.
func (p *parser) block(into int32, outer, depth int) bool {
	if depth > deepest {
		return false
	}
	switch c := p.source[p.at]; {
	case p.isItem():
		p.nodes[into].kind = sequence
		return p.items(into, p.indent, depth)
	case c == '[' || c == '{' || (c == '"' || c == '\'') && !p.hasKey(p.at):
		return outer >= 0 && p.scalarLine(into, p.at, outer, depth)
	}
	p.nodes[into].kind = mapping
	return p.entries(into, p.indent, depth)
}

// isItem reports whether the current line begins with "- ".
func (p *parser) isItem() bool {
	return p.source[p.at] == '-' && (p.at+1 == p.end || p.source[p.at+1] == ' ')
}

// items reads the items of a sequence at the indent.
func (p *parser) items(into int32, indent, depth int) bool {
	var last int32
	for !p.done && p.indent == indent && p.isItem() {
		at := p.at + 1
		for at < p.end && p.source[at] == ' ' {
			at++
		}
		item := node{line: p.line, start: int32(at), vline: p.line, vstart: int32(at)}
		if at == p.end || p.source[at] == '#' {
			// The item stands on the lines below, or is null.
			item.start, item.vstart = int32(p.at), int32(p.at)
			i := p.append(into, &last, item)
			p.advance()
			if !p.done && p.indent > indent {
				p.nodes[i].line, p.nodes[i].start = p.line, int32(p.at)
				p.nodes[i].vline, p.nodes[i].vstart = p.line, int32(p.at)
				if !p.block(i, indent, depth+1) {
					return false
				}
			}
			continue
		}
		i := p.append(into, &last, item)
		if p.source[at] == '-' && (at+1 == p.end || p.source[at+1] == ' ') {
			// A sequence in a sequence on one line: "- - x".
			p.indent += at - p.at
			p.at = at
			if !p.block(i, indent, depth+1) {
				return false
			}
			continue
		}
		if p.hasKey(at) {
			// A mapping whose first entry stands behind the mark: its indent is that entry's column.
			p.indent += at - p.at
			p.at = at
			p.nodes[i].kind = mapping
			if !p.entries(i, p.indent, depth+1) {
				return false
			}
			continue
		}
		if !p.scalarLine(i, at, indent, depth) {
			return false
		}
	}
	// What follows must stand further out: deeper lines are parts of scalars of several lines, or faults.
	return p.done || p.indent < indent || p.indent == indent && !p.isItem()
}

// entries reads the entries of a mapping at the indent. A key that stands twice is left to the library.
func (p *parser) entries(into int32, indent, depth int) bool {
	return depth <= deepest && p.anyEntries(into, indent, depth) && p.areDistinct(into)
}

func (p *parser) anyEntries(into int32, indent, depth int) bool {
	var last int32
	for !p.done && p.indent == indent {
		if p.isItem() {
			return true // the sequence around it goes on, at the same indent as its key
		}
		key, behind, ok := p.key(p.at)
		if !ok {
			return false
		}
		i := p.append(into, &last, node{key: key, line: p.line, start: int32(p.at), vline: p.line, vstart: int32(p.at)})
		at := behind
		for at < p.end && p.source[at] == ' ' {
			at++
		}
		if at < p.end && p.source[at] != '#' {
			p.nodes[i].vstart = int32(at)
			if !p.scalarLine(i, at, indent, depth) {
				return false
			}
			continue
		}
		p.advance()
		if !p.done && (p.indent > indent || p.indent == indent && p.isItem()) {
			p.nodes[i].vline, p.nodes[i].vstart = p.line, int32(p.at)
			if !p.block(i, indent, depth+1) {
				return false
			}
		}
	}
	return p.done || p.indent < indent
}

// hasKey reports whether the rest of the line from at begins with a key.
func (p *parser) hasKey(at int) bool {
	_, _, ok := p.key(at)
	return ok
}

// longestKey in bytes; the library refuses keys above 1,024 characters.
const longestKey = 1000

// key reads "name:" at the byte and returns the name and the byte behind the colon.
func (p *parser) key(at int) (name string, behind int, ok bool) {
	name, behind, ok = p.anyKey(at)
	return name, behind, ok && behind-at <= longestKey
}

func (p *parser) anyKey(at int) (name string, behind int, ok bool) {
	switch c := p.source[at]; {
	case c == '"' || c == '\'':
		value, end, ok := p.quoted(at, p.end)
		if !ok || end >= p.end || p.source[end] != ':' || end+1 < p.end && p.source[end+1] != ' ' {
			return "", 0, false
		}
		return value, end + 1, true
	case !isPlainStart(c) || c == '-' || c == '+' || c == '.' || isDigit(c):
		return "", 0, false
	}
	for i := at; i < p.end; i++ {
		switch c := p.source[i]; {
		case c == ':' && (i+1 == p.end || p.source[i+1] == ' '):
			name := p.source[at:i]
			if resolve(name) != text {
				return "", 0, false
			}
			return name, i + 1, true
		case c == ' ' || c == '#':
			return "", 0, false // keys of several words are rare
		}
	}
	return "", 0, false
}

// scalarLine reads the value that begins at the byte of the current line into the node, and moves on. The
// indent is that of the entry or item that the value belongs to.
func (p *parser) scalarLine(into int32, at, indent, depth int) bool {
	switch c := p.source[at]; {
	case c == '|':
		return p.literalBlock(into, at, indent)
	case c == '"' || c == '\'':
		value, end, ok := p.quoted(at, p.end)
		if !ok || !p.restIsBlank(end) {
			return false
		}
		p.nodes[into].kind, p.nodes[into].value = text, value
	case c == '[' || c == '{':
		end, ok := p.flow(into, at, depth+1)
		if !ok || !p.restIsBlank(end) {
			return false
		}
	default:
		value, ok := p.plain(at)
		if !ok || !p.set(into, value) {
			return false
		}
	}
	p.advance()
	// A line that is deeper would be the scalar's second.
	return p.done || p.indent <= indent
}

// restIsBlank reports whether nothing but a comment follows on the line.
func (p *parser) restIsBlank(at int) bool {
	if at == p.end {
		return true
	}
	if p.source[at] != ' ' {
		return false
	}
	for at < p.end && p.source[at] == ' ' {
		at++
	}
	return at == p.end || p.source[at] == '#'
}

// literalBlock reads the lines of a | or |- scalar.
func (p *parser) literalBlock(into int32, at, indent int) bool {
	strip := false
	if at++; at < p.end && p.source[at] == '-' {
		strip = true
		at++
	}
	if !p.restIsBlank(at) {
		return false
	}
	var value []byte
	width := -1
	blank := 0 // lines since the last with content
	for p.next < len(p.source) {
		start := p.next
		end := p.lineEnd(start)
		spaces := 0
		for start+spaces < end && p.source[start+spaces] == ' ' {
			spaces++
		}
		if start+spaces == end {
			if width < 0 || spaces > width {
				return false // leading blank lines, and blanks beyond the margin, have rules of their own
			}
			blank++
		} else {
			if width < 0 {
				if spaces <= indent {
					return false // an empty block
				}
				width = spaces
			}
			if spaces < width {
				if spaces > indent {
					return false
				}
				break
			}
			for ; blank > 0; blank-- {
				value = append(value, '\n')
			}
			value = append(value, p.source[start+width:end]...)
			value = append(value, '\n')
		}
		p.next = end + 1
		p.lines++
	}
	if width < 0 || p.source[len(p.source)-1] != '\n' {
		return false
	}
	if strip {
		value = value[:len(value)-1]
	}
	p.nodes[into].kind, p.nodes[into].value = text, string(value)
	p.advance()
	return p.done || p.indent <= indent
}
