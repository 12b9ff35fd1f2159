package plainyaml

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

// same holds what was read against the library. It reports whether the document was read.
func same(t *testing.T, document string) bool {
	t.Helper()
	tree, ok := Parse([]byte(document))
	if !ok {
		return false
	}
	ours := tree.AppendJSON(nil)
	theirs, err := yaml.YAMLToJSONStrict([]byte(document))
	if err != nil {
		t.Fatalf("read as %s, and the library says %v:\n%s", ours, err, document)
	}
	var a, b any
	if err := json.Unmarshal(ours, &a); err != nil {
		t.Fatalf("not JSON: %v\n%s\nof\n%s", err, ours, document)
	}
	if err := json.Unmarshal(theirs, &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("read as\n%s\nthe library reads\n%s\nof\n%s", ours, theirs, document)
	}
	sameObjects(t, tree)
	var node yamlv3.Node
	if err := yamlv3.Unmarshal([]byte(document), &node); err != nil {
		return true // the newer library is stricter; positions are then asked of nobody
	}
	samePlaces(t, node.Content[0], wholeTree(tree, document), document)
	return true
}

// wholeTree returns all nodes of the tree.
func wholeTree(tree *Tree, document string) *yamlv3.Node {
	nodes := tree.Nodes(NewLines([]byte(document)))
	nodes.OpenAll(nodes.Root())
	return nodes.Root()
}

func samePlaces(t *testing.T, theirs, ours *yamlv3.Node, document string) {
	t.Helper()
	if theirs.Tag == "!!null" {
		return // nothing is written there
	}
	if ours.Line != theirs.Line || ours.Column != theirs.Column || ours.Kind != theirs.Kind || ours.Style != theirs.Style || ours.Value != theirs.Value ||
		len(ours.Content) != len(theirs.Content) {
		t.Fatalf("%q is at %d:%d in style %d, the library says %q at %d:%d in style %d, of\n%s",
			ours.Value, ours.Line, ours.Column, ours.Style, theirs.Value, theirs.Line, theirs.Column, theirs.Style, document)
	}
	for i := range theirs.Content {
		samePlaces(t, theirs.Content[i], ours.Content[i], document)
	}
}

// plain documents are read, and as the library reads them.
var plain = map[string]string{
	"a Job":                    "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: pi\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: pi\n        image: perl:5.34\n        command: [\"perl\", \"-Mbignum=bpi\", -wle, 'print bpi(2000)']\n",
	"sequence indented":        "a:\n  - b\n  - c: d\n    e: f\n",
	"sequence at the key":      "a:\n- b\n- c\nd: e\n",
	"sequence in sequence":     "a:\n- - b\n  - c\n- - d\n",
	"item on the next line":    "a:\n-\n  b: c\n- d: e\n",
	"null item and value":      "a:\n-\n- b\nc:\nd: e\n",
	"comments":                 "# head\na: b # tail\n# between\nc:\n  # inside\n  d: 'e' # quoted\n  f: [g] # flow\n#end\n",
	"literal block":            "a: |\n  one\n    two\n\n  three # no comment\nb: c\n",
	"literal block, stripped":  "a:\n- |-\n  one\n  two\n\n\n- b\n",
	"integers":                 "a: 0\nb: 12\nc: -3\nd: 0755\ne: 9007199254740993\n",
	"decimals":                 "a: 0.5\nb: 1.10\nc: -2.0\n",
	"null":                     "a: null\nb: [null, c]\n",
	"versions and shapes":      "a: 1.2.3\nb: 1.15.1\nc: 2x4\nd: 1Ti\ne: 10.0.0.1\n",
	"quantities":               "a: 500m\nb: 1Gi\nc: 64Mi\nd: 1.5Gi\ne: 10s\n",
	"booleans":                 "a: true\nb: false\n",
	"words that are text":      "a: null-object\nb: yesterday\nc: nope\nd: on-call\ne: File\nf: Never\n",
	"text like numbers":        "a: 1.2.3-rc.4/x\nb: 0 2 * * *\nc: ./run.sh\nd: -c\ne: --flag=1\nf: 10%\n",
	"text with signs in it":    "a: b:c\nd: e#f\ng: h[i]{j},k\nl: m'n\"o\np: q & r * s ! t\n",
	"single quotes":            "a: 'it''s'\nb: ''\n'c d': e\n",
	"double quotes":            "a: \"b\\\"c\\\\d\\n\\te\"\nb: \"\"\n\"c.d/e\": f\n",
	"flow":                     "a: {b: c, d: [1, 2], e: {}}\nf: []\ng: [ {h: i}, j ]\nk: [a:b, http://x/y]\n",
	"flow with a comma behind": "a: [b, c,]\nd: {e: f,}\n",
	"flow of several lines":    "a: [b,\n  c, # d\n\n# e\n  f g\n  ,h\n]\nb: {\n  c: d,\n  'e': [\n    1]\n  }\n",
	"flow below its key":       "a:\n  [b,\n c]\nd:\n  - e:\n      {f: g}\n",
	"flow below a dash":        "a:\n-\n  [b]\n- [c,\nd]\n",
	"quoted below its key":     "a:\n  \"b\"\nc:\n  'd' # e\nf:\n  'g': h\n",
	"angle brackets":           "a: <b>\nc: [<d>]\n<e>: <f\n",
	"characters beyond ASCII":  "a: größe # ö\nb: [ü, 日本]\nc: \"ß\" # x\n",
	"key with dots and slash":  "app.kubernetes.io/name: x\n_a: b\n$c: d\n",
	"blank lines":              "\n\na: b\n\n  \nc: d\n\n",
	"no newline at the end":    "a: b",
	"deeper after an item":     "a:\n  - b:\n      c: d\n    e:\n    - f\n",
}

