package policy

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// maxFile and maxNodes bound what a policy file may be: an alias in YAML can stand for a million nodes.
const (
	maxFile  = 1 << 20
	maxNodes = 100_000
)

// reader walks the tree of a policy file, and collects everything that is wrong with it.
type reader struct {
	file     string
	target   target.Version
	problems Problems
	nodes    int
}

// value is a node of the file together with the key that it stands under.
type value struct {
	*yaml.Node
	key string
}

// tree returns the file's only document.
func (r *reader) tree(data []byte) (value, bool) {
	if len(data) > maxFile {
		r.problems = append(r.problems, Problem{File: r.file, Message: fmt.Sprintf("the file has %d bytes; a policy may have %d", len(data), maxFile)})
		return value{}, false
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, more yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		r.problems = append(r.problems, Problem{File: r.file, Message: "the file is empty", Hint: "write apiVersion: " + APIVersion + " and kind: " + Kind})
		return value{}, false
	case err != nil:
		r.syntax(err)
		return value{}, false
	}
	root := value{Node: document.Content[0]}
	switch err := decoder.Decode(&more); {
	case err == nil:
		r.wrong(value{Node: &more}, "a second document begins here; a policy is one document", "remove it")
		return value{}, false
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return value{}, false
	}
	return root, true
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

func (r *reader) syntax(err error) {
	p := Problem{File: r.file, Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := yamlLine.FindStringSubmatch(p.Message); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		p.Column = 1
		p.Message = strings.Replace(p.Message, m[0], "", 1)
	}
	p.Message = "this is not YAML: " + p.Message
	r.problems = append(r.problems, p)
}

func (r *reader) wrong(v value, message, hint string) {
	p := Problem{File: r.file, Key: v.key, Message: message, Hint: hint}
	if v.Node != nil {
		p.Line, p.Column = v.Line, v.Column
	}
	r.problems = append(r.problems, p)
}

// resolved follows an alias, and counts.
func (r *reader) resolved(v value) value {
	for v.Kind == yaml.AliasNode {
		v.Node = v.Alias
	}
	if r.nodes++; r.nodes == maxNodes {
		r.wrong(v, fmt.Sprintf("the file has more than %d values", maxNodes), "")
	}
	return v
}

// member is one entry of a mapping.
type member struct {
	name  string
	value value // its Line and Column are the value's, those of name stand in at
	at    value
}

// members returns the entries of a mapping, each once, in the order of the file; null counts as empty.
func (r *reader) members(v value) []member {
	v = r.resolved(v)
	if r.nodes > maxNodes || isNull(v) {
		return nil
	}
	if v.Kind != yaml.MappingNode {
		r.wrongType(v, "keys and values")
		return nil
	}
	all := make([]member, 0, len(v.Content)/2)
	for i := 0; i+1 < len(v.Content); i += 2 {
		name := v.Content[i].Value
		m := member{name: name, value: value{v.Content[i+1], join(v.key, name)}, at: value{v.Content[i], join(v.key, name)}}
		switch {
		case v.Content[i].Kind != yaml.ScalarNode || v.Content[i].Tag == "!!merge":
			r.wrong(value{v.Content[i], v.key}, "a key must be a plain text", "")
		case slices.ContainsFunc(all, func(other member) bool { return other.name == name }):
			r.wrong(m.at, "the key stands here a second time", "remove one of the two")
		default:
			all = append(all, m)
		}
	}
	return all
}

// elements returns the elements of a list, and says so where there is none.
func (r *reader) elements(v value) []value {
	v = r.resolved(v)
	if r.nodes > maxNodes {
		return nil
	}
	if v.Kind != yaml.SequenceNode {
		r.wrongType(v, "a list")
		return nil
	}
	all := make([]value, len(v.Content))
	for i, node := range v.Content {
		all[i] = value{node, v.key + "[" + strconv.Itoa(i) + "]"}
	}
	return all
}

// unknown says that a key is none of those that may stand there.
func (r *reader) unknown(m member, known ...string) {
	if meant, ok := nearest.Of(m.name, known...); ok {
		r.wrong(m.at, "there is no such key here", "did you mean "+meant+"?")
		return
	}
	r.wrong(m.at, "there is no such key here; known are "+strings.Join(known, ", "), "")
}

func (r *reader) text(v value) string {
	v = r.resolved(v)
	if v.Kind != yaml.ScalarNode || v.Tag != "!!str" {
		r.wrongType(v, "a text")
		return ""
	}
	return v.Value
}

// oneOf reads a text that is one of the choices; it returns the empty text where it is none.
func (r *reader) oneOf(v value, choices ...string) string {
	before := len(r.problems)
	text := r.text(v)
	if len(r.problems) > before || slices.Contains(choices, text) {
		return text
	}
	hint := "write one of " + strings.Join(choices, ", ")
	if meant, ok := nearest.Of(text, choices...); ok {
		hint = "did you mean " + meant + "?"
	}
	r.wrong(v, fmt.Sprintf("%q is not possible here", text), hint)
	return ""
}

func (r *reader) texts(v value) []string {
	var all []string
	for _, e := range r.elements(v) {
		before := len(r.problems)
		text := r.text(e)
		switch {
		case len(r.problems) > before:
		case slices.Contains(all, text):
			r.wrong(e, fmt.Sprintf("%q stands in the list twice", text), "remove one of the two")
		default:
			all = append(all, text)
		}
	}
	return all
}

func (r *reader) number(v value) int64 {
	v = r.resolved(v)
	if v.Kind == yaml.ScalarNode && v.Tag == "!!int" {
		if n, err := strconv.ParseInt(v.Value, 0, 64); err == nil {
			return n
		}
	}
	r.wrongType(v, "a whole number")
	return 0
}

func (r *reader) flag(v value) bool {
	v = r.resolved(v)
	if v.Kind != yaml.ScalarNode || v.Tag != "!!bool" {
		r.wrongType(v, "true or false")
		return false
	}
	return strings.EqualFold(v.Value, "true")
}

func (r *reader) wrongType(v value, due string) {
	r.wrong(v, "this is "+shown(v)+"; "+due+" is due", "")
}

// shown tells what stands there, in the words of the file.
func shown(v value) string {
	switch {
	case v.Kind == yaml.MappingNode:
		return "keys and values"
	case v.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(v):
		return "empty"
	case v.Tag == "!!str":
		return fmt.Sprintf("the text %q", v.Value)
	case v.Tag == "!!bool":
		return "the truth value " + v.Value
	default:
		return "the number " + v.Value
	}
}

func isNull(v value) bool { return v.Kind == yaml.ScalarNode && v.Tag == "!!null" }

func join(key, name string) string {
	if key == "" {
		return name
	}
	if strings.ContainsAny(name, "./") {
		return key + "[" + name + "]"
	}
	return key + "." + name
}
