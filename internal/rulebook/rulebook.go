// Package rulebook knows every rule by its name: what the API server refuses, what the form of a document can
// have wrong, and the advice.
package rulebook

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// Rule describes a rule. The JSON names are those of `jobvalidate rules -o json`.
type Rule struct {
	Name     string           `json:"name"`
	Origin   finding.Origin   `json:"origin"`
	Severity finding.Severity `json:"severity"`
	Field    string           `json:"field,omitempty"` // of a check of the API server: with [] for any element; below a Job's spec unless it says otherwise
	Summary  string           `json:"summary"`
	Page     bool             `json:"page"` // there is a page with examples
}

// form are the rules about the form of a document.
var form = [...]struct{ name, summary string }{
	{"decode-api-version", "No known Kubernetes version serves this apiVersion."},
	{"decode-duplicate-field", "A field stands twice."},
	{"decode-kind", "batch/v1 has no such kind."},
	{"decode-syntax", "The document is no YAML or JSON."},
	{"decode-type", "A value has another type than its field."},
	{"decode-unknown-field", "The API has no such field there."},
}

// All returns every rule by name.
func All() []Rule {
	var all []Rule
	for _, f := range form {
		all = append(all, Rule{Name: f.name, Origin: finding.API, Severity: finding.Error, Summary: f.summary})
	}
	for _, check := range validation.Catalog() {
		all = append(all, refused(check.ID, check.Field, check.Says))
	}
	for _, row := range podtemplate.Catalog() {
		all = append(all, refused(string(row.ID), row.Field, row.Says))
	}
	for _, row := range podtemplate.WarningCatalog() {
		all = append(all, Rule{
			Name: string(row.ID), Origin: finding.API, Severity: finding.Warning, Field: row.Field,
			Summary: "The API server warns: " + row.Says + ".",
		})
	}
	for _, info := range rules.All() {
		if !info.API {
			all = append(all, Rule{Name: info.Name, Origin: finding.Advice, Severity: info.Severity, Summary: info.Summary, Page: true})
		}
	}
	slices.SortStableFunc(all, func(a, b Rule) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(all, func(a, b Rule) bool { return a.Name == b.Name })
}

func refused(name, field, says string) Rule {
	return Rule{Name: name, Origin: finding.API, Severity: finding.Error, Field: field, Summary: "The API server refuses it: " + says + "."}
}

// Find returns the rule of a name.
func Find(name string) (Rule, bool) {
	all := All()
	i := slices.IndexFunc(all, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}

// Text is all there is to read about the rule, as Markdown.
func (r Rule) Text() string {
	if page, ok := rules.Page(r.Name); ok {
		return page
	}
	var b strings.Builder
	b.WriteString("# " + r.Name + "\n\n" + r.Summary + "\n")
	if r.Field != "" {
		b.WriteString("\nField: `" + r.Field + "`. The API server says it itself, so it cannot be turned off.\n")
	}
	return b.String()
}

// Document is where the rule is described in the repository.
func (r Rule) Document() string {
	if r.Page {
		return "docs/rules/" + r.Name + ".md"
	}
	return "README.md"
}

// OfField returns the rules about a field, given as a path below a Job's spec or a pod's: those whose own
// path ends with it.
func OfField(path string) []Rule {
	var found []Rule
	for _, r := range All() {
		field := strings.ReplaceAll(r.Field, "[]", "")
		if field != "" && (path == field || strings.HasSuffix(path, "."+field)) {
			found = append(found, r)
		}
	}
	return found
}
