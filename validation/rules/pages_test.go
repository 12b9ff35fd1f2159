package rules_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

var update = flag.Bool("update", false, "write the outputs of the pages anew")

var headings = []string{"What", "Why", "Bad", "Output", "Good", "Fix", "Evidence"}

// sections takes a page apart. It fails where a heading is missing, twice or out of order.
func sections(t *testing.T, page string) map[string]string {
	t.Helper()
	parts := regexp.MustCompile(`(?m)^## (.*)\n`).Split(page, -1)
	var found []string
	for _, m := range regexp.MustCompile(`(?m)^## (.*)\n`).FindAllStringSubmatch(page, -1) {
		found = append(found, m[1])
	}
	if !slices.Equal(found, headings) {
		t.Fatalf("headings are %v, want %v", found, headings)
	}
	text := make(map[string]string)
	for i, name := range found {
		text[name] = strings.TrimSpace(parts[i+1])
	}
	return text
}

// fenced returns what stands between the marks of a code block.
func fenced(t *testing.T, section string) string {
	t.Helper()
	m := regexp.MustCompile("(?s)^```[a-z]+\n(.*)```$").FindStringSubmatch(section)
	if m == nil {
		t.Fatalf("not one code block: %q", section)
	}
	return m[1]
}

// engineFor runs a rule at its own severity, and one that is off as info.
func engineFor(t *testing.T, info rules.Info) engine.Engine {
	t.Helper()
	if info.Severity != finding.Off {
		return engine.Engine{}
	}
	set, err := rules.Set{}.With(map[string]finding.Severity{info.Name: finding.Info})
	if err != nil {
		t.Fatal(err)
	}
	return engine.Engine{Rules: set}
}

func lint(e engine.Engine, manifest string) string {
	var text strings.Builder
	for _, f := range e.File([]byte(manifest), decode.Strict).Findings {
		fmt.Fprintf(&text, "%d:%d: %s: %s: %s [%s]\n    %s\n", f.Line, f.Column, f.Severity, f.Field, f.Message, f.Rule, f.Hint)
	}
	return text.String()
}

// TestPages holds every rule against its own page: the bad example gives exactly the output, the good one
// nothing at all.
func TestPages(t *testing.T) {
	for _, info := range rules.All() {
		t.Run(info.Name, func(t *testing.T) {
			file := strings.ReplaceAll(info.Name, "-", "_") + ".md"
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			page := string(data)
			if !strings.HasPrefix(page, "# "+info.Name+"\n\n"+info.Summary+"\n") {
				t.Errorf("the page does not begin with its name and a summary")
			}
			section := sections(t, page)
			if info.Name == "immutable-change" {
				t.Skip("its example is an update: package validation tests it")
			}
			e := engineFor(t, info)
			if good := lint(e, fenced(t, section["Good"])); good != "" {
				t.Errorf("the good example is not good:\n%s", good)
			}
			got, want := lint(e, fenced(t, section["Bad"])), fenced(t, section["Output"])
			if got != want && *update {
				page = strings.Replace(page, section["Output"], "```text\n"+got+"```", 1)
				if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("got:\n%swant:\n%s", got, want)
			}
			name := "[" + info.Name + "]"
			if info.Name == "ignore-refused" {
				got = strings.Join(strings.SplitAfter(got, "\n")[2:], "") // behind the finding that was to be ignored
			}
			if info.API {
				name = "[decode-api-version]"
			}
			for line := range strings.Lines(got) {
				if !strings.HasPrefix(line, " ") && !strings.HasSuffix(line, name+"\n") {
					t.Errorf("another rule than this one: %s", line)
				}
			}
			if got == "" {
				t.Error("the bad example gives nothing")
			}
		})
	}
}

// TestEveryPageHasARule finds a page that no row of the table names.
func TestEveryPageHasARule(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name, is := strings.CutSuffix(f.Name(), ".md"); is {
			if _, ok := rules.Page(strings.ReplaceAll(name, "_", "-")); !ok {
				t.Errorf("%s: no rule of that name in the table", f.Name())
			}
		}
	}
}
