package fix

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// sample is a manifest of the project or of the world.
type sample struct {
	name string
	data []byte
}

// samples are the manifests of the scripts, the examples of the rules' pages, the cases of the pod template in two
// styles, and, where it is there, the corpus of real manifests beside the project, which is not part of it.
func samples(t *testing.T) []sample {
	t.Helper()
	var all []sample
	add := func(name string, data []byte) {
		all = append(all, sample{name, data})
	}
	scripts, err := filepath.Glob("../../cmd/jobvalidate/testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%d scripts, %v", len(scripts), err)
	}
	for _, script := range scripts {
		archive, err := txtar.ParseFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".yaml") || strings.HasSuffix(f.Name, ".json") {
				add(filepath.Base(script)+"/"+f.Name, f.Data)
			}
		}
	}
	for _, rule := range rules.All() {
		page, _ := rules.Page(rule.Name)
		for i, block := range fenced(page) {
			add(fmt.Sprintf("%s.md/%d", rule.Name, i), []byte(block))
		}
	}
	cases, err := filepath.Glob("../../validation/podtemplate/testdata/cases/*.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("%d files of cases, %v", len(cases), err)
	}
	for _, file := range cases {
		for name, job := range templateCases(t, file) {
			block, err := sigsyaml.Marshal(job)
			if err != nil {
				t.Fatal(err)
			}
			add(filepath.Base(file)+"/"+name, block)
			flow, err := sigsyaml.YAMLToJSON(block)
			if err != nil {
				t.Fatal(err)
			}
			add(filepath.Base(file)+"/"+name+" in JSON", append(flow, '\n'))
			add(filepath.Base(file)+"/"+name+" in flow style", append([]byte("# Flow style.\n"), append(flow, '\n')...))
		}
	}
	files, _ := manifest.Files([]string{"../../../shared/corpus/manifests"}, manifest.Selection{})
	for _, file := range files {
		data, err := file.Read(nil)
		if err != nil {
			t.Fatal(err)
		}
		add(file.Name, data)
	}
	return all
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func fenced(page string) (blocks []string) {
	for _, m := range yamlBlock.FindAllStringSubmatch(page, -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// templateCases makes a Job of each case: its spec beside one valid container.
func templateCases(t *testing.T, file string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name           string
		Metadata, Spec map[string]any
	}
	if err := sigsyaml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	jobs := map[string]any{}
	for _, c := range cases {
		spec := map[string]any{"restartPolicy": "Never", "containers": []any{map[string]any{"name": "main", "image": "perl"}}}
		maps.Copy(spec, c.Spec)
		template := map[string]any{"spec": spec}
		if c.Metadata != nil {
			template["metadata"] = c.Metadata
		}
		jobs[c.Name] = map[string]any{"apiVersion": "batch/v1", "kind": "Job", "metadata": map[string]any{"name": "pi"}, "spec": map[string]any{"template": template}}
	}
	return jobs
}

// TestFixTruth: what is marked fixable is mended by its fix alone: the finding goes, no other comes, nothing but
// what the fix is about changes, and every comment stays.
func TestFixTruth(t *testing.T) {
	tried := map[string]int{}
	for _, s := range samples(t) {
		before := lint(s.data)
		Keep(s.data, &before)
		for i := range before.Findings {
			f := &before.Findings[i]
			if f.Fix == nil {
				continue
			}
			tried[f.Rule]++
			if fault := falseFix(s.data, before, f); fault != "" {
				t.Errorf("%s:%d: %s: %s [%s]: %s", s.name, f.Line, f.Message, f.Hint, f.Rule, fault)
			}
		}
	}
	t.Logf("fixes tried: %v", tried)
}

// falseFix says what is wrong with the fix of a finding, "" where it is as it should be.
func falseFix(data []byte, before engine.Result, f *engine.Located) string {
	edits, applied := plan(data, []engine.Located{*f}, []int{0})
	if len(applied) != 1 {
		return "nothing is edited"
	}
	mended, err := textedit.Apply(data, edits)
	if err != nil {
		return err.Error()
	}
	after := lint(mended)
	show := func(fault string) string { return fault + "\n" + string(mended) }
	known := map[string]int{}
	for i := range before.Findings {
		known[about(&before.Findings[i])]++
	}
	for i := range after.Findings {
		g := &after.Findings[i]
		switch known[about(g)]--; {
		case key(g) == key(f) && known[about(g)] >= 0 && count(before, func(x *engine.Located) bool { return key(x) == key(f) }) == 1:
			return show("it is found again")
		case known[about(g)] >= 0, brings(f, g): // it was there, or hidden by what is mended now
		case g.Rule == f.Rule && !isError(g): // the next of its kind
		case isError(g) && count(after, isError) <= count(before, isError): // the next fault of the same value
		case isError(g), g.Severity == finding.Warning && count(before, isError) == 0:
			return show(fmt.Sprintf("now there is: %s [%s] %s", g.Message, g.Rule, g.Field))
		}
	}
	if lost := lostComment(data, mended); lost != "" && !removes(f.Fix) {
		return show("the comment is gone: " + lost)
	}
	for _, path := range changedPaths(data, mended) {
		if !touches(f, path) {
			return show("it changes " + path)
		}
	}
	again := lint(mended)
	same := slices.DeleteFunc(again.Findings, func(g engine.Located) bool { return key(&g) != key(f) })
	if next, ok := plan(mended, same, wanted(same, Unsafe, nil)); len(ok) > 0 && count(before, func(x *engine.Located) bool { return key(x) == key(f) }) == 1 {
		return show(fmt.Sprintf("it is mended twice: %v", next))
	}
	return ""
}

// TestFixLeavesNothing: after --fix no finding is left that is marked as fixable.
func TestFixLeavesNothing(t *testing.T) {
	for _, s := range samples(t) {
		found := lint(s.data)
		if count(found, func(f *engine.Located) bool { return f.Fix != nil }) == 0 {
			continue
		}
		mended, left, _ := Fix(s.data, found, Unsafe, lint)
		Keep(mended, &left)
		for i := range left.Findings {
			if f := &left.Findings[i]; f.Fix != nil {
				t.Errorf("%s:%d: %s: %s [%s]: it is left in\n%s", s.name, f.Line, f.Message, f.Hint, f.Rule, mended)
			}
		}
	}
}

// TestFixOfEachRule: a rule that has a fix has it for its own bad example, and what comes of that is without the
// finding.
func TestFixOfEachRule(t *testing.T) {
	for _, rule := range rules.All() {
		page, _ := rules.Page(rule.Name)
		bad := []byte(fenced(page)[0])
		found := lint(bad)
		promised := count(found, func(f *engine.Located) bool { return f.Rule == rule.Name && f.Fix != nil })
		if promised == 0 {
			continue
		}
		mended, left, _ := Fix(bad, found, Unsafe, lint)
		if n := count(left, func(f *engine.Located) bool { return f.Rule == rule.Name }); n > 0 {
			t.Errorf("%s: it has a fix for %d of its bad example, and %d are left:\n%s", rule.Name, promised, n, mended)
		}
	}
}

// about is what a finding is about, wherever it stands.
func about(f *engine.Located) string {
	return fmt.Sprint(f.Document) + f.Prefix + f.Rule + " " + f.Field
}

func removes(fix *finding.Fix) bool {
	return slices.ContainsFunc(fix.Edits, func(e finding.Edit) bool { return e.Op == finding.Remove })
}

var comment = regexp.MustCompile(`(?m)(?:^|[ \t])#.*$`)

func lostComment(before, after []byte) string {
	left := map[string]int{}
	for _, c := range comment.FindAll(after, -1) {
		left[string(bytes.TrimSpace(c))]++
	}
	for _, c := range comment.FindAll(before, -1) {
		text := string(bytes.TrimSpace(c))
		if left[text]--; left[text] < 0 {
			return text
		}
	}
	return ""
}

// changedPaths returns the leaves that are in one of the two and not, or not so, in the other.
func changedPaths(before, after []byte) (paths []string) {
	old, now := leaves(before), leaves(after)
	for path, value := range old {
		if now[path] != value {
			paths = append(paths, path)
		}
	}
	for path := range now {
		if _, ok := old[path]; !ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

func leaves(data []byte) map[string]string {
	all := map[string]string{}
	documents, err := manifest.Split(data)
	if err != nil {
		return all
	}
	for _, d := range documents {
		var tree any
		if yaml.Unmarshal(d.Text, &tree) == nil {
			leavesOf(tree, fmt.Sprintf("%d:", d.Index), all)
		}
	}
	return all
}

func leavesOf(node any, path string, into map[string]string) {
	switch node := node.(type) {
	case map[string]any:
		for name, value := range node {
			leavesOf(value, path+"."+name, into)
		}
	case []any:
		for i, value := range node {
			leavesOf(value, fmt.Sprintf("%s[%d]", path, i), into)
		}
	default:
		into[path] = fmt.Sprintf("%T %v", node, node)
	}
}

// touches reports whether a fix is about the leaf: it stands at or below a field of the fix, or in the list that
// the fix takes an element from.
func touches(f *engine.Located, leaf string) bool {
	document, path, _ := strings.Cut(leaf, ":.")
	if document != fmt.Sprint(f.Document) {
		return false
	}
	for _, edit := range f.Fix.Edits {
		for _, field := range []string{edit.Field, edit.To} {
			if field == "" {
				continue
			}
			if f.Prefix != "" {
				field = f.Prefix + "." + field
			}
			if i := strings.LastIndexByte(field, '['); i >= 0 && strings.HasSuffix(field, "]") {
				field = field[:i] // keys are written with dots in leaves, and elements behind it move up
			}
			if strings.HasPrefix(path, field) {
				return true
			}
		}
	}
	return false
}

// TestFixKeepsLineEnds: a file with Windows line ends is mended as its twin.
func TestFixKeepsLineEnds(t *testing.T) {
	windows := func(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")) }
	for _, s := range samples(t) {
		if bytes.Contains(s.data, []byte("\r")) || bytes.Contains(s.data, []byte("|")) { // blocks of text have line ends of their own
			continue
		}
		want, _, fixes := Fix(s.data, lint(s.data), Unsafe, lint)
		if fixes == 0 {
			continue
		}
		got, _, _ := Fix(windows(s.data), lint(windows(s.data)), Unsafe, lint)
		if !bytes.Equal(got, windows(want)) {
			t.Errorf("%s:\n%q\nwant\n%q", s.name, got, windows(want))
		}
	}
}
