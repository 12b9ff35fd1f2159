package textedit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Set puts a value, which is written as JSON, at a JSON pointer of a document: it goes in the place of the
// value that is there, or becomes a new entry behind its neighbours. Mappings on the way that are not there
// are made. It returns the new text. It fails rather than change anything else: the outcome is read again,
// and held against what is wanted.
func Set(text []byte, pointer string, value any) ([]byte, error) {
	d, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return d.Set(pointer, value)
}

// Set is the function of that name for a document that was parsed, which stays as it is.
func (d *Document) Set(pointer string, value any) ([]byte, error) {
	edit, err := d.Edit(pointer, value)
	if err != nil {
		return nil, err
	}
	return d.Apply([]Edit{edit}, []Value{{pointer, value}})
}

// Value is a value, which is written as JSON, and the JSON pointer that it is put at.
type Value struct {
	Pointer string
	Value   any
}

// Apply returns the text with the edits that Edit made for the values. It fails where the outcome is anything else
// than the document with the values.
func (d *Document) Apply(edits []Edit, values []Value) ([]byte, error) {
	after, err := Apply(d.text, edits)
	if err != nil {
		return nil, err
	}
	if err := d.verify(after, values); err != nil {
		return nil, err
	}
	return after, nil
}

// Edit returns what Set changes, without a look at the outcome.
// Cost: without regard to the length of the document.
func (d *Document) Edit(pointer string, value any) (Edit, error) {
	key, node, rest, err := d.find(pointer)
	if err != nil {
		return Edit{}, fmt.Errorf("%s cannot be written into the text: %w", pointer, err)
	}
	plain, err := tree(value)
	if err != nil {
		return Edit{}, err
	}
	var edit Edit
	switch {
	case len(rest) == 0:
		edit, err = d.replace(key, node, plain)
	case isNull(node):
		edit, err = d.replace(key, node, nested(rest, plain))
	default:
		edit, err = d.insert(node, rest[0], nested(rest[1:], plain))
	}
	if err != nil {
		return Edit{}, fmt.Errorf("%s cannot be written into the text: %w", pointer, err)
	}
	return edit, nil
}

// tree is the value as YAML has it.
func tree(value any) (any, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var plain any
	return plain, yaml.Unmarshal(data, &plain) // JSON is YAML, and this keeps whole numbers whole
}

// nested is value below the keys.
func nested(keys []string, value any) any {
	for _, key := range slices.Backward(keys) {
		value = map[string]any{key: value}
	}
	return value
}

// errForm is for texts of a form that is not worth the trouble.
var errForm = errors.New("the text around it is of an unusual form")

// insert adds an entry to a mapping.
func (d *Document) insert(mapping *yaml.Node, name string, value any) (Edit, error) {
	if mapping.Style&yaml.FlowStyle != 0 {
		return d.insertFlow(mapping, name, value)
	}
	if len(mapping.Content) == 0 {
		return Edit{}, errForm
	}
	first, last := mapping.Content[0], mapping.Content[len(mapping.Content)-2]
	at := d.endOfEntry(last, first.Column-1)
	lines, err := block(map[string]any{name: value}, strings.Repeat(" ", first.Column-1), d.newline())
	if err != nil {
		return Edit{}, err
	}
	if at == len(d.text) && at > 0 && d.text[at-1] != '\n' { // the last line has no end
		return Edit{at, at, d.newline() + strings.TrimSuffix(lines, d.newline())}, nil
	}
	return Edit{at, at, lines}, nil
}

// insertFlow adds an entry in front of the others: { is where the mapping begins.
func (d *Document) insertFlow(mapping *yaml.Node, name string, value any) (Edit, error) {
	at := d.Offset(mapping)
	if at >= len(d.text) || d.text[at] != '{' {
		return Edit{}, errForm
	}
	at++
	entry, err := flow(map[string]any{name: value})
	if err != nil {
		return Edit{}, err
	}
	entry = entry[1 : len(entry)-1]
	if len(mapping.Content) == 0 {
		return Edit{at, at, entry}, nil
	}
	// As the entry that is first now: on a line of its own, or on the same line.
	between := string(d.text[at:d.Offset(mapping.Content[0])])
	if strings.Contains(between, "#") {
		return Edit{}, errForm
	}
	if between == "" {
		return Edit{at, at, entry + ", "}, nil
	}
	return Edit{at, at, between + entry + ","}, nil
}

// replace puts another value in the place of a node.
func (d *Document) replace(key, node *yaml.Node, value any) (Edit, error) {
	text, err := flow(value)
	if err != nil {
		return Edit{}, err
	}
	if node.Anchor != "" {
		return Edit{}, errAlias
	}
	if isNull(node) && node.Value == "" { // there is nothing but the key and a colon
		if key == nil {
			return Edit{}, errForm
		}
		return d.replaceNothing(key, value)
	}
	at := d.Offset(node)
	end, ok := d.endOfScalar(node, at)
	if !ok {
		return Edit{}, errForm
	}
	if _, isText := value.(string); isText && node.Style == 0 {
		if plain, err := yaml.Marshal(value); err == nil && bytes.Count(plain, []byte("\n")) == 1 {
			text = strings.TrimSuffix(string(plain), "\n")
		}
	}
	return Edit{at, end, text}, nil
}

// replaceNothing writes the value of a key that has none.
func (d *Document) replaceNothing(key *yaml.Node, value any) (Edit, error) {
	at := d.Offset(key)
	colon := bytes.IndexByte(d.text[at:], ':')
	if colon < 0 {
		return Edit{}, errForm
	}
	after := at + colon + 1
	object, isObject := value.(map[string]any)
	if !isObject || key.Style&yaml.FlowStyle != 0 || !d.restIsBlank(after) {
		text, err := flow(value)
		return Edit{after, after, " " + text}, err
	}
	lines, err := block(object, strings.Repeat(" ", key.Column-1+2), d.newline())
	if err != nil {
		return Edit{}, err
	}
	end := d.endOfLine(after)
	if end == len(d.text) {
		return Edit{end, end, d.newline() + strings.TrimSuffix(lines, d.newline())}, nil
	}
	return Edit{end, end, lines}, nil
}

// verify reads the text again: it must be the document with the values at their pointers, and nothing else.
func (d *Document) verify(after []byte, values []Value) error {
	var is any
	if err := yaml.Unmarshal(after, &is); err != nil {
		return fmt.Errorf("%s cannot be written into the text: %w", values[0].Pointer, errForm)
	}
	var want any
	if err := d.root.Decode(&want); err != nil {
		return err
	}
	for _, v := range values {
		plain, err := tree(v.Value)
		if err != nil {
			return err
		}
		want = put(want, strings.Split(v.Pointer[1:], "/"), plain)
	}
	if !reflect.DeepEqual(is, want) {
		return fmt.Errorf("%s cannot be written into the text: %w", values[0].Pointer, errForm)
	}
	return nil
}

// put writes a value into a tree.
func put(node any, tokens []string, value any) any {
	if len(tokens) == 0 {
		return value
	}
	name := strings.ReplaceAll(strings.ReplaceAll(tokens[0], "~1", "/"), "~0", "~")
	switch node := node.(type) {
	case []any:
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(node) {
			node[i] = put(node[i], tokens[1:], value)
		}
		return node
	case map[string]any:
		node[name] = put(node[name], tokens[1:], value)
		return node
	case nil:
		return map[string]any{name: put(nil, tokens[1:], value)}
	}
	return node
}
