package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sentences says where the words are that the command line can answer with: in every literal of a package, or in
// those of its errors.
var sentences = []struct {
	dir string
	all bool
}{
	{dir: "cmd/jobvalidate"},
	{dir: "internal/decode", all: true},
	{dir: "internal/flags"},
	{dir: "internal/gitfiles"},
	{dir: "internal/krm"},
	{dir: "internal/baseline"},
	{dir: "internal/engine"},
	{dir: "internal/defaulting"},
	{dir: "internal/manifest"},
	{dir: "internal/explain"},
	{dir: "internal/schema"},
	{dir: "internal/textedit"},
	{dir: "internal/vap"},
	{dir: "validation/target"},
}

// neverShown are sentences that no script can bring about, and why.
var neverShown = map[string]string{
	"a value that is not what its tag says":                 "the parser names the value and the tag each time",
	"something on the line of ---":                          "internal/decode says it in its own words",
	"git diff answers in a form that is not known":          "git would have to change",
	"reading configuration: %w":                             "it was found a moment before",
	"reading %s: %w":                                        "the policy was read from the same text before",
	"merging %s: %w":                                        "maps and lists of YAML always can be written",
	"encoding the schema: %w":                               "the schema is our own",
	"reading the schema: %w":                                "the schema is our own",
	"compiling the schema: %w":                              "the schema is our own",
	"%s was changed while it was read: it is left as it is": "TestFixLeavesWhatChanges",
	"the document is empty":                                 "internal/textedit: a Job is not empty",
	"there is a value in the place of %s":                   "internal/textedit: the document was decoded before",
	"there is no element %s":                                "internal/textedit: a policy sets fields of elements that are there",
	"two edits are about the same text":                     "internal/textedit: one edit is made at a time",
	"an edit of bytes %d to %d does not fit a text of %d":   "internal/textedit: edits come from the text itself",
	"%w: %d of %d files were read":                          "TestInterrupt",
}

// TestEverySentenceIsShown holds the words in the source against the scripts: what the command line can say has
// been seen in one, in its output or in the pattern of it.
func TestEverySentenceIsShown(t *testing.T) {
	shown := scripts(t)
	met := map[string]bool{}
	for _, from := range sentences {
		files, err := filepath.Glob(filepath.Join("..", "..", from.dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", from.dir, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || filepath.Base(file) == "levels.go" { // the table of levels has no words

				continue
			}
			for literal, at := range literals(t, file, from.all) {
				met[literal] = true
				if neverShown[literal] == "" && !pattern(literal).MatchString(shown) {
					t.Errorf("%s: no script shows %q", at, literal)
				}
			}
		}
	}
	for literal := range neverShown {
		if !met[literal] {
			t.Errorf("%q is in no source any more", literal)
		}
	}
}

// scripts returns the text of all scripts, without the escapes of their patterns.
func scripts(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	text := strings.ReplaceAll(all.String(), "''", "'")
	return regexp.MustCompile(`\\([^\w\\])`).ReplaceAllString(text, "$1")
}

// literals returns the sentences of a file with their places: literals of the calls that make errors, or of all
// its messages and hints.
func literals(t *testing.T, file string, all bool) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	note := func(node ast.Node) {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && words.FindString(text) != "" {
			found[text] = set.Position(literal.Pos()).String()
		}
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false
		case *ast.CallExpr:
			switch name := called(node); name {
			case "errors.New", "fmt.Errorf":
				note(node.Args[0])
			case "set", "move", "strings.Contains", "regexp.MustCompile", "strings.CutPrefix", "strings.TrimPrefix", "strings.ReplaceAll":
				return false // titles of fixes, and what is looked for
			}
		case *ast.KeyValueExpr:
			if key, ok := node.Key.(*ast.Ident); ok && key.Name == "parser" {
				return false
			}
		case *ast.BasicLit:
			if all {
				note(node)
			}
		}
		return true
	})
	return found
}

func called(call *ast.CallExpr) string {
	switch function := call.Fun.(type) {
	case *ast.Ident:
		return function.Name
	case *ast.SelectorExpr:
		if of, ok := function.X.(*ast.Ident); ok {
			return of.Name + "." + function.Sel.Name
		}
	}
	return ""
}

var (
	words = regexp.MustCompile(`[a-z]{2,} +[^ ]*[a-z]`)
	verbs = regexp.MustCompile(`%[a-z+]`)
)

// pattern matches what a format makes.
func pattern(format string) *regexp.Regexp {
	var parts []string
	for _, part := range verbs.Split(strings.ReplaceAll(format, "%%", "%"), -1) {
		parts = append(parts, regexp.QuoteMeta(part))
	}
	return regexp.MustCompile(strings.Join(parts, ".*"))
}
