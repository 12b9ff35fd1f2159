package plainyaml

import "strings"

// flow reads the flow collection at the byte of the current line and returns the byte behind it, on what is
// the current line then.
func (p *parser) flow(into int32, at, depth int) (behind int, ok bool) {
	if depth > deepest {
		return 0, false
	}
	closing, isMapping := byte(']'), false
	p.nodes[into].kind = sequence
	if p.source[at] == '{' {
		closing, isMapping = '}', true
		p.nodes[into].kind = mapping
	}
	var last int32
	at = p.skipLines(at + 1)
	for at < p.end && p.source[at] != closing {
		n := node{line: p.line, start: int32(at), vline: p.line, vstart: int32(at)}
		if isMapping {
			var key string
			if key, at, ok = p.flowKey(at); !ok {
				return 0, false
			}
			n.key = key
			if at = p.skipBlanks(at); at >= p.end || p.source[at] == ',' || p.source[at] == closing {
				return 0, false // a key without a value
			}
			n.vstart = int32(at)
		}
		i := p.append(into, &last, n)
		if at, ok = p.flowValue(i, at, depth); !ok {
			return 0, false
		}
		at = p.skipLines(at)
		switch {
		case at >= p.end:
			return 0, false
		case p.source[at] == ',':
			if at = p.skipLines(at + 1); at >= p.end || p.source[at] == ',' {
				return 0, false
			}
		case p.source[at] != closing:
			return 0, false
		}
	}
	if at >= p.end || isMapping && !p.areDistinct(into) {
		return 0, false
	}
	return at + 1, true
}

func (p *parser) flowValue(into int32, at, depth int) (behind int, ok bool) {
	switch p.source[at] {
	case '[', '{':
		return p.flow(into, at, depth+1)
	case '"', '\'':
		value, behind, ok := p.quoted(at, p.end)
		p.nodes[into].kind, p.nodes[into].value = text, value
		return behind, ok && !p.isColon(behind)
	}
	end, ok := p.flowPlain(at)
	if !ok || p.isColon(end) {
		return 0, false
	}
	return end, p.set(into, strings.TrimRight(p.source[at:end], " "))
}

// isColon reports whether a colon follows: then what was read is the key of a mapping of one entry.
func (p *parser) isColon(at int) bool {
	at = p.skipBlanks(at)
	return at < p.end && p.source[at] == ':'
}

// flowPlain returns the end of the plain scalar at the byte. It ends with its line where what follows on the
// lines below cannot be more of it: flow looks there for a comma or a bracket.
func (p *parser) flowPlain(at int) (end int, ok bool) {
	if !isPlainStart(p.source[at]) || p.source[at] == '-' && (at+1 == p.end || strings.IndexByte(" ,[]{}", p.source[at+1]) >= 0) {
		return 0, false
	}
	for i := at; i < p.end; i++ {
		switch c := p.source[i]; c {
		case ',', ']', '}':
			return i, true
		case '#':
			return i, p.source[i-1] == ' '
		case '[', '{', '?':
			return 0, false
		case ':':
			if i+1 == p.end || strings.IndexByte(" ,[]{}", p.source[i+1]) >= 0 {
				return 0, false
			}
		}
	}
	return p.end, true
}

// flowKey reads "name: " at the byte.
func (p *parser) flowKey(at int) (name string, behind int, ok bool) {
	name, behind, ok = p.anyFlowKey(at)
	return name, behind, ok && behind-at <= longestKey
}

func (p *parser) anyFlowKey(at int) (name string, behind int, ok bool) {
	if c := p.source[at]; c == '"' || c == '\'' {
		value, end, ok := p.quoted(at, p.end)
		if !ok || end+1 >= p.end || p.source[end] != ':' || p.source[end+1] != ' ' {
			return "", 0, false
		}
		return value, end + 1, true
	}
	for i := at; i+1 < p.end; i++ {
		switch c := p.source[i]; {
		case c == ':' && p.source[i+1] == ' ':
			name = p.source[at:i]
			return name, i + 1, name != "" && isPlainStart(name[0]) && resolve(name) == text
		case strings.IndexByte(" ,[]{}?#\"':", c) >= 0:
			return "", 0, false
		}
	}
	return "", 0, false
}

func (p *parser) skipBlanks(at int) int {
	for at < p.end && p.source[at] == ' ' {
		at++
	}
	return at
}

// skipLines is skipBlanks over comments and the ends of lines, too.
func (p *parser) skipLines(at int) int {
	for {
		at = p.skipBlanks(at)
		if at < p.end && (p.source[at] != '#' || p.source[at-1] != ' ' && p.source[at-1] != '\n') || p.next >= len(p.source) {
			return at
		}
		at = p.next
		p.nextLine()
	}
}
