package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

// kubectlReads returns the objects that kubectl finds in a file, and whether it read it to its end. What is
// null is no object to it.
func kubectlReads(data []byte) (objects []any, ok bool) {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(data), 4096)
	for {
		var raw json.RawMessage // as kubectl does
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return objects, true
		}
		if err != nil {
			return objects, false
		}
		var object any
		if raw = bytes.TrimSpace(raw); len(raw) == 0 || json.Unmarshal(raw, &object) != nil || object == nil {
			continue
		}
		objects = append(objects, object)
	}
}

// weRead is the same by our own reading.
func weRead(data []byte) (objects []any, ok bool) {
	documents, err := manifest.Split(data)
	if err != nil {
		return nil, false
	}
	ok = true
	for _, d := range documents {
		encoded, _, err := ToJSON(d)
		if err != nil {
			ok = false
			continue
		}
		var object any
		if json.Unmarshal(encoded, &object) == nil && object != nil {
			objects = append(objects, object)
		}
	}
	return objects, ok
}

// odd are files of unusual form.
var odd = []struct{ name, data string }{
	{"empty", ""},
	{"comment", "# a\n"},
	{"one", "a: b\n"},
	{"two", "a: b\n---\nc: d\n"},
	{"marks alone", "---\n---\n"},
	{"a mark without an end of line", "---"},
	{"marks around", "---\na: b\n---\n"},
	{"comment on the mark", "a: b\n--- # c\nd: e\n"},
	{"blanks on the mark", "a: b\n---   \t\nd: e\n"},
	{"content on the mark", "--- {a: b}\n"},
	{"comment at the mark", "a: b\n---# c\nd: e\n"},
	{"comment at the first mark", "---# c\nd: e\n"},
	{"comment at a mark that ends one", "---\n---# c\nd: e\n"},
	{"comment at a third mark", "---\n---\n---# c\nd: e\n"},
	{"comment at a mark behind a comment", "# a\n---# c\nd: e\n"},
	{"text on the mark", "a: b\n---c\n"},
	{"more dashes", "a: b\n----\nc: d\n"},
	{"windows", "a: b\r\n---\r\nc: d\r\n"},
	{"old mac", "a: b\rc: d\r"},
	{"old mac with a comment", "# a\ra: b\r"},
	{"comments of an old mac", "# a\r# b\r"},
	{"next line behind a comment", "# a\u0085b: c\n"},
	{"byte order mark", "\ufeffa: b\n"},
	{"end mark", "a: b\n...\n"},
	{"end mark and mark", "a: b\n...\n---\nc: d\n"},
	{"end mark alone", "...\n"},
	{"text after the end mark", "a: b\n...\nc: d\n"},
	{"directive", "%YAML 1.1\n---\na: b\n"},
	{"directive alone", "%YAML 1.1\n"},
	{"directive of another version", "%YAML 1.2\n---\na: b\n"},
	{"directive without a mark", "%YAML 1.1\na: b\n"},
	{"tag directive", "%TAG ! tag:example.com,2026:\n---\na: !x b\n"},
	{"JSON", `{"a": "b"}`},
	{"JSON lines", "{\"a\": 1}\n{\"b\": 2}\n{\"c\": 3}\n"},
	{"JSON on one line", `{"a": 1}{"b": 2} {"c": 3}`},
	{"JSON, then YAML", "{\"a\": 1}\n---\nb: c\n"},
	{"two JSON, then YAML", "{\"a\": 1}\n{\"b\": 2}\n---\nb: c\n"},
	{"JSON, then flow YAML", "{\"a\": 1}\n{b: c}\n"},
	{"JSON, then little YAML", "{\"a\": 1}b:"},
	{"JSON, then little YAML behind a blank", "{\"a\": 1} b: "},
	{"JSON, then little YAML on a line", "{\"a\": 1}\nb: "},
	{"JSON, then very little YAML on a line", "{\"a\": 1}\nb"},
	{"little flow", "{0}"},
	{"JSON, then little flow", "{\"a\": 1}{0}"},
	{"JSON, a broken line", "{\"a\": 1}\n{\"b\": 2\n{\"c\": 3}\n"},
	{"JSON, a broken third line", "{\"a\": 1}\n{\"b\": 2}\n{\"c\": \n{\"d\": 4}\n"},
	{"JSON, broken at once", "{\"a\": 1,,}\n{\"b\": 2}\n"},
	{"JSON with a trailing comma", "{\"a\": 1,}\n"},
	{"JSON in a list", `[{"a": 1}, {"b": 2}]`},
	{"JSON between marks", "---\n{\"a\": 1}\n---\n{\"b\": 2}\n"},
	{"JSON with a key twice", `{"a": 1, "a": 2}`},
	{"JSON that is cut", `{"a": `},
	{"flow", "{a: b}\n{c: d}\n"},
	{"scalar", "hello\n"},
	{"null", "null\n"},
	{"tilde", "a: b\n---\n~\n"},
	{"list", "- a\n- b\n"},
	{"scalars", "a: [yes, no, on, off, y, n, ~, null, Null, true, True, TRUE, 1, 0x10, 0o10, 010, 0b11, 1_000, 1e3, 1.5, +1, -1, .5, 1., 2024-01-01, 1:30, 0.1e-3, 12345678901234567890, 1e400, '1', =]\n"},
	{"infinity", "a: .inf\n"},
	{"no number", "a: .nan\n"},
	{"keys", "{1: a, true: b, 1.5: c, 2024-01-01: d, yes: e, 0x10: f}\n"},
	{"null key", "{~: a}\n"},
	{"list key", "{[a]: b}\n"},
	{"key twice", "a: 1\na: 2\n"},
	{"key twice, at depth", "a: {b: {c: 1, c: 2}}\n"},
	{"merge", "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n"},
	{"merge list", "x: &x {a: 1}\nz: &z {a: 2, c: 3}\ny: {<<: [*x, *z], b: 3}\n"},
	{"merge of merges", "x: &x {a: 1}\nz: &z {<<: *x, c: 3}\ny: {<<: *z}\n"},
	{"merge of a number", "<<: 3\n"},
	{"anchor twice", "a: &x b\nc: &x d\ne: *x\n"},
	{"alias across documents", "a: &x b\n---\nc: *x\n"},
	{"binary", "a: !!binary aGVsbG8=\n"},
	{"tags", "{a: !!str 1, b: !!int '2', c: !foo 3, d: !!float 4, e: !!bool 'true', f: !!null ''}\n"},
	{"wrong tag", "a: !!int b\n"},
	{"blocks", "a: |\n  b\n   c\nd: >-\n  e\n  f\n\n  g\nh: |+\n  i\n\nj: |2\n    k\n"},
	{"escapes", `{a: "\u00e9\x41\n\t\0\e\_\N\/\"\\ \U0001F600"}`},
	{"half an escape", `{a: "\ud83d"}`},
	{"line separators", "a: \"b\u2028c\"\nd: e\n"},
	{"next line", "a: b\u0085c: d\n"},
	{"control character in a comment", "# \x10\n"},
	{"tab alone", "a: b\n---\n\t\n"},
	{"blank lines", "\n  \n\r\n"},
	{"control character", "a: \x01\n"},
	{"NUL", "a: \x00\n"},
	{"NUL escape", `{a: "\0"}`},
	{"not UTF-8", "a: \xff\n"},
	{"tab after a colon", "a:\tb\n"},
	{"tab before a comment", "a: b\t# c\n"},
	{"tab in the indentation", "a:\n\tb: c\n"},
	{"tab on a blank line", "a: b\n\t\nc: d\n"},
	{"no end of line", "a:\n  - b"},
	{"key of dashes", "a: b\n---: c\n"},
	{"mark in a block", "a: |\n  ---\n  b\n"},
	{"mark in quotes", "a: \"b\n---\nc\"\n"},
	{"alias bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n"},
	{"deep", strings.Repeat("[", 2000) + strings.Repeat("]", 2000)},
	{"too deep", strings.Repeat("[", 10001) + strings.Repeat("]", 10001)},
	{"too deep JSON", `{"a": ` + strings.Repeat("[", 10001) + strings.Repeat("]", 10001) + "}"},
}

