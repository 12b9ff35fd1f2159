// Package check holds what every parity check needs and no caller of the library does: a field path that
// costs nothing until an error is written, and the report that the errors go to.
package check

import (
	"strconv"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Path is one step from its parent. It lives on the stack of the function that takes the step: pass its
// address down by direct calls; never store it, capture it in a closure or send it through a function
// value or an interface, or it escapes to the heap and every valid object pays for it.
type Path struct {
	parent *Path
	name   string
	index  int32 // a name when noIndex, a map key when mapKey, else an element of a list
}

const (
	noIndex = -1
	mapKey  = -2
)

// Root returns the path of a top-level field, such as spec or metadata.
func Root(name string) Path { return Path{name: name, index: noIndex} }

// Child returns the path of a field of p.
func (p *Path) Child(name string) Path { return Path{parent: p, name: name, index: noIndex} }

// Index returns the path of element i of the list p.
func (p *Path) Index(i int) Path { return Path{parent: p, index: int32(i)} }

// Key returns the path of the entry named key of the map p.
func (p *Path) Key(key string) Path { return Path{parent: p, name: key, index: mapKey} }

// String spells the path as the API server does: spec.template.spec.containers[0].resources.limits[cpu].
// Cost: allocates; only errors call it.
func (p *Path) String() string { return string(p.appendTo(make([]byte, 0, 96))) }

func (p *Path) appendTo(b []byte) []byte {
	if p.parent != nil {
		b = p.parent.appendTo(b)
	}
	switch p.index {
	case noIndex:
		if p.parent != nil {
			b = append(b, '.')
		}
		return append(b, p.name...)
	case mapKey:
		b = append(b, '[')
		b = append(b, p.name...)
	default:
		b = append(b, '[')
		b = strconv.AppendInt(b, int64(p.index), 10)
	}
	return append(b, ']')
}

// Field returns the path as apimachinery's type, for its own checks that want one. It is a single element
// that spells the whole way: built of p's parents it would make them escape.
// Cost: allocates; call it only where the cheap form of the check has already failed.
func (p *Path) Field() *field.Path { return field.NewPath(p.String()) }
