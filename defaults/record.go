package defaults

import "slices"

// Set is one field that defaulting filled in.
type Set struct {
	// Pointer is the field as an RFC 6901 JSON pointer from the object's root: /spec/parallelism.
	Pointer string
	// Value is what was put there, as the API type holds it; it marshals to the field's JSON.
	Value any
}

// Record lists what defaulting set, in the order it was set: an object before what is inside it.
// The JSON patch of the mutating webhook, a diff, and the question "did the author write this?" are all
// read from it. The zero value is empty and ready; a nil *Record records nothing and costs nothing.
type Record struct {
	sets []Set
}

// All returns the fields that were set, in order. The caller must not change it.
func (r *Record) All() []Set {
	if r == nil {
		return nil
	}
	return r.sets
}

// Has reports whether the field at the JSON pointer was set by defaulting.
func (r *Record) Has(pointer string) bool {
	return slices.ContainsFunc(r.All(), func(s Set) bool { return s.Pointer == pointer })
}

// Add notes that the field at the JSON pointer was set, for defaults that are not the API server's. The value
// must not change afterwards.
func (r *Record) Add(pointer string, value any) {
	if r != nil {
		r.sets = append(r.sets, Set{Pointer: pointer, Value: value})
	}
}

// Append notes what the other record holds.
func (r *Record) Append(other *Record) {
	if r != nil {
		r.sets = append(r.sets, other.All()...)
	}
}

// add notes that the field called name of the object at the pointer was set. The value must not change
// afterwards.
func (r *Record) add(at *pointer, name string, value any) {
	if r != nil {
		p := at.child(name)
		r.put(&p, value)
	}
}

// put notes that what the pointer points to was set.
func (r *Record) put(at *pointer, value any) {
	if r != nil {
		r.sets = append(r.sets, Set{Pointer: string(at.appendTo(make([]byte, 0, 96))), Value: value})
	}
}

// object is recorded where an empty object was put.
type object struct{}
