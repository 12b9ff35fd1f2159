package manifest

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
)

// Position is a place in a file, both from 1; the zero value is unknown.
type Position struct{ Line, Column int }

// Positions finds the fields of one document. It is made only when a finding needs it.
type Positions struct {
	root  *yaml.Node
	first int // line of the file on which the document begins
}

// NewPositions reads the document again, keeping positions. Where that fails every field is placed at the
// document's first line.
func NewPositions(d Document) *Positions {
	p := &Positions{first: d.Line}
	if tree, plain := plainyaml.Parse(d.Text); plain {
		p.root = tree.Node()
		return p
	}
	var node yaml.Node
	if err := yaml.Unmarshal(d.Text, &node); err == nil && len(node.Content) > 0 {
		p.root = node.Content[0]
	}
	return p
}

// step is one element of a field path: a field or map key, or an index.
type step struct {
	name  string
	index int // -1: name
}

// Find returns where the field stands, as the API server spells it, below prefix (the path of an item in
// a List, or ""). A field that is not there is placed at the nearest one above it that is.
func (p *Positions) Find(prefix, field string) Position {
	place := Position{p.first, 1}
	if p.root == nil {
		return place
	}
	node := p.root
	place = p.at(node)
	steps := append(parsePath(prefix), parsePath(p.alias(prefix, field))...)
	for _, s := range steps {
		key, value := enter(node, s)
		if value == nil {
			break
		}
		place, node = p.at(key), value
	}
	return place
}

func (p *Positions) at(node *yaml.Node) Position {
	return Position{p.first + node.Line - 1, node.Column}
}

// enter returns the node of a step and the one to show for it: the key of a field, an element itself.
func enter(node *yaml.Node, s step) (shown, value *yaml.Node) {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch {
	case s.index >= 0 && node.Kind == yaml.SequenceNode && s.index < len(node.Content):
		return node.Content[s.index], node.Content[s.index]
	case s.index < 0 && node.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == s.name {
				return node.Content[i], node.Content[i+1]
			}
		}
	}
	return nil, nil
}

// aliases are the API server's spellings that are not the names one writes. The last element that matches
// wins; see the design on why findings keep the API server's text.
var aliases = []struct{ suffix, written string }{
	{".spec.HostPID", ".spec.hostPID"},
	{".spec.HostIPC", ".spec.hostIPC"},
	{".persistentDisk", ".gcePersistentDisk"},
}

func (p *Positions) alias(prefix, field string) string {
	for _, a := range aliases {
		if rest, ok := strings.CutSuffix(field, a.suffix); ok {
			return rest + a.written
		}
	}
	// The labels of the template: those written there, or else the name that became one of them.
	if rest, ok := strings.CutSuffix(field, "template.labels"); ok {
		written := rest + "template.metadata.labels"
		node := p.root
		for _, s := range append(parsePath(prefix), parsePath(written)...) {
			if _, node = enter(node, s); node == nil {
				return "metadata.name"
			}
		}
		return written
	}
	return field
}

var pathElement = regexp.MustCompile(`[^.\[\]]+|\[[^\]]*\]`)

func parsePath(path string) []step {
	var steps []step
	for _, element := range pathElement.FindAllString(path, -1) {
		inner, bracketed := strings.CutPrefix(element, "[")
		inner = strings.TrimSuffix(inner, "]")
		if i, err := strconv.Atoi(inner); bracketed && err == nil {
			steps = append(steps, step{index: i})
			continue
		}
		steps = append(steps, step{name: inner, index: -1})
	}
	return steps
}

// Duplicate is a key that a mapping has twice.
type Duplicate struct {
	Field string
	Position
}

// Duplicates returns every key that stands twice in its mapping, at its second place.
func (p *Positions) Duplicates() []Duplicate {
	var found []Duplicate
	if p.root != nil {
		found = p.duplicates(p.root, "", found)
	}
	return found
}

func (p *Positions) duplicates(node *yaml.Node, path string, found []Duplicate) []Duplicate {
	switch node.Kind {
	case yaml.MappingNode:
		seen := make(map[string]bool, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := node.Content[i].Value
			field := strings.TrimPrefix(path+"."+name, ".")
			if seen[name] && name != "<<" {
				found = append(found, Duplicate{field, p.at(node.Content[i])})
			}
			seen[name] = true
			found = p.duplicates(node.Content[i+1], field, found)
		}
	case yaml.SequenceNode:
		for i, element := range node.Content {
			found = p.duplicates(element, path+"["+strconv.Itoa(i)+"]", found)
		}
	}
	return found
}