// TestReadsAsKubectl: whatever the form, we find the objects that kubectl finds, and refuse what it refuses. Where
// it refuses a file we may find more in it, for it stops there.
func TestReadsAsKubectl(t *testing.T) {
	for _, test := range odd {
		t.Run(test.name, func(t *testing.T) {
			want, wantOK := kubectlReads([]byte(test.data))
			got, ok := weRead([]byte(test.data))
			if ok != wantOK {
				t.Errorf("read to the end: %t, by kubectl %t", ok, wantOK)
			}
			if wantOK && !reflect.DeepEqual(got, want) {
				t.Errorf("got %.200v, kubectl %.200v", got, want)
			}
		})
	}
}

// FuzzReadsAsKubectl holds our reading of any text against kubectl's.
func FuzzReadsAsKubectl(f *testing.F) {
	for _, test := range odd {
		f.Add([]byte(test.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasSuffix(data, []byte("\n")) {
			data = append(slices.Clip(data), '\n') // kubectl does, which counts for a literal text at the end; we do not
		}
		want, wantOK := kubectlReads(data)
		got, ok := weRead(data)
		if ok && !wantOK {
			t.Errorf("kubectl refuses what we read: %q", data)
		}
		for range 20 { // of keys that are one in JSON (1 and 1.0) either wins, by chance
			if reflect.DeepEqual(got, want) {
				break
			}
			want, _ = kubectlReads(data)
		}
		if wantOK && ok && !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %.200v, kubectl %.200v", data, got, want)
		}
	})
}
