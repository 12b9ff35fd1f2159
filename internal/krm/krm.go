// Package krm is jobvalidate as a KRM function, as kustomize and kpt call one: a ResourceList on standard
// input, the same list with results on standard output. It changes no item.
package krm

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// kind of what is read and written, of group config.kubernetes.io in any version.
const kind = "ResourceList"

// The annotations that say which file an item came from. The older two are still written by kustomize 4.
const (
	pathAnnotation     = "internal.config.kubernetes.io/path"
	indexAnnotation    = "internal.config.kubernetes.io/index"
	oldPathAnnotation  = "config.kubernetes.io/path"
	oldIndexAnnotation = "config.kubernetes.io/index"
)

// List is a ResourceList that was read.
type List struct {
	document yaml.Node
	root     *yaml.Node
	items    []*yaml.Node
	config   *yaml.Node
}

// Read reads a ResourceList. The error says what is not as the KRM functions specification has it.
func Read(r io.Reader) (*List, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	l := new(List)
	if err := yaml.Unmarshal(data, &l.document); err != nil {
		return nil, fmt.Errorf("reading the ResourceList: %w", err)
	}
	if len(l.document.Content) == 0 || l.document.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("the input is no ResourceList: kustomize and kpt write one to the standard input of a function")
	}
	l.root = l.document.Content[0]
	if got := text(l.root, "kind"); got != kind {
		return nil, fmt.Errorf("the input is of kind %q, not %s", got, kind)
	}
	if items := get(l.root, "items"); items != nil {
		if items.Kind != yaml.SequenceNode {
			return nil, fmt.Errorf("line %d: items is no list", items.Line)
		}
		l.items = items.Content
	}
	l.config = get(l.root, "functionConfig")
	return l, nil
}

// Config returns the functionConfig in YAML and its kind, nil where there is none.
func (l *List) Config() (data []byte, configKind string, err error) {
	if l.config == nil {
		return nil, "", nil
	}
	data, err = yaml.Marshal(l.config)
	return data, text(l.config, "kind"), err
}

// Lint says what is wrong with the items and adds it to the list as results. It returns how many of each
// severity were found.
func (l *List) Lint(e engine.Engine, fields decode.FieldValidation) (errors, warnings, infos int, err error) {
	var all bytes.Buffer
	for i, item := range l.items {
		data, err := yaml.Marshal(item)
		if err != nil {
			return 0, 0, 0, fmt.Errorf("items[%d]: %w", i, err)
		}
		all.WriteString("---\n")
		all.Write(data)
	}
	// All items in one go, so that rules that look at neighbours see them.
	for _, f := range e.File(all.Bytes(), fields).Findings {
		switch f.Severity {
		case finding.Error:
			errors++
		case finding.Warning:
			warnings++
		default:
			infos++
		}
		if f.Document < len(l.items) {
			l.addResult(l.items[f.Document], f)
		}
	}
	return errors, warnings, infos, nil
}

// Write writes the list, items as they came.
func (l *List) Write(w io.Writer) error {
	encoder := yaml.NewEncoder(w)
	encoder.SetIndent(2)
	if err := encoder.Encode(&l.document); err != nil {
		return err
	}
	return encoder.Close()
}

// result is one entry of the results, in the form of the specification.
type result struct {
	Message     string         `yaml:"message"`
	Severity    string         `yaml:"severity"`
	ResourceRef resourceRef    `yaml:"resourceRef"`
	Field       *resultField   `yaml:"field,omitempty"`
	File        *resultFile    `yaml:"file,omitempty"`
	Tags        map[string]any `yaml:"tags"`
}

type resourceRef struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Name       string `yaml:"name"`
	Namespace  string `yaml:"namespace,omitempty"`
}

type resultField struct {
	Path string `yaml:"path"`
}

type resultFile struct {
	Path  string `yaml:"path"`
	Index int    `yaml:"index,omitempty"`
}

func (l *List) addResult(item *yaml.Node, f engine.Located) {
	r := result{
		Message: f.Message, Severity: string(f.Severity), Tags: map[string]any{"rule": f.Rule},
		ResourceRef: resourceRef{f.APIVersion, f.Kind, f.Name, f.Namespace},
	}
	if f.Hint != "" {
		r.Message += " (" + f.Hint + ")"
	}
	if f.Field != "" {
		r.Field = &resultField{f.Field}
	}
	annotations := get(get(item, "metadata"), "annotations")
	if path := either(annotations, pathAnnotation, oldPathAnnotation); path != "" {
		index, _ := strconv.Atoi(either(annotations, indexAnnotation, oldIndexAnnotation)) // 0 where it is missing
		r.File = &resultFile{path, index}
	}
	var node yaml.Node
	if err := node.Encode(r); err != nil {
		return // plain strings and numbers always can be encoded
	}
	results := get(l.root, "results")
	if results == nil {
		results = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		l.root.Content = append(l.root.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "results"}, results)
	}
	results.Content = append(results.Content, &node)
}

// get returns the value of the key of a mapping, nil where there is none.
func get(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func text(mapping *yaml.Node, key string) string {
	if value := get(mapping, key); value != nil {
		return value.Value
	}
	return ""
}

func either(mapping *yaml.Node, key, older string) string {
	if value := text(mapping, key); value != "" {
		return value
	}
	return text(mapping, older)
}
