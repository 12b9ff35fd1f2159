package podtemplate

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// templateCase is a question about one template. The expected answers are the API server's: its registry
// was asked for each case of a version that the conformance module knows, its source for the others.
type templateCase struct {
	name string
	at   string // Kubernetes version, and gates behind a blank; empty: the newest
	with string // YAML, laid over the valid template: maps by key, lists by index
	want string // lines of "id type field", fields below spec.template; empty: valid
	old  string // YAML for the template that is updated; empty: a create
}

// validTemplate is a small template, defaulted.
const validTemplate = `
metadata: {}
spec:
  restartPolicy: Never
  dnsPolicy: ClusterFirst
  schedulerName: default-scheduler
  terminationGracePeriodSeconds: 30
  securityContext: {}
  containers:
  - {name: main, image: perl, imagePullPolicy: Always, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
`

// defaulted is what a second container needs beside its name.
const defaulted = "image: perl, imagePullPolicy: Always, terminationMessagePolicy: File"

// allCases are the tables of all concerns, each beside its tests.
func allCases() []templateCase {
	return slices.Concat(metadataCases, podSecurityCases, hostCases, schedulingCases, affinityCases, dnsCases, podFieldCases,
		podOptionCases, containerCases, actionCases, containerResourceCases, mountCases, containerSecurityCases, containerOptionCases)
}

func TestTemplates(t *testing.T) {
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			r, template, opts := c.report(t)
			before := template.DeepCopy()
			at := check.Root("spec")
			in := at.Child("template")
			Validate(&r, &in, template, opts)
			var want []string
			for line := range strings.Lines(c.want) {
				want = append(want, strings.TrimSpace(line))
			}
			slices.Sort(want)
			if got := answers(r.Errors); !slices.Equal(got, want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
			holdWords(t, r.Errors)
			if !reflect.DeepEqual(before, template) {
				t.Error("validation changed the template")
			}
		})
	}
}

// report returns what the case asks with.
func (c *templateCase) report(t *testing.T) (check.Report, *corev1.PodTemplateSpec, *Options) {
	t.Helper()
	version, gates, _ := strings.Cut(c.at, " ")
	v, err := target.Parse(version)
	if err != nil {
		t.Fatal(err)
	}
	if v, err = v.WithGates(gates); err != nil {
		t.Fatal(err)
	}
	template := laidOver(t, c.with)
	if c.old == "" {
		return check.Report{Target: v}, template, nil
	}
	opts := OptionsFor(template, laidOver(t, c.old), v)
	return check.Report{Target: v}, template, &opts
}

// laidOver returns the valid template with the YAML laid over it.
func laidOver(t testing.TB, text string) *corev1.PodTemplateSpec {
	t.Helper()
	data, err := json.Marshal(merged(parsed(t, validTemplate), parsed(t, text)))
	if err != nil {
		t.Fatal(err)
	}
	var template corev1.PodTemplateSpec
	if err := yaml.UnmarshalStrict(data, &template); err != nil {
		t.Fatal(err)
	}
	return &template
}

func parsed(t testing.TB, text string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return value
}

// merged lays one value over another: maps by key, where null removes; lists by index.
func merged(under, over any) any {
	switch over := over.(type) {
	case nil:
		return under
	case map[string]any:
		under, _ := under.(map[string]any)
		if under == nil {
			return over
		}
		for key, value := range over {
			if value == nil {
				delete(under, key)
				continue
			}
			under[key] = merged(under[key], value)
		}
		return under
	case []any:
		under, _ := under.([]any)
		for i := range over {
			if i < len(under) {
				over[i] = merged(under[i], over[i])
			}
		}
		return over
	default:
		return over
	}
}

// answers returns each error once, as "id type field", sorted.
func answers(errs field.ErrorList) []string {
	set := map[string]bool{}
	for _, e := range errs {
		set[e.Origin+" "+strings.TrimPrefix(string(e.Type), "FieldValue")+" "+strings.TrimPrefix(e.Field, "spec.template.")] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// holdWords holds every message against the rules of thumb.
func holdWords(t *testing.T, errs field.ErrorList) {
	t.Helper()
	for _, e := range errs {
		message, hint, _ := strings.Cut(e.Detail, check.HintMark)
		switch {
		case message == "":
			t.Errorf("%s at %s has no message", e.Origin, e.Field)
		case strings.Contains(e.Detail, "regex"), strings.Contains(e.Detail, "v1."), strings.Contains(e.Detail, "&{"):
			t.Errorf("%s shows what is not for users: %s", e.Origin, e.Detail)
		case strings.Contains(hint, check.HintMark):
			t.Errorf("%s has a hint of two lines: %q", e.Origin, hint)
		case len(message) > 400:
			t.Errorf("%s has a message of %d bytes", e.Origin, len(message))
		case hint != "" && (hint[0] < 'a' || hint[0] > 'z'):
			t.Errorf("%s has a hint that begins with no verb: %q", e.Origin, hint)
		}
	}
}

// TestEveryCheckFires sees each row of the catalog fire with its type, once at least at its own field, and
// no check that has no row.
func TestEveryCheckFires(t *testing.T) {
	rows := map[string]check.Row{}
	for _, row := range Catalog() {
		if _, twice := rows[string(row.ID)]; twice {
			t.Errorf("%s stands twice in the catalog", row.ID)
		}
		rows[string(row.ID)] = row
	}
	fired, placed := map[string]bool{}, map[string]bool{}
	for _, c := range allCases() {
		r, template, opts := c.report(t)
		at := check.Root("spec")
		in := at.Child("template")
		Validate(&r, &in, template, opts)
		for _, e := range r.Errors {
			row, ok := rows[e.Origin]
			if !ok {
				t.Errorf("%s: %s is not in the catalog", c.name, e.Origin)
			}
			fired[e.Origin] = fired[e.Origin] || e.Type == row.Type
			placed[e.Origin] = placed[e.Origin] || withoutIndexes(e.Field) == row.Field
		}
	}
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		switch {
		case strings.HasPrefix(rows[id].Field, "spec.template.spec.volumes"):
		case !fired[id]:
			t.Errorf("no case has seen %s fire with its type, %s", id, rows[id].Type)
		case !placed[id]:
			t.Errorf("no case has seen %s at its field, %s", id, rows[id].Field)
		}
	}
}

// withoutIndexes leaves the brackets of a field empty.
func withoutIndexes(field string) string {
	var b strings.Builder
	inside := false
	for _, c := range field {
		switch {
		case c == '[':
			inside = true
			b.WriteRune(c)
		case c == ']':
			inside = false
			b.WriteRune(c)
		case !inside:
			b.WriteRune(c)
		}
	}
	return b.String()
}
