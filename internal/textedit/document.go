package textedit

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
)

// Document is one document in YAML or JSON, with the place of each of its values.
type Document struct {
	text  []byte
	lines *plainyaml.Lines
	root  *yaml.Node
}

// Parse reads one document.
func Parse(text []byte) (*Document, error) {
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		return nil, err
	}
	if len(node.Content) == 0 {
		return nil, errors.New("the document is empty")
	}
	return &Document{text: text, lines: plainyaml.NewLines(text), root: node.Content[0]}, nil
}

// Offset is where a node begins.
func (d *Document) Offset(node *yaml.Node) int { return d.offset(node.Line, node.Column) }

// offset is where a line and column are; columns count characters, not bytes.
func (d *Document) offset(line, column int) int {
	if line > d.lines.Count() {
		return len(d.text)
	}
	if line == 1 && bytes.HasPrefix(d.text, []byte("\ufeff")) {
		column++ // the parser does not count the mark
	}
	return d.lines.Offset(line, column)
}

// errAlias says that a value is used in more than one place.
var errAlias = errors.New("it stands behind an alias, and what it names is used elsewhere too")

// find walks down a JSON pointer as far as the document goes. It returns the last value that is there, its
// key where it is the value of one, and the elements of the pointer that are left.
func (d *Document) find(pointer string) (key, node *yaml.Node, rest []string, err error) {
	tokens := strings.Split(pointer[1:], "/")
	node = d.root
	for i, token := range tokens {
		name := strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		tokens[i] = name
		switch node.Kind {
		case yaml.MappingNode:
			k, v := entry(node, name)
			if v == nil {
				return key, node, unescaped(tokens, i), nil
			}
			key, node = k, v
		case yaml.SequenceNode:
			n, err := strconv.Atoi(name)
			if err != nil || n < 0 || n >= len(node.Content) {
				return nil, nil, nil, fmt.Errorf("there is no element %s", name)
			}
			key, node = nil, node.Content[n]
		case yaml.AliasNode:
			return nil, nil, nil, errAlias
		default:
			if !isNull(node) {
				return nil, nil, nil, fmt.Errorf("there is a value in the place of %s", name)
			}
			return key, node, unescaped(tokens, i), nil
		}
	}
	if node.Kind == yaml.AliasNode {
		return nil, nil, nil, errAlias
	}
	return key, node, nil, nil
}

// unescaped returns what is left of a pointer from element i on.
func unescaped(tokens []string, i int) []string {
	rest := tokens[i:]
	for j := 1; j < len(rest); j++ {
		rest[j] = strings.ReplaceAll(strings.ReplaceAll(rest[j], "~1", "/"), "~0", "~")
	}
	return rest
}

func entry(mapping *yaml.Node, name string) (key, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name && mapping.Content[i].Kind == yaml.ScalarNode {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }
