// Command generate writes the JSON Schema of Jobs and CronJobs, made from the API's own Go types and their
// documentation. Run it with go generate.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

func main() {
	document, err := generate()
	if err == nil {
		err = os.WriteFile("schema.json", document, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func generate() ([]byte, error) {
	g := generator{definitions: map[string]node{}, versions: map[string]target.Field{}}
	for _, field := range target.Fields() {
		g.versions[field.Type+"."+field.Name] = field
	}
	g.root(reflect.TypeFor[batchv1.Job](), "Job")
	g.root(reflect.TypeFor[batchv1.CronJob](), "CronJob")
	g.retired()
	for name := range g.versions {
		return nil, fmt.Errorf("the API has no field %s", name)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(node{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": g.definitions})
	return out.Bytes(), err
}

type node map[string]any

type generator struct {
	definitions map[string]node
	versions    map[string]target.Field // by TYPE.field, those that were not met yet
}

// root adds a kind; the schema of its apiVersion and kind says their only values.
func (g *generator) root(t reflect.Type, kind string) {
	g.of(t)
	properties := g.definitions[nameOf(t)]["properties"].(map[string]node)
	properties["apiVersion"]["enum"] = []string{"batch/v1"}
	properties["kind"]["enum"] = []string{kind}
	g.definitions[nameOf(t)]["required"] = []string{"apiVersion", "kind", "metadata", "spec"}
}

// retired adds the fields that older versions have and the newest API's types have not.
func (g *generator) retired() {
	text := node{"type": "string"}
	add := func(definition, field string, value node) {
		short := definition[strings.LastIndexByte(definition, '.')+1:]
		g.annotate(short+"."+field, value)
		g.definitions[definition]["properties"].(map[string]node)[field] = value
	}
	add("io.k8s.api.core.v1.PodResourceClaim", "source", object(map[string]node{"resourceClaimName": text, "resourceClaimTemplateName": text}))
	add("io.k8s.api.core.v1.PodSpec", "workloadRef", object(map[string]node{"name": text, "podGroup": text, "podGroupReplicaKey": text}))
}

func object(properties map[string]node) node {
	return node{"type": "object", "additionalProperties": false, "properties": properties}
}

func (g *generator) annotate(field string, value node) {
	version, differs := g.versions[field]
	if !differs {
		return
	}
	if version.First != 0 {
		value["x-kubernetes-first-minor"] = version.First
	}
	if version.Last != 0 {
		value["x-kubernetes-last-minor"] = version.Last
	}
	delete(g.versions, field)
}

// of returns the schema of a type; structs become definitions.
func (g *generator) of(t reflect.Type) node {
	switch t {
	case reflect.TypeFor[resource.Quantity]():
		return node{"type": []string{"string", "number"}, "x-kubernetes-format": "quantity"}
	case reflect.TypeFor[intstr.IntOrString]():
		return node{"type": []string{"integer", "string"}, "x-kubernetes-format": "int-or-string", "minimum": math.MinInt32, "maximum": math.MaxInt32}
	case reflect.TypeFor[metav1.Time](), reflect.TypeFor[metav1.MicroTime]():
		return node{"type": "string", "x-kubernetes-format": strings.ToLower(t.Name()), "format": "date-time"}
	case reflect.TypeFor[metav1.FieldsV1]():
		return node{"type": "object"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.of(t.Elem())
	case reflect.Struct:
		return g.structure(t)
	case reflect.Map:
		return node{"type": "object", "additionalProperties": g.of(t.Elem())}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return node{"type": "string"}
		}
		return node{"type": "array", "items": g.of(t.Elem())}
	case reflect.String:
		return node{"type": "string"}
	case reflect.Bool:
		return node{"type": "boolean"}
	case reflect.Int32:
		return node{"type": "integer", "minimum": math.MinInt32, "maximum": math.MaxInt32}
	case reflect.Int64:
		return node{"type": "integer", "minimum": math.MinInt64, "maximum": math.MaxInt64}
	}
	panic(fmt.Sprintf("no schema for %s", t))
}

func (g *generator) structure(t reflect.Type) node {
	name := nameOf(t)
	reference := node{"$ref": "#/definitions/" + name}
	if _, done := g.definitions[name]; done {
		return reference
	}
	properties := make(map[string]node)
	definition := object(properties)
	g.definitions[name] = definition
	docs := docsOf(t)
	if docs[""] != "" {
		definition["description"] = docs[""]
	}
	g.fields(t, t.Name(), docs, properties)
	return reference
}

// fields adds those of inlined structs too, as fields of the outer type.
func (g *generator) fields(t reflect.Type, owner string, docs map[string]string, properties map[string]node) {
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && (field.Anonymous || slices.Contains(strings.Split(options, ","), "inline")):
			g.fields(field.Type, owner, docsOf(field.Type), properties)
		case name != "":
			value := g.of(field.Type)
			if text := docs[name]; text != "" {
				value = described(value, text)
			}
			g.annotate(owner+"."+name, value)
			properties[name] = value
		}
	}
}

// described adds the documentation of a field. Beside a $ref draft 7 ignores everything, so that it goes around.
func described(value node, text string) node {
	if _, reference := value["$ref"]; reference {
		return node{"allOf": []node{value}, "description": text}
	}
	value["description"] = text
	return value
}

func nameOf(t reflect.Type) string {
	path := strings.Split(t.PkgPath(), "/")
	domain := strings.Split(path[0], ".")
	slices.Reverse(domain)
	return strings.Join(append(domain, path[1:]...), ".") + "." + t.Name()
}

func docsOf(t reflect.Type) map[string]string {
	if documented, ok := reflect.TypeAssert[interface{ SwaggerDoc() map[string]string }](reflect.New(t)); ok {
		return documented.SwaggerDoc()
	}
	return nil
}
