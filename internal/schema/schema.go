// Package schema holds the JSON Schema of Jobs and CronJobs for every known Kubernetes version, for editors
// and to say everything that is wrong with the form of a document at once.
package schema

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

//go:generate go run ./generate

//go:embed schema.json
var source []byte

// Schema is the schema of one Kubernetes version.
type Schema struct {
	definitions map[string]any
	kinds       [len(roots)]func() (*jsonschema.Schema, error) // in the order of roots
}

const definitions = "#/definitions/"

// roots are the definitions of the kinds.
var roots = [...]struct{ kind, definition string }{
	{"Job", "io.k8s.api.batch.v1.Job"},
	{"CronJob", "io.k8s.api.batch.v1.CronJob"},
}

// made holds one schema a version, each made when it is first asked for.
var made = func() (all [target.Newest - target.Oldest + 1]func() (*Schema, error)) {
	for i := range all {
		all[i] = sync.OnceValues(func() (*Schema, error) { return compile(target.Oldest + i) })
	}
	return all
}()

// For returns the schema of a version.
// Cost: a few milliseconds the first time, nothing after that.
func For(v target.Version) (*Schema, error) { return made[v.Minor()-target.Oldest]() }

func compile(minor int) (*Schema, error) {
	defs, err := definitionsOf(minor)
	if err != nil {
		return nil, err
	}
	s := &Schema{definitions: defs}
	for i, root := range roots {
		s.kinds[i] = sync.OnceValues(func() (*jsonschema.Schema, error) { return compileKind(defs, root.definition) })
	}
	return s, nil
}

