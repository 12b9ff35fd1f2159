package versions

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// TestFields holds target.Fields against the published OpenAPI: the fields of our own API types, less those
// that the table says a version lacks, and those that it says only an older version has, are the version's.
func TestFields(t *testing.T) {
	eachMinor(t, func(t *testing.T, v target.Version, dir string) {
		ours, published := fieldsOf(v), publishedFields(t, read(t, dir, "api/openapi-spec/v3/apis__batch__v1_openapi.json"))
		if missing := difference(published, ours); len(missing) > 0 {
			t.Errorf("published, but not in the table:%s", lines(missing))
		}
		if extra := difference(ours, published); len(extra) > 0 {
			t.Errorf("in the table, but not published:%s", lines(extra))
		}
		if len(ours) < 500 {
			t.Errorf("only %d fields were compared", len(ours))
		}
	})
}

func difference(a, b map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(a)), func(name string) bool { return b[name] })
}

// fieldsOf returns "Type.name" of every field that a Job or CronJob of the version can have.
func fieldsOf(v target.Version) map[string]bool {
	w := walker{v: v, found: map[string]bool{}, seen: map[reflect.Type]bool{}}
	w.object(reflect.TypeFor[batchv1.Job]())
	w.object(reflect.TypeFor[batchv1.CronJob]())
	reached := w.types()
	for _, f := range target.Fields() {
		if f.Last != 0 && f.In(v) && reached[f.Type] {
			w.found[f.Type+"."+f.Name] = true
		}
	}
	return w.found
}

type walker struct {
	v     target.Version
	found map[string]bool
	seen  map[reflect.Type]bool
}

func (w *walker) types() map[string]bool {
	names := map[string]bool{}
	for t := range w.seen {
		names[t.Name()] = true
	}
	return names
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func (w *walker) object(t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(unmarshaler) || w.seen[t] {
		return
	}
	w.seen[t] = true
	w.fields(t, t.Name())
}

// fields adds those of the struct, and those of what is inlined in it, to the type called name.
func (w *walker) fields(t reflect.Type, name string) {
	for i := range t.NumField() {
		field := t.Field(i)
		jsonName, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case jsonName == "-":
		case jsonName == "" && field.Anonymous:
			w.fields(field.Type, name)
		default:
			if row, ok := target.FieldOf(name, jsonName); ok && !row.In(w.v) {
				continue
			}
			w.found[name+"."+jsonName] = true
			w.object(field.Type)
		}
	}
}

// publishedFields returns the same of an OpenAPI document. Fields of types that went are left out: the table
// lists the field that they were in.
func publishedFields(t *testing.T, document string) map[string]bool {
	t.Helper()
	var spec struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(document), &spec); err != nil {
		t.Fatal(err)
	}
	found, seen := map[string]bool{}, map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] || slices.Contains([]string{"ClaimSource", "WorkloadReference"}, shortName(name)) {
			return
		}
		seen[name] = true
		for property, schema := range spec.Components.Schemas[name].Properties {
			found[shortName(name)+"."+property] = true
			for part := range strings.SplitSeq(string(schema), `"$ref": "#/components/schemas/`) {
				if ref, _, ok := strings.Cut(part, `"`); ok && spec.Components.Schemas[ref].Properties != nil {
					visit(ref)
				}
			}
			for part := range strings.SplitSeq(string(schema), `"$ref":"#/components/schemas/`) {
				if ref, _, ok := strings.Cut(part, `"`); ok && spec.Components.Schemas[ref].Properties != nil {
					visit(ref)
				}
			}
		}
	}
	visit("io.k8s.api.batch.v1.Job")
	visit("io.k8s.api.batch.v1.CronJob")
	return found
}

func shortName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
