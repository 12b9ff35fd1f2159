package textedit

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestApply(t *testing.T) {
	tests := map[string]struct {
		edits []Edit
		want  string
		fails bool
	}{
		"none":              {want: "abc"},
		"in any order":      {edits: []Edit{{2, 3, "C"}, {0, 1, "A"}}, want: "AbC"},
		"at one place":      {edits: []Edit{{1, 1, "x"}, {1, 1, "y"}}, want: "axybc"},
		"twice":             {edits: []Edit{{1, 2, "x"}, {1, 2, "x"}}, want: "axc"},
		"at the end":        {edits: []Edit{{3, 3, "d"}}, want: "abcd"},
		"remove all":        {edits: []Edit{{0, 3, ""}}, want: ""},
		"overlap":           {edits: []Edit{{0, 2, "x"}, {1, 3, "y"}}, fails: true},
		"behind the end":    {edits: []Edit{{2, 4, "x"}}, fails: true},
		"end before start":  {edits: []Edit{{2, 1, "x"}}, fails: true},
		"same start, other": {edits: []Edit{{0, 1, "x"}, {0, 2, "y"}}, fails: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Apply([]byte("abc"), test.edits)
			if (err != nil) != test.fails || string(got) != test.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestSet(t *testing.T) {
	tests := map[string]struct {
		text, pointer string
		value         any
		want          string
	}{
		"behind the last entry": {
			text: "spec:\n  # of the template\n  template: # here\n    a: 1 # one\n    # under it\n\n# end\n", pointer: "/spec/ttl", value: 5,
			want: "spec:\n  # of the template\n  template: # here\n    a: 1 # one\n    # under it\n  ttl: 5\n\n# end\n"},
		"behind a list at the column of its key": {
			text: "spec:\n  containers:\n  - name: a\n    image: b\n  -\n    name: c\nother: 1\n", pointer: "/spec/x", value: "z",
			want: "spec:\n  containers:\n  - name: a\n    image: b\n  -\n    name: c\n  x: z\nother: 1\n"},
		"behind a literal text": {
			text: "a:\n  script: |\n    # no comment\n\n    done\n\nb: 1\n", pointer: "/a/x", value: true,
			want: "a:\n  script: |\n    # no comment\n\n    done\n  x: true\n\nb: 1\n"},
		"behind a text of several lines": {
			text: "a:\n  t: \"one\n    two\"\n", pointer: "/a/x", value: 1, want: "a:\n  t: \"one\n    two\"\n  x: 1\n"},
		"in an element of a list": {
			text: "c:\n- name: a\n  image: b\n- name: c\n", pointer: "/c/0/resources/limits/cpu", value: "1",
			want: "c:\n- name: a\n  image: b\n  resources:\n    limits:\n      cpu: \"1\"\n- name: c\n"},
		"a list of objects": {
			text: "a: 1\n", pointer: "/b", value: []map[string]any{{"x": 1, "y": []string{"z"}}}, want: "a: 1\nb:\n  - x: 1\n    \"y\":\n      - z\n"},
		"no newline at the end":           {text: "a: 1", pointer: "/b", value: 2, want: "a: 1\nb: 2"},
		"carriage returns":                {text: "a:\r\n  b: 1\r\n", pointer: "/a/c/d", value: 2, want: "a:\r\n  b: 1\r\n  c:\r\n    d: 2\r\n"},
		"text that looks like a number":   {text: "a: 1\n", pointer: "/b", value: "12", want: "a: 1\nb: \"12\"\n"},
		"text that looks like a truth":    {text: "a: 1\n", pointer: "/b", value: "on", want: "a: 1\nb: \"on\"\n"},
		"key that needs quotes":           {text: "l:\n  a: b\n", pointer: "/l/x.io~1y~0z", value: "v", want: "l:\n  a: b\n  x.io/y~z: v\n"},
		"key without a value":             {text: "m:  # none\nb: 1\n", pointer: "/m/l/a", value: "b", want: "m:  # none\n  l:\n    a: b\nb: 1\n"},
		"key without a value, last":       {text: "b: 1\nm:", pointer: "/m/l", value: 1, want: "b: 1\nm:\n  l: 1"},
		"null":                            {text: "m: null\nb: 1\n", pointer: "/m/l", value: 1, want: "m: {\"l\": 1}\nb: 1\n"},
		"flow":                            {text: "m: {a: 1, b: {c: d}} # so\n", pointer: "/m/b/e", value: "f g", want: "m: {a: 1, b: {\"e\": \"f g\", c: d}} # so\n"},
		"flow with blanks":                {text: "m: { a: 1 }\n", pointer: "/m/b", value: 2, want: "m: { \"b\": 2, a: 1 }\n"},
		"empty flow":                      {text: "m: {}\n", pointer: "/m/a/b", value: 1, want: "m: {\"a\": {\"b\": 1}}\n"},
		"JSON":                            {text: `{"a":{"b":"x:,y"}}`, pointer: "/a/c", value: map[string]string{"k": `q":`}, want: `{"a":{"c": {"k": "q\":"}, "b":"x:,y"}}`},
		"JSON on several lines":           {text: "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", pointer: "/a/c", value: 2, want: "{\n  \"a\": {\n    \"c\": 2,\n    \"b\": 1\n  }\n}\n"},
		"replace a word":                  {text: "p: Always # so\nq: 1\n", pointer: "/p", value: "Never", want: "p: Never # so\nq: 1\n"},
		"replace in quotes":               {text: "p: 'it''s' # so\n", pointer: "/p", value: "Never", want: "p: \"Never\" # so\n"},
		"replace in double quotes":        {text: "p: \"a\\\"b\"\n", pointer: "/p", value: 3, want: "p: 3\n"},
		"replace a number":                {text: "p: {a: 6, b: 1}\n", pointer: "/p/a", value: 3, want: "p: {a: 3, b: 1}\n"},
		"behind characters of many bytes": {text: "é: {ö: 1, ä: 2}\n", pointer: "/é/ä", value: 3, want: "é: {ö: 1, ä: 3}\n"},
		"of two keys of one name":         {text: "a:\n  spec: 1\nspec:\n  b: 1\n", pointer: "/spec/c", value: 2, want: "a:\n  spec: 1\nspec:\n  b: 1\n  c: 2\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Set([]byte(test.text), test.pointer, test.value)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestSetRefuses: what cannot be done without changing something else is not done.
func TestSetRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, pointer, says string }{
		"alias":             {"a: &x {b: 1}\nc: *x\n", "/c/d", "alias"},
		"anchor":            {"a: &x 1\nc: *x\n", "/a", "alias"},
		"merge":             {"a: &x {b: 1}\nc:\n  <<: *x\n", "/a/d", "unusual form"},
		"no such element":   {"a: [1]\n", "/a/1/b", "no element 1"},
		"value in the way":  {"a: 1\n", "/a/b", "in the place of b"},
		"a text of lines":   {"a: |\n  x\n", "/a", "unusual form"},
		"comment in a flow": {"a: { # so\n  b: 1}\n", "/a/c", "unusual form"},
		"no YAML":           {"a: [\n", "/a", "yaml"},
		"empty":             {"# nothing\n", "/a", "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Set([]byte(test.text), test.pointer, 2); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// FuzzSet: what Set returns is the document with the value in it, which it makes sure of itself; here is
// seen that it neither panics nor hangs, and that it keeps every comment.
func FuzzSet(f *testing.F) {
	f.Add("spec:\n  template: # here\n    a: 1\n# end\n", "/spec/ttl", "x")
	f.Add("{\"a\": [1, {\"b\": null}]}", "/a/1/b", "y")
	f.Add("a: &x\n- b\n- *x\n", "/a/0", "z")
	f.Fuzz(func(t *testing.T, text, name, value string) {
		if !strings.HasPrefix(name, "/") {
			name = "/" + name
		}
		after, err := Set([]byte(text), name, value)
		if err != nil {
			return
		}
		quoted, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if len(after) > len(text)+20*len(name)*strings.Count(name, "/")+20*len(quoted)+100 {
			t.Errorf("%d bytes became %d", len(text), len(after))
		}
	})
}
