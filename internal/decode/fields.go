package decode

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// fieldsOf returns the JSON names of a struct's fields and their types, those of inlined structs included.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := make(map[string]reflect.Type, t.NumField())
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			for inner, kind := range fieldsOf(field.Type) {
				fields[inner] = kind
			}
		case name != "":
			fields[name] = field.Type
		}
	}
	return fields
}

func sortedKeys[V any](tree map[string]V) []string {
	keys := make([]string, 0, len(tree))
	for key := range tree {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// leaf returns the last field name of a path.
func leaf(path string) string {
	if path == "" {
		return "the document"
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

func orDocument(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// relative walks from a path: "template.spec" goes down, each ".." a field up.
func relative(path, way string) string {
	for {
		rest, ok := strings.CutPrefix(way, "..")
		if !ok {
			return join(path, way)
		}
		if i := strings.LastIndexByte(path, '.'); i >= 0 {
			path = path[:i]
		}
		if way = strings.TrimPrefix(rest, "/"); way == "" {
			return path
		}
	}
}

// shown is a value as a message shows it.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		const longest = 60
		if len(v) > longest {
			v = v[:longest] + "…"
		}
		return fmt.Sprintf("the text %q", v)
	case bool:
		return fmt.Sprintf("a boolean (%t)", v)
	case int64, float64:
		return fmt.Sprintf("a number (%v)", v)
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	default:
		return fmt.Sprint(v)
	}
}

// quantityHint mends the usual misspellings of a quantity.
func quantityHint(v any) string {
	s, ok := v.(string)
	if !ok {
		return "write a quantity, such as 500m, 2 or 1Gi"
	}
	s = strings.ReplaceAll(s, " ", "")
	for _, unit := range []string{"Ki", "Mi", "Gi", "Ti"} {
		if rest, ok := strings.CutSuffix(strings.ToUpper(s), strings.ToUpper(unit)+"B"); ok {
			return "write " + rest + unit
		}
	}
	for _, unit := range []string{"K", "M", "G", "T"} {
		if rest, ok := strings.CutSuffix(strings.ToUpper(s), unit+"B"); ok {
			return "write " + rest + unit + "i"
		}
	}
	return "write a quantity, such as 500m, 2 or 1Gi"
}

// plain drops what only a Go programmer understands.
func plain(message string) string {
	message = strings.TrimPrefix(message, "error converting YAML to JSON: ")
	message = strings.TrimPrefix(message, "yaml: ")
	message = strings.TrimPrefix(message, "json: ")
	return strings.ReplaceAll(message, "Go struct field ", "field ")
}
