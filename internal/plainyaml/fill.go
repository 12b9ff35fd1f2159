package plainyaml

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/amount"
)

// Filler fills objects of one type from trees, as sigs.k8s.io/json decodes them strictly from the tree's JSON,
// without that JSON. It is immutable, and safe for concurrent use.
type Filler struct{ root *shape }

// NewFiller returns what fills objects of the type. What it does not know how to fill (types that read
// themselves from text, floats and the like) it declines when it meets it.
func NewFiller(object reflect.Type) *Filler {
	return &Filler{shapeOf(object, map[reflect.Type]*shape{})}
}

// Fill fills the object that the pointer leads to, which is zero. It reports false where the document is not
// of that form, as where it has an unknown field; the object then holds some of it.
func (f *Filler) Fill(t *Tree, object any) bool {
	return f.root.fill(t, t.root, reflect.ValueOf(object).Elem())
}

// shape is how values of a type are filled.
type shape struct {
	typ    reflect.Type
	kind   reflect.Kind // Invalid: not filled here
	reads  bool         // the type reads its own JSON
	elem   *shape       // of what a pointer, slice or map holds
	fields map[string]structField
}

type structField struct {
	index []int
	*shape
}

var (
	readsJSON = reflect.TypeFor[json.Unmarshaler]()
	readsText = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// shapeOf returns the shape of the type, the one in known where it is on its way already.
func shapeOf(t reflect.Type, known map[reflect.Type]*shape) *shape {
	if s := known[t]; s != nil {
		return s
	}
	s := &shape{typ: t, kind: t.Kind()}
	known[t] = s
	switch pointer := reflect.PointerTo(t); {
	case t.Kind() != reflect.Pointer && pointer.Implements(readsJSON):
		s.reads = true
		return s
	case t.Kind() != reflect.Pointer && pointer.Implements(readsText):
		s.kind = reflect.Invalid
		return s
	}
	switch s.kind {
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64:
	case reflect.Pointer:
		s.elem = shapeOf(t.Elem(), known)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 { // base64
			s.kind = reflect.Invalid
			break
		}
		s.elem = shapeOf(t.Elem(), known)
	case reflect.Map:
		if t.Key().Kind() != reflect.String || reflect.PointerTo(t.Key()).Implements(readsText) {
			s.kind = reflect.Invalid
			break
		}
		s.elem = shapeOf(t.Elem(), known)
	case reflect.Struct:
		s.fields = make(map[string]structField, t.NumField())
		if !s.addFields(t, nil, known) {
			s.kind = reflect.Invalid
		}
	default:
		s.kind = reflect.Invalid
	}
	return s
}

// addFields adds the fields of a struct, which stands at the index in that of the shape. It reports false
// where names clash or a field is written in a way of its own.
func (s *shape) addFields(t reflect.Type, at []int, known map[reflect.Type]*shape) bool {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		index := append(slices.Clip(at), i)
		switch {
		case name == "-" || !field.IsExported() && !field.Anonymous:
			continue
		case field.Anonymous && name == "":
			if field.Type.Kind() != reflect.Struct || !s.addFields(field.Type, index, known) {
				return false
			}
			continue
		case name == "":
			name = field.Name
		}
		if _, clash := s.fields[name]; clash || strings.Contains(options, "string") {
			return false
		}
		s.fields[name] = structField{index, shapeOf(field.Type, known)}
	}
	return true
}

// fill sets v, which is zero, from the node.
func (s *shape) fill(t *Tree, i int32, v reflect.Value) bool {
	n := &t.nodes[i]
	if s.reads {
		var buffer [64]byte
		if amount.IsEndless(n.value) {
			return false // if it is a quantity it would take minutes
		}
		return v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(t.appendNode(buffer[:0], i)) == nil
	}
	if n.kind == null {
		return s.kind != reflect.Invalid // zero stays zero
	}
	switch s.kind {
	case reflect.String:
		v.SetString(n.value)
		return n.kind == text
	case reflect.Bool:
		v.SetBool(n.value == "true")
		return n.kind == literal && !isDigit(n.value[len(n.value)-1])
	case reflect.Int32, reflect.Int64:
		return n.kind == literal && isDigit(n.value[len(n.value)-1]) && setInt(v, n.value)
	case reflect.Pointer:
		made := reflect.New(s.elem.typ)
		v.Set(made)
		return s.elem.fill(t, i, made.Elem())
	case reflect.Slice:
		return n.kind == sequence && s.fillSlice(t, n, v)
	case reflect.Map:
		return n.kind == mapping && s.fillMap(t, n, v)
	case reflect.Struct:
		return n.kind == mapping && s.fillStruct(t, n, v)
	}
	return false
}

func setInt(v reflect.Value, written string) bool {
	written, ok := number(written)
	if !ok {
		return false
	}
	i, err := strconv.ParseInt(written, 10, v.Type().Bits())
	v.SetInt(i)
	return err == nil
}

func (s *shape) fillSlice(t *Tree, n *node, v reflect.Value) bool {
	length := 0
	for child := n.first; child != 0; child = t.nodes[child].next {
		length++
	}
	v.Set(reflect.MakeSlice(s.typ, length, length))
	at := 0
	for child := n.first; child != 0; child = t.nodes[child].next {
		if !s.elem.fill(t, child, v.Index(at)) {
			return false
		}
		at++
	}
	return true
}

func (s *shape) fillMap(t *Tree, n *node, v reflect.Value) bool {
	made := reflect.MakeMap(s.typ)
	v.Set(made)
	value := reflect.New(s.elem.typ).Elem()
	key := reflect.New(s.typ.Key()).Elem()
	for child := n.first; child != 0; child = t.nodes[child].next {
		value.SetZero()
		if !s.elem.fill(t, child, value) {
			return false
		}
		key.SetString(t.nodes[child].key)
		made.SetMapIndex(key, value)
	}
	return true
}

func (s *shape) fillStruct(t *Tree, n *node, v reflect.Value) bool {
	for child := n.first; child != 0; child = t.nodes[child].next {
		field, known := s.fields[t.nodes[child].key]
		if !known || !field.fill(t, child, v.FieldByIndex(field.index)) {
			return false
		}
	}
	return true
}
