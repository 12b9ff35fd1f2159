package plainyaml

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// ParseJSON is Parse for a document in JSON. It declines what is written in an unusual way: a key that stands
// twice, numbers that are not whole decimals or plain fractions, very deep nesting.
func ParseJSON(document []byte) (*Tree, bool) {
	p := jsonParser{builder: builder{source: string(document)}}
	if !utf8.ValidString(p.source) {
		return nil, false
	}
	p.nodes = newNodes(len(document))
	p.skipSpace()
	p.nodes[0].vline, p.nodes[0].vstart = p.line, int32(p.at)
	if !p.value(0, 0) {
		return nil, false
	}
	if p.skipSpace(); p.at < len(p.source) || p.nodes[0].kind != mapping {
		return nil, false
	}
	return p.tree(), true
}

type jsonParser struct {
	builder
	at   int
	line int32
}

func (p *jsonParser) skipSpace() {
	for ; p.at < len(p.source); p.at++ {
		switch p.source[p.at] {
		case '\n':
			p.line++
		case ' ', '\t', '\r':
		default:
			return
		}
	}
}

// next takes the byte where it comes next, blanks aside.
func (p *jsonParser) next(c byte) bool {
	p.skipSpace()
	if p.at < len(p.source) && p.source[p.at] == c {
		p.at++
		return true
	}
	return false
}

// value reads the value that begins at the current byte into the node.
func (p *jsonParser) value(into int32, depth int) bool {
	if p.at >= len(p.source) || depth > deepest {
		return false
	}
	var ok bool
	switch p.source[p.at] {
	case '{':
		ok = p.children(into, mapping, '}', depth)
	case '[':
		ok = p.children(into, sequence, ']', depth)
	case '"':
		var value string
		value, ok = p.text()
		p.nodes[into].kind, p.nodes[into].value = text, value
	default:
		ok = p.word(into)
	}
	p.nodes[into].vend = int32(p.at)
	return ok
}

// children reads the entries of an object or the elements of a list, up to its bracket.
func (p *jsonParser) children(into int32, kind kind, bracket byte, depth int) bool {
	p.nodes[into].kind = kind
	p.at++
	if p.next(bracket) {
		return true
	}
	var last int32
	for {
		p.skipSpace()
		n := node{line: p.line, start: int32(p.at)}
		if kind == mapping {
			var ok bool
			if n.key, ok = p.text(); !ok || !p.next(':') {
				return false
			}
			p.skipSpace()
		}
		n.vline, n.vstart = p.line, int32(p.at)
		i := p.append(into, &last, n)
		if !p.value(i, depth+1) {
			return false
		}
		if p.next(bracket) {
			return kind != mapping || p.areDistinct(into)
		}
		if !p.next(',') {
			return false
		}
	}
}

// text reads the string at the current byte.
func (p *jsonParser) text() (string, bool) {
	if p.at >= len(p.source) || p.source[p.at] != '"' {
		return "", false
	}
	begin, escaped := p.at, false
	for p.at++; p.at < len(p.source); p.at++ {
		switch c := p.source[p.at]; {
		case c == '"':
			p.at++
			if !escaped {
				return p.source[begin+1 : p.at-1], true
			}
			var value string
			err := json.Unmarshal([]byte(p.source[begin:p.at]), &value)
			return value, err == nil
		case c == '\\':
			escaped = true
			p.at++
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

// word reads a number, true, false or null.
func (p *jsonParser) word(into int32) bool {
	end := p.at
	for end < len(p.source) && strings.IndexByte(" \t\r\n,]}", p.source[end]) < 0 {
		end++
	}
	word := p.source[p.at:end]
	p.at = end
	n := &p.nodes[into]
	switch word {
	case "null":
		return true
	case "true", "false":
		n.kind, n.value = literal, word
		return true
	}
	if !isNumber(word) {
		return false
	}
	n.kind, n.value = literal, word
	written, ok := number(word)
	return ok && written == word // 0755 and 1.0 mean something else in YAML
}
