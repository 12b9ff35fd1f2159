package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var fixedNameMutableImage = rule{
	name: "fixed-name-mutable-image", severity: finding.Warning, kinds: jobs,
	check: func(s subject) []finding.Finding {
		if s.meta.Name == "" || s.hook() != "" || s.replacedByArgo() {
			return nil
		}
		for _, key := range [...]string{"helm.sh/chart", "app.kubernetes.io/version", "chart"} {
			value := s.Template.Labels[key]
			if value == "" || strings.Contains(s.meta.Name, value) {
				continue
			}
			return say(s.at("template.metadata.labels["+key+"]"),
				"the template's label "+key+" changes with the next version, but the Job's name does not: a Job's template cannot be changed, so the upgrade fails",
				"make the Job a hook, put the version in its name, or take the label off the template")
		}
		return nil
	},
}

// replacedByArgo reports whether Argo CD deletes and creates the object, where others patch it.
func (s subject) replacedByArgo() bool {
	options := s.meta.Annotations[argoOptions]
	return strings.Contains(options, "Replace=true") || strings.Contains(options, "Force=true")
}
