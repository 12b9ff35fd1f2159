package plainyaml

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	yamlv3 "go.yaml.in/yaml/v3"
)

// sameJSON holds a document in JSON against the libraries. It reports whether the document was read.
func sameJSON(t *testing.T, document string) (read bool) {
	t.Helper()
	tree, ok := ParseJSON([]byte(document))
	if !ok {
		return false
	}
	if written := string(tree.AppendJSON(nil)); written != strings.Trim(document, " \t\r\n") {
		t.Fatalf("%q comes back as %q", document, written)
	}
	var theirs any
	if err := json.Unmarshal([]byte(document), &theirs); err != nil {
		t.Fatalf("%q was read, and the library says %v", document, err)
	}
	if ours := tree.value(0); !reflect.DeepEqual(ours, theirs) {
		t.Fatalf("%q was read as %v", document, ours)
	}
	sameObjects(t, tree)
	var node yamlv3.Node
	if strings.ContainsAny(document, "\r\ufeff\u0085\u2028\u2029\x7f") || yamlv3.Unmarshal([]byte(document), &node) != nil {
		return true // JSON that is not YAML, or has other lines there
	}
	samePlaces(t, node.Content[0], wholeTree(tree, document), document)
	return true
}

// value returns what encoding/json makes of the node.
func (t *Tree) value(i int32) any {
	n := &t.nodes[i]
	switch n.kind {
	case text:
		return n.value
	case literal:
		var value any
		_ = json.Unmarshal([]byte(n.value), &value)
		return value
	case sequence:
		list := []any{}
		for child := n.first; child != 0; child = t.nodes[child].next {
			list = append(list, t.value(child))
		}
		return list
	case mapping:
		object := map[string]any{}
		for child := n.first; child != 0; child = t.nodes[child].next {
			object[t.nodes[child].key] = t.value(child)
		}
		return object
	}
	return nil
}

var plainJSON = map[string]string{
	"empty":     "{}",
	"one line":  `{"kind":"Job","spec":{"a":[1,-2,0.5],"b":true,"c":false,"d":null,"e":[],"f":{}}}`,
	"indented":  "{\n    \"a\": [\n        1,\n        {\"b\": \"c\"}\n    ],\n    \"d\": 0\n}\n",
	"tabs":      "{\n\t\"a\":\t1\n}\n",
	"spaces":    " { \"a\" : 1 , \"b\" :[ ] } \n\n",
	"escapes":   `{"a\"b":"c\\\n\t\u0026\u00e4\/\ud83d\ude00 \ud800"}`,
	"wide text": `{"größe": "日本", "b": "c"}`,
	"wide keys": `{"0":0,"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"10":0,"11":0,"12":0,"13":0,"14":0,"15":0,"16":0,"17":0,"18":0,"19":0,"20":0,"21":0,"22":0,"23":0,"24":0,"25":0,"26":0,"27":0,"28":0,"29":0,"30":0,"31":0,"32":0,"33":0}`,
	"a Job": `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a","creationTimestamp":null,"managedFields":[{"fieldsV1":{ "f:a":{} }}]},
"spec":{"parallelism":2,"template":{"spec":{"containers":[{"name":"b","resources":{"limits":{"cpu":1,"memory":"1Gi","c":0.5}},"livenessProbe":{"httpGet":{"port":"\u0068ttp"}}}]}}}}`,
	"a quantity with an escape": `{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"\u0031"}}}]}}}}`,
	"a whole number too large":  `{"spec":{"parallelism":4294967296}}`,
}

var declinedJSON = map[string]string{
	"nothing": "", "text": `"a"`, "list": "[]", "number": "1", "two": "{}{}", "comma": `{"a":1,}`, "no comma": `{"a":1 "b":2}`, "no colon": `{"a" 1}`, "no key": `{1:2}`,
	"open": `{"a":1`, "open list": `{"a":[1`, "open text": `{"a":"b`, "open escape": `{"a":"\`, "bad escape": `{"a":"\x"}`, "line in text": "{\"a\":\"b\nc\"}", "comment": `{} # a`,
	"key twice": `{"a":1,"b":2,"a":3}`, "key twice below": `{"a":[{"b":1,"b":2}]}`, "word": `{"a":yes}`, "exponent": `{"a":1e3}`, "leading zero": `{"a":01}`, "negative zero": `{"a":-0}`,
	"decimal that is whole": `{"a":1.0}`, "large": `{"a":12345678901234567890}`, "not UTF-8": "{\"a\":\"\xff\"}", "mark": "\ufeff{}", "deep": strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300),
	"wide key twice": strings.Replace(plainJSON["wide keys"], `"33"`, `"3"`, 1),
}

func TestPlainJSON(t *testing.T) {
	for name, document := range plainJSON {
		t.Run(name, func(t *testing.T) {
			if !sameJSON(t, document) {
				t.Errorf("declined:\n%s", document)
			}
		})
	}
}

func TestDeclinedJSON(t *testing.T) {
	for name, document := range declinedJSON {
		t.Run(name, func(t *testing.T) {
			if _, ok := ParseJSON([]byte(document)); ok {
				t.Errorf("read:\n%s", document)
			}
		})
	}
}

func TestElements(t *testing.T) {
	yaml, _ := Parse([]byte("kind: List\nitems:\n- kind: a\n  b: 'c'\n- kind: d\n"))
	inJSON, _ := ParseJSON([]byte(`{"kind":"List","items":[{"kind":"a","b":"c"},{"kind":"d"}]}`))
	for _, tree := range []*Tree{yaml, inJSON} {
		elements, ok := tree.Elements("items")
		if !ok || len(elements) != 2 {
			t.Fatalf("%d elements, %v", len(elements), ok)
		}
		kind, _ := elements[1].Text("kind")
		if first := string(elements[0].AppendJSON(nil)); first != `{"kind":"a","b":"c"}` || kind != "d" {
			t.Errorf("%s and %s", first, kind)
		}
		if !elements[0].HasKey("b", false) || elements[1].HasKey("b", false) || elements[0].HasKey("b", true) {
			t.Error("a key of another element counts, or one that has no mapping")
		}
	}
	for _, document := range []string{"items: a\n", "items: [a]\n", "a: []\n"} {
		tree, _ := Parse([]byte(document))
		if _, ok := tree.Elements("items"); ok {
			t.Errorf("%s has elements", document)
		}
	}
}

func FuzzParseJSON(f *testing.F) {
	for _, document := range plainJSON {
		f.Add(document)
	}
	for _, document := range declinedJSON {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) { sameJSON(t, document) })
}
