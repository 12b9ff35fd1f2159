package defaults

import "strconv"

// pointer is one step of an RFC 6901 JSON pointer from its parent. It lives on the stack of the function
// that takes the step and becomes text only in a record: pass its address down, never store it.
type pointer struct {
	parent *pointer
	name   string
	index  int32 // a name when isName, a key of a map when isKey, else an element of a list
}

const (
	isName = -1
	isKey  = -2
)

// root returns the pointer that is spelt so; it holds names of fields only, which need no escape.
func root(text string) pointer { return pointer{name: text[1:], index: isName} }

func (p *pointer) child(name string) pointer { return pointer{parent: p, name: name, index: isName} }

func (p *pointer) element(i int) pointer { return pointer{parent: p, index: int32(i)} }

// key is an entry of a map: the one step whose name is the author's.
func (p *pointer) key(name string) pointer { return pointer{parent: p, name: name, index: isKey} }

func (p *pointer) appendTo(b []byte) []byte {
	if p.parent != nil {
		b = p.parent.appendTo(b)
	}
	b = append(b, '/')
	switch p.index {
	case isName:
		return append(b, p.name...)
	case isKey:
		return appendEscaped(b, p.name)
	default:
		return strconv.AppendInt(b, int64(p.index), 10)
	}
}

func appendEscaped(b []byte, key string) []byte {
	for i := range len(key) {
		switch c := key[i]; c {
		case '~':
			b = append(b, "~0"...)
		case '/':
			b = append(b, "~1"...)
		default:
			b = append(b, c)
		}
	}
	return b
}
