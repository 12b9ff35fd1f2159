// Package schema reads the API's published OpenAPI into trees of fields.
package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

// Kind is the form of a value.
type Kind int

// The kinds. Free is an object of which the schema says nothing.
const (
	Object Kind = iota
	Array
	Map
	String
	Int32
	Int64
	Bool
	Quantity
	IntOrString
	Time
	Free
)

// Node is a type of the API. Types that stand at many places are one Node.
type Node struct {
	Kind   Kind
	Def    string  // the definition's name, such as EnvVar; empty for what has none
	Fields []Field // of an Object, by name
	Elem   *Node   // of an Array or a Map
}

// Field is a field of an Object.
type Field struct {
	Name     string
	Required bool
	*Node
}

// Field returns the field of that name, nil where there is none.
func (n *Node) Field(name string) *Field {
	for i := range n.Fields {
		if n.Fields[i].Name == name {
			return &n.Fields[i]
		}
	}
	return nil
}

// Load returns the types of a Job and of a CronJob at a Kubernetes version ("1.37").
func Load(version string) (job, cronJob *Node, err error) {
	dir, err := oracle.KubernetesSource(version)
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "api", "openapi-spec", "v3", "apis__batch__v1_openapi.json"))
	if err != nil {
		return nil, nil, err
	}
	var document struct {
		Components struct{ Schemas map[string]definition }
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, nil, fmt.Errorf("reading the OpenAPI of Kubernetes %s: %w", version, err)
	}
	l := loader{definitions: document.Components.Schemas, nodes: map[string]*Node{}}
	job, cronJob = l.named("io.k8s.api.batch.v1.Job"), l.named("io.k8s.api.batch.v1.CronJob")
	if len(job.Fields) == 0 || len(cronJob.Fields) == 0 {
		return nil, nil, fmt.Errorf("the OpenAPI of Kubernetes %s has no Job or no CronJob", version)
	}
	return job, cronJob, nil
}

// definition is the part of an OpenAPI schema that matters here.
type definition struct {
	Ref                  string `json:"$ref"`
	Type                 string
	Format               string
	AllOf                []definition
	Properties           map[string]definition
	Required             []string
	Items                *definition
	AdditionalProperties *definition
}

type loader struct {
	definitions map[string]definition
	nodes       map[string]*Node
}

// wellKnown are definitions that are values, not objects.
var wellKnown = map[string]Kind{
	"io.k8s.apimachinery.pkg.api.resource.Quantity":   Quantity,
	"io.k8s.apimachinery.pkg.util.intstr.IntOrString": IntOrString,
	"io.k8s.apimachinery.pkg.apis.meta.v1.Time":       Time,
	"io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1":   Free,
}

func (l *loader) named(name string) *Node {
	if n := l.nodes[name]; n != nil {
		return n
	}
	n := &Node{Def: name[strings.LastIndexByte(name, '.')+1:]}
	l.nodes[name] = n // before its fields: a type may hold itself
	if kind, ok := wellKnown[name]; ok {
		n.Kind = kind
		return n
	}
	d := l.definitions[name]
	for _, field := range slices.Sorted(maps.Keys(d.Properties)) {
		n.Fields = append(n.Fields, Field{Name: field, Required: slices.Contains(d.Required, field), Node: l.node(d.Properties[field])})
	}
	return n
}

func (l *loader) node(d definition) *Node {
	if len(d.AllOf) == 1 {
		d = d.AllOf[0]
	}
	switch {
	case d.Ref != "":
		return l.named(d.Ref[strings.LastIndexByte(d.Ref, '/')+1:])
	case d.Type == "array":
		return &Node{Kind: Array, Elem: l.node(*d.Items)}
	case d.AdditionalProperties != nil:
		return &Node{Kind: Map, Elem: l.node(*d.AdditionalProperties)}
	case d.Type == "boolean":
		return &Node{Kind: Bool}
	case d.Type == "integer" && d.Format == "int32":
		return &Node{Kind: Int32}
	case d.Type == "integer":
		return &Node{Kind: Int64}
	case d.Type == "string":
		return &Node{Kind: String}
	default:
		return &Node{Kind: Free}
	}
}

// Path is the way from a root to a value: field names, and "[]" for an element of a list or of a map.
type Path []string

// String returns the path as in spec.template.spec.containers[].env[].name.
func (p Path) String() string {
	var b strings.Builder
	for i, step := range p {
		if i > 0 && step != "[]" {
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}

// Paths returns all paths below the root, those of objects and lists included, in order.
func Paths(root *Node) []Path {
	var paths []Path
	var walk func(n *Node, at Path, above []*Node)
	walk = func(n *Node, at Path, above []*Node) {
		if len(at) > 0 {
			paths = append(paths, slices.Clone(at))
		}
		if slices.Contains(above, n) {
			return // a type that holds itself
		}
		above = append(above, n)
		switch n.Kind {
		case Object:
			for _, f := range n.Fields {
				walk(f.Node, append(at, f.Name), above)
			}
		case Array, Map:
			walk(n.Elem, append(at, "[]"), above)
		}
	}
	walk(root, nil, nil)
	return paths
}