func compileKind(defs map[string]any, root string) (*jsonschema.Schema, error) {
	document, err := json.Marshal(map[string]any{"$ref": definitions + root, "definitions": withoutWords(defs)})
	if err != nil {
		return nil, fmt.Errorf("encoding the schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft7
	compiler.RegisterExtension("x-kubernetes-format", nil, formats{})
	url := "jobvalidate:///" + root
	if err := compiler.AddResource(url, bytes.NewReader(document)); err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	compiled, err := compiler.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("compiling the schema: %w", err)
	}
	return compiled, nil
}

// definitionsOf returns the definitions with the fields that the minor has.
func definitionsOf(minor int) (map[string]any, error) {
	var document struct {
		Definitions map[string]any `json:"definitions"`
	}
	if err := json.Unmarshal(source, &document); err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	for _, definition := range document.Definitions {
		properties, _ := definition.(map[string]any)["properties"].(map[string]any)
		maps.DeleteFunc(properties, func(_ string, value any) bool {
			field := value.(map[string]any)
			first, _ := field["x-kubernetes-first-minor"].(float64)
			last, bounded := field["x-kubernetes-last-minor"].(float64)
			return minor < int(first) || bounded && minor > int(last)
		})
	}
	return document.Definitions, nil
}

// withoutWords leaves out what does not decide, and what other checks say better: kind and apiVersion are
// known when the schema is asked, and what is required is the API server's validation to say.
func withoutWords(v any) any {
	switch v := v.(type) {
	case map[string]any:
		kept := make(map[string]any, len(v))
		for key, value := range v {
			if _, text := value.(string); text && (key == "description" || key == "format") {
				continue
			}
			if _, list := value.([]any); list && (key == "required" || key == "enum") {
				continue
			}
			kept[key] = withoutWords(value)
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i, value := range v {
			kept[i] = withoutWords(value)
		}
		return kept
	}
	return v
}

// Document returns the schema for an editor: of one kind, or of both where kind is "".
func Document(v target.Version, kind string) ([]byte, error) {
	defs, err := definitionsOf(v.Minor())
	if err != nil {
		return nil, err
	}
	document := map[string]any{
		"$schema": "http://json-schema.org/draft-07/schema#", "definitions": defs,
		"title": "Job and CronJob of Kubernetes " + v.String(),
	}
	var of []any
	for _, root := range roots {
		if kind == "" || kind == root.kind {
			of = append(of, map[string]any{"$ref": definitions + root.definition})
		}
	}
	if len(of) == 0 {
		return nil, fmt.Errorf("kind %q has no schema: write Job, CronJob or JobPolicy", kind)
	}
	document["oneOf"] = of
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err = encoder.Encode(document)
	return out.Bytes(), err
}

// Violation is one place of a document that does not fit.
type Violation struct {
	Path  []string // the keys and indexes that lead there
	Field string   // the same as the API server spells it
	Value any      // what stands there
	Type  string   // the API type that is due, without its package; "" for a scalar, a list or a map
	Want  Want
	Names []string // of WantKnownFields: the fields that the type does not have

	OfText bool // of WantList: its elements are text
}

// Want says what is due.
type Want string

// What can be due.
const (
	WantText        Want = "text"
	WantNumber      Want = "whole number"
	WantSmaller     Want = "a number that fits"
	WantBoolean     Want = "boolean"
	WantList        Want = "list"
	WantFields      Want = "fields"       // of Type
	WantMap         Want = "map"          // of free keys
	WantKnownFields Want = "known fields" // of Type
	WantQuantity    Want = "quantity"
	WantTime        Want = "time"
	WantNumberText  Want = "number or text"
)

// Validate returns everything about the form of a decoded document that does not fit its kind, by path. Null
// fits everywhere: the API server reads it as left out. The error says that the schema itself is broken.
func (s *Schema) Validate(kind string, document any) ([]Violation, error) {
	compiled, err := s.kinds[kindIndex(kind)]()
	if err != nil {
		return nil, err
	}
	var invalid *jsonschema.ValidationError
	if err := compiled.Validate(document); err == nil || !errors.As(err, &invalid) {
		return nil, err
	}
	var found []Violation
	s.collect(kind, document, invalid, &found)
	slices.SortStableFunc(found, func(a, b Violation) int { return slices.Compare(a.Path, b.Path) })
	return slices.CompactFunc(found, func(a, b Violation) bool { return slices.Equal(a.Path, b.Path) && a.Want == b.Want }), nil
}

func kindIndex(kind string) int {
	if kind == roots[1].kind {
		return 1
	}
	return 0
}

func (s *Schema) collect(kind string, document any, err *jsonschema.ValidationError, found *[]Violation) {
	for _, cause := range err.Causes {
		s.collect(kind, document, cause, found)
	}
	if len(err.Causes) > 0 {
		return
	}
	v := Violation{Path: pointer(err.InstanceLocation)}
	v.Value = valueAt(document, v.Path)
	if v.Value == nil {
		return
	}
	_, location, _ := strings.Cut(err.AbsoluteKeywordLocation, "#")
	tokens := pointer(location)
	keyword := tokens[len(tokens)-1]
	owner := s.at(tokens[:len(tokens)-1])
	v.Field = s.field(kind, v.Path)
	if len(tokens) == 3 { // definitions, NAME, keyword
		v.Type = tokens[1][strings.LastIndexByte(tokens[1], '.')+1:]
	}
	v.Want = wanted(keyword, owner)
	if v.Want == WantKnownFields {
		known, _ := owner["properties"].(map[string]any)
		for name := range v.Value.(map[string]any) {
			if _, ok := known[name]; !ok {
				v.Names = append(v.Names, name)
			}
		}
		slices.Sort(v.Names)
	}
	if items, list := owner["items"].(map[string]any); list {
		v.OfText = items["type"] == "string"
	}
	*found = append(*found, v)
}

func wanted(keyword string, owner map[string]any) Want {
	switch keyword {
	case "additionalProperties":
		return WantKnownFields
	case "minimum", "maximum":
		return WantSmaller
	}
	switch owner["x-kubernetes-format"] {
	case "quantity":
		return WantQuantity
	case "time", "microtime":
		return WantTime
	case "int-or-string":
		return WantNumberText
	}
	switch owner["type"] {
	case "integer":
		return WantNumber
	case "boolean":
		return WantBoolean
	case "array":
		return WantList
	case "object":
		if _, fields := owner["properties"]; fields {
			return WantFields
		}
		return WantMap
	}
	return WantText
}

// Fields returns the fields of an API type, named without its package, in order.
func (s *Schema) Fields(name string) []string {
	for definition, value := range s.definitions {
		if strings.HasSuffix(definition, "."+name) {
			properties, _ := value.(map[string]any)["properties"].(map[string]any)
			return slices.Sorted(maps.Keys(properties))
		}
	}
	return nil
}

// at returns the schema that the tokens of a pointer lead to.
func (s *Schema) at(tokens []string) map[string]any {
	var current any = map[string]any{"definitions": s.definitions}
	for _, token := range tokens {
		switch at := current.(type) {
		case map[string]any:
			current = at[token]
		case []any:
			i, _ := strconv.Atoi(token)
			current = at[min(i, len(at)-1)]
		}
	}
	found, _ := current.(map[string]any)
	return found
}

// field spells a path as the API server does.
func (s *Schema) field(kind string, path []string) string {
	current := s.at([]string{"definitions", roots[kindIndex(kind)].definition})
	text := ""
	for _, token := range path {
		current = s.resolve(current)
		properties, _ := current["properties"].(map[string]any)
		if items, list := current["items"].(map[string]any); list {
			text, current = text+"["+token+"]", items
			continue
		}
		if values, free := current["additionalProperties"].(map[string]any); free {
			text, current = text+"["+token+"]", values
			continue
		}
		text = strings.TrimPrefix(text+"."+token, ".")
		current, _ = properties[token].(map[string]any)
	}
	return text
}

func (s *Schema) resolve(current map[string]any) map[string]any {
	if all, ok := current["allOf"].([]any); ok {
		current, _ = all[0].(map[string]any)
	}
	if reference, ok := current["$ref"].(string); ok {
		return s.at([]string{"definitions", strings.TrimPrefix(reference, definitions)})
	}
	return current
}

func pointer(text string) []string {
	var tokens []string
	for token := range strings.SplitSeq(strings.TrimPrefix(text, "/"), "/") {
		if text != "" {
			tokens = append(tokens, strings.ReplaceAll(strings.ReplaceAll(unescape(token), "~1", "/"), "~0", "~"))
		}
	}
	return tokens
}

func valueAt(document any, path []string) any {
	for _, token := range path {
		switch at := document.(type) {
		case map[string]any:
			document = at[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(at) {
				return nil
			}
			document = at[i]
		default:
			return nil
		}
	}
	return document
}
