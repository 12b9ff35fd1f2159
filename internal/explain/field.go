package explain

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// errNoField is wrapped by the error of a path that is none of the Job API's.
var errNoField = errors.New("no such field")

// IsNoField reports whether the error says that a path names no field.
func IsNoField(err error) bool { return errors.Is(err, errNoField) }

// FieldDoc is the API's documentation of a field.
type FieldDoc struct {
	Path string // as asked, with the kind in front
	Type string // as a reader of YAML sees it: string, integer, list of Container
	Text string // the API's own documentation
	// Fields are the names of the fields inside it, sorted; nil for a scalar.
	Fields []string
	// Versions says which Kubernetes versions have it; "" where all that are known do.
	Versions string
}

// Field documents a field of a Job or CronJob: "spec.backoffLimit", "Job.spec.template.spec.containers.env"
// or "CronJob.spec.schedule". Without a kind the Job is looked at first. Indexes in brackets are passed
// over.
func Field(path string) (FieldDoc, error) {
	kind, rest, _ := strings.Cut(path, ".")
	switch kind {
	case "Job":
		return fieldOf(reflect.TypeFor[batchv1.Job](), "Job", rest)
	case "CronJob":
		return fieldOf(reflect.TypeFor[batchv1.CronJob](), "CronJob", rest)
	}
	doc, err := fieldOf(reflect.TypeFor[batchv1.Job](), "Job", path)
	if err == nil {
		return doc, nil
	}
	if doc, cronErr := fieldOf(reflect.TypeFor[batchv1.CronJob](), "CronJob", path); cronErr == nil {
		return doc, nil
	}
	return FieldDoc{}, err
}

func fieldOf(t reflect.Type, kind, path string) (FieldDoc, error) {
	doc := FieldDoc{Path: kind, Type: kind, Text: docOf(t, "")}
	if path == "" {
		doc.Fields = namesOf(t)
		return doc, nil
	}
	for name := range strings.SplitSeq(path, ".") {
		name, _, _ = strings.Cut(name, "[")
		owner := elementOf(t)
		names := namesOf(owner)
		field, ok := fieldNamed(owner, name)
		if !ok {
			err := fmt.Errorf("%s: %w as %s", doc.Path, errNoField, name)
			if meant, near := nearest.Of(name, names...); near {
				err = fmt.Errorf("%w: did you mean %s?", err, meant)
			}
			return FieldDoc{}, err
		}
		t = field.Type
		doc.Path += "." + name
		doc.Text = docOf(owner, name)
		if versions := versionsOf(owner.Name(), name); versions != "" {
			doc.Versions = versions // those of a field inside of a newer one are fewer still
		}
	}
	doc.Type, doc.Fields = typeName(t), namesOf(elementOf(t))
	return doc, nil
}

func versionsOf(owner, name string) string {
	for _, field := range target.Fields() {
		if field.Type == owner && field.Name == name {
			return field.Versions()
		}
	}
	return ""
}

// elementOf is the type that a reader names: of a pointer what it points to, of a list its elements.
func elementOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Map:
		return "map of " + typeName(t.Elem())
	case reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	default:
		return t.Name()
	}
}

func namesOf(t reflect.Type) []string {
	if t.Kind() != reflect.Struct || isScalarStruct(t) {
		return nil
	}
	var names []string
	for field := range t.Fields() {
		switch name, _, _ := strings.Cut(field.Tag.Get("json"), ","); {
		case name == "" && field.Anonymous:
			names = append(names, namesOf(field.Type)...)
		case name != "" && name != "-":
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// isScalarStruct reports whether the type is a struct in Go but one value in YAML.
func isScalarStruct(t reflect.Type) bool {
	switch t.Name() {
	case "Quantity", "Time", "MicroTime", "IntOrString", "FieldsV1":
		return true
	}
	return false
}

func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	if t.Kind() != reflect.Struct || isScalarStruct(t) {
		return reflect.StructField{}, false
	}
	for field := range t.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == name && name != "" {
			return field, true
		}
		if tag == "" && field.Anonymous {
			if inner, ok := fieldNamed(field.Type, name); ok {
				return inner, true
			}
		}
	}
	return reflect.StructField{}, false
}

// docOf returns the API's documentation of a field, or with an empty name of the type itself.
func docOf(owner reflect.Type, name string) string {
	documented, ok := reflect.TypeAssert[interface{ SwaggerDoc() map[string]string }](reflect.New(owner))
	if !ok {
		return ""
	}
	if text, ok := documented.SwaggerDoc()[name]; ok || name == "" {
		return text
	}
	for field := range owner.Fields() { // an inlined struct has documentation of its own
		if field.Anonymous {
			if _, ok := fieldNamed(field.Type, name); ok {
				return docOf(field.Type, name)
			}
		}
	}
	return ""
}