// declined documents are left to the library.
var declined = map[string]string{
	"anchor": "a: &b c\nd: *b\n", "tag": "a: !!str 1\n", "merge key": "a:\n  <<: {b: c}\n", "tab": "a:\tb\n", "carriage return": "a: b\r\n",
	"scalar of two lines": "a: b\n  c\n", "quoted of two lines": "a: \"b\n  c\"\n", "folded block": "a: >\n  b\n", "kept newlines": "a: |+\n  b\n\n",
	"indentation indicator": "a: |2\n   b\n", "key twice": "a: b\na: c\n", "key twice in flow": "a: {b: c, b: d}\n", "directive": "%YAML 1.1\n", "document mark": "---\na: b\n",
	"document end": "a: b\n...\n", "old boolean": "a: yes\n", "old boolean in a key": "on: b\n", "tilde": "a: ~\n", "Null": "a: Null\n", "null as key": "null: a\n", "date": "a: 2024-01-02\n",
	"exponent": "a: 1e3\n", "hexadecimal": "a: 0x1f\n", "underscores": "a: 1_000\n", "underscore behind a sign": "a: +_1\n", "infinity": "a: .inf\n", "not octal": "a: 089\n", "large": "a: 12345678901234567890\n",
	"mapping in a value": "a: b: c\n", "sequence in a value": "a: - b\n", "text at the top": "just text\n", "complex key": "? a\n: b\n", "number as key": "1: b\n",
	"bad indentation": "a:\n  b: c\n d: e\n", "indented top": "  a: b\n", "sequence below a scalar": "a: b\n- c\n", "unclosed flow": "a: [b\n", "plain of two lines in flow": "a: [b\n  c]\n", "quoted of two lines in flow": "a: ['b\n  c']\n",
	"value below its key in flow": "a: {b:\n  c}\n", "text behind flow of two lines": "a: [b,\n  c] d\n", "flow as a key": "[a,\n b]: c\n", "flow at the top": "{a: b}\n",
	"long key": strings.Repeat("k", 1100) + ": b\n", "long key in flow": "a: {" + strings.Repeat("k", 1100) + ": b}\n",
	"text below its key": "a:\n  b\n", "flow as deep as its key": "a:\n[b]\n",
	"text behind quotes": "a: 'b' c\n", "text behind flow": "a: [b] c\n", "rare escape": "a: \"\\x41\"\n", "key of several words": "a b: c\n", "empty": "", "comments only": "# x\n",
	"empty literal block": "a: |\nb: c\n", "byte order mark": "\ufeffa: b\n", "line separator": "a: b\u2028c\n", "not UTF-8": "a: \xff\n", "negative zero": "a: -0\n", "pair in a list": "a: [b: c]\n",
}

func TestPlain(t *testing.T) {
	for name, document := range plain {
		t.Run(name, func(t *testing.T) {
			if !same(t, document) {
				t.Errorf("declined:\n%s", document)
			}
		})
	}
}

func TestDeclined(t *testing.T) {
	for name, document := range declined {
		t.Run(name, func(t *testing.T) {
			if tree, ok := Parse([]byte(document)); ok {
				t.Errorf("read as %s:\n%s", tree.AppendJSON(nil), document)
			}
		})
	}
}

func TestDeepNestingIsDeclined(t *testing.T) {
	for _, document := range []string{"a: " + strings.Repeat("[", 1<<20), strings.Repeat("- ", 1<<16) + "x\n", "a: " + strings.Repeat("{b: ", 1<<16)} {
		if _, ok := Parse([]byte(document)); ok {
			t.Error("it is read")
		}
	}
}

func TestText(t *testing.T) {
	tree, ok := Parse([]byte("kind: Job\nmetadata:\n  name: pi\n  generation: 3\n  labels:\n"))
	if !ok {
		t.Fatal("declined")
	}
	for _, c := range []struct {
		path []string
		want string
		ok   bool
	}{
		{[]string{"kind"}, "Job", true}, {[]string{"metadata", "name"}, "pi", true}, {[]string{"metadata", "generation"}, "3", false},
		{[]string{"metadata"}, "", false}, {[]string{"metadata", "labels"}, "", false}, {[]string{"apiVersion"}, "", false}, {[]string{"kind", "name"}, "", false},
	} {
		if got, ok := tree.Text(c.path...); got != c.want || ok != c.ok {
			t.Errorf("%q: %q, %t", c.path, got, ok)
		}
	}
	if !tree.Has("metadata") || tree.Has("name") {
		t.Error("Has looks elsewhere than at the top")
	}
}

// TestRealManifests reads what people have written, and tells how much of it is plain.
func TestRealManifests(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus", "manifests")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the corpus of real manifests is not here")
	}
	read, all := 0, 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".json") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for document := range strings.SplitSeq("\n"+string(data), "\n---") {
			_, document, _ = strings.Cut(document, "\n")
			all++
			if same(t, document) {
				read++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d documents are plain", read, all)
	if read*4 < all*3 {
		t.Errorf("only %d of %d documents are plain", read, all)
	}
}

func FuzzParse(f *testing.F) {
	for _, document := range plain {
		f.Add(document)
	}
	for _, document := range declined {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) { same(t, document) })
}
