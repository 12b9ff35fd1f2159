package podtemplate_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// testCase is one entry of testdata/cases: what stands in a template beside one valid container, and what
// the API server answers. The conformance module reads the same files and asks the API server itself.
type testCase struct {
	Name     string         `json:"name"`
	Version  string         `json:"version"` // the newest where it is empty
	Gates    string         `json:"gates"`
	Metadata map[string]any `json:"metadata"`
	Spec     map[string]any `json:"spec"`
	Old      map[string]any `json:"old"` // the stored spec, for an update
	OldMeta  map[string]any `json:"oldMetadata"`
	Want     []string       `json:"want"`
	Warn     []string       `json:"warn"` // fields
}

func readCases(t testing.TB) []testCase {
	t.Helper()
	files, err := filepath.Glob("testdata/cases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/cases: %d files, %v", len(files), err)
	}
	var all []testCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []testCase
		if err := yaml.UnmarshalStrict(data, &cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range cases {
			cases[i].Name = strings.TrimSuffix(filepath.Base(file), ".yaml") + "/" + cases[i].Name
		}
		all = append(all, cases...)
	}
	return all
}

// template returns the template of a Job with the defaults of the version.
func template(t testing.TB, metadata, spec map[string]any, version target.Version) *corev1.PodTemplateSpec {
	t.Helper()
	whole := map[string]any{"restartPolicy": "Never", "containers": []any{map[string]any{"name": "main", "image": "perl"}}}
	maps.Copy(whole, spec)
	data, err := yaml.Marshal(map[string]any{"metadata": metadata, "spec": whole})
	if err != nil {
		t.Fatal(err)
	}
	var job batchv1.Job
	if err := yaml.UnmarshalStrict(data, &job.Spec.Template); err != nil {
		t.Fatal(err)
	}
	defaults.SetJobFor(&job, version, nil)
	return &job.Spec.Template
}

func (c *testCase) target(t testing.TB) target.Version {
	t.Helper()
	version, err := target.Parse(c.Version)
	if err == nil {
		version, err = version.WithGates(c.Gates)
	}
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// ask validates the case, and collects its warnings where there is no error.
func (c *testCase) ask(t testing.TB) (field.ErrorList, []finding.Finding) {
	t.Helper()
	version := c.target(t)
	tmpl := template(t, c.Metadata, c.Spec, version)
	var opts *podtemplate.Options
	if c.Old != nil {
		o := podtemplate.OptionsFor(tmpl, template(t, c.OldMeta, c.Old, version), version)
		opts = &o
	}
	at := check.Root("template")
	r := check.Report{Target: version}
	podtemplate.Validate(&r, &at, tmpl, opts)
	w := check.Warnings{Target: version}
	if len(r.Errors) == 0 {
		podtemplate.Warnings(&w, &at, tmpl, opts)
	}
	return r.Errors, w.Found
}

func TestCases(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range readCases(t) {
		if seen[c.Name] {
			t.Errorf("%s: there are two cases of the name", c.Name)
		}
		seen[c.Name] = true
		t.Run(c.Name, func(t *testing.T) {
			errs, warnings := c.ask(t)
			var got []string
			for _, e := range errs {
				got = append(got, shortType(e.Type)+" "+strings.TrimPrefix(e.Field, "template."))
				checkWords(t, e.Origin, e.Detail)
			}
			slices.Sort(got)
			slices.Sort(c.Want)
			if got = slices.Compact(got); !slices.Equal(got, c.Want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(c.Want, "\n\t"))
			}
			var warned []string
			for _, w := range warnings {
				warned = append(warned, strings.TrimPrefix(w.Field, "template."))
				checkWords(t, w.Rule, w.Message+check.HintMark+w.Hint)
			}
			slices.Sort(warned)
			slices.Sort(c.Warn)
			if !slices.Equal(warned, c.Warn) {
				t.Errorf("warned of\n\t%s\nwant\n\t%s", strings.Join(warned, "\n\t"), strings.Join(c.Warn, "\n\t"))
			}
		})
	}
}

func shortType(kind field.ErrorType) string { return strings.TrimPrefix(string(kind), "FieldValue") }

// notForUsers matches what no message may show: names of Go types, regular expressions.
var notForUsers = regexp.MustCompile(`%!|\[a-z|\(\?|PodSpec|VolumeSource|v1\.\w`)

func checkWords(t *testing.T, id, text string) {
	t.Helper()
	message, hint, _ := strings.Cut(text, check.HintMark)
	switch {
	case message == "" || strings.Contains(hint, check.HintMark):
		t.Errorf("%s: the message %q is no line", id, text)
	case notForUsers.MatchString(text):
		t.Errorf("%s: %q is not for users", id, text)
	}
}
