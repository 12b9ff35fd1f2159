package finding

// Fix says how a finding can be mended in the manifest, as edits of fields: where they stand in the file is
// found by whoever applies them.
type Fix struct {
	Title string // what it does, beginning with a verb
	Safe  bool   // the object means the same afterwards, or what its author plainly meant
	Edits []Edit
}

// Edit changes one field. Fields are spelled as in Finding.Field.
type Edit struct {
	Op    Op
	Field string
	To    string // Move: where the field goes
	Value any    // Set: what it gets; it marshals to the field's JSON
}

// Op is what is done to a field.
type Op string

// The operations.
const (
	Set    Op = "set"    // give the field the value, whether it is there or not
	Remove Op = "remove" // take the field away
	Move   Op = "move"   // give the field another place, with the value that it has
	Quote  Op = "quote"  // make the field's value text: what is written there, in quotes
)
