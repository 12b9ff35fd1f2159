package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var fixedNameMutableImage = rule{
	name: "fixed-name-mutable-image", severity: finding.Warning, kinds: jobs, needs: templateLabelled,
	check: func(s *subject) []finding.Finding {
		if s.meta.Name == "" || s.hooked != "" || s.replacedByArgo() || s.goneSoon() {
			return nil
		}
		for _, key := range [...]string{"helm.sh/chart", "app.kubernetes.io/version", "chart"} {
			value := s.Template.Labels[key]
			if value == "" || strings.Contains(s.meta.Name, strings.ReplaceAll(value, ".", "-")) || strings.Contains(s.meta.Name, value) {
				continue
			}
			return say(s.at("template.metadata.labels["+key+"]"),
				"the template's label "+key+" changes with the next version, but the Job's name does not: a Job's template cannot be changed, so the upgrade fails",
				"make the Job a hook, put the version in its name, or take the label off the template")
		}
		return nil
	},
}

// goneSoon reports whether the finished Job is deleted before anybody upgrades.
func (s *subject) goneSoon() bool {
	const soon = 3600
	return s.TTLSecondsAfterFinished != nil && *s.TTLSecondsAfterFinished <= soon
}

// replacedByArgo reports whether Argo CD deletes and creates the object, where others patch it.
func (s *subject) replacedByArgo() bool {
	options := s.meta.Annotations[argoOptions]
	return strings.Contains(options, "Replace=true") || strings.Contains(options, "Force=true")
}
