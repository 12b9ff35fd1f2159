package report

import (
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// about describes a rule to programs that show it.
type about struct {
	summary  string // one line
	page     string // what there is to read; the summary where there is no more
	document string // where it stands in the repository
}

// structural are the rules about the form of a document.
var structural = map[string]string{
	"decode-syntax":          "The document is no YAML or JSON.",
	"decode-type":            "A value has another type than its field.",
	"decode-unknown-field":   "The API has no such field there.",
	"decode-duplicate-field": "A field stands twice.",
	"decode-api-version":     "No known Kubernetes version serves this apiVersion.",
}

// rule looks a rule up in the catalogs; one that is in none is a policy's.
func rule(id string) about {
	if summary, ok := structural[id]; ok {
		return about{summary, summary, "README.md"}
	}
	for _, info := range rules.All() {
		if info.Name == id {
			page, ok := rules.Page(id)
			if !ok {
				page = info.Summary
			}
			return about{info.Summary, page, "docs/rules/" + id + ".md"}
		}
	}
	for _, check := range validation.Catalog() {
		if check.ID == id {
			summary := "The API server refuses it: " + check.Says + " (" + check.Field + ")."
			return about{summary, summary, "README.md"}
		}
	}
	for _, row := range podtemplate.Catalog() {
		if string(row.ID) == id {
			summary := "The API server refuses it: " + row.Says + " (" + row.Field + ")."
			return about{summary, summary, "README.md"}
		}
	}
	summary := "The policy does not want it."
	return about{summary, summary, "README.md"}
}
