package rules

import (
	"strings"
	"time"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

const (
	safeToEvict  = "cluster-autoscaler.kubernetes.io/safe-to-evict"
	doNotDisrupt = "karpenter.sh/do-not-disrupt"
)

var autoscalerEvicts = rule{
	name: "autoscaler-evicts", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		long := s.ActiveDeadlineSeconds != nil && *s.ActiveDeadlineSeconds > longRun
		if !long && len(s.meta.Annotations) == 0 && s.cronJob == nil {
			return nil
		}
		_, safe := s.Template.Annotations[safeToEvict]
		_, kept := s.Template.Annotations[doNotDisrupt]
		if safe || kept {
			return nil
		}
		if field, value := s.evictionInWrongPlace(); field != "" {
			return mend(sayAs(finding.Warning, field,
				"this annotation is read on pods: here, on the Job itself, it has no effect",
				"move it to the template's annotations"),
				finding.Fix{Title: "move the annotation to the template", Safe: true, Edits: []finding.Edit{
					{Op: finding.Remove, Field: field},
					{Op: finding.Set, Field: s.at("template.metadata.annotations[" + keyOf(field) + "]"), Value: value},
				}})
		}
		if !long || s.ignoresDisruption() {
			return nil
		}
		return say(s.at("template.metadata.annotations"),
			"the Job may run for "+span(time.Duration(*s.ActiveDeadlineSeconds)*time.Second)+", and a node autoscaler may remove its node in that time",
			"write the annotation "+safeToEvict+`: "false" in the template, or let the work be interrupted`)
	},
}

// evictionInWrongPlace returns where an annotation for pods stands on the object or on the Job that a
// CronJob makes, and its value; empty where none does.
func (s *subject) evictionInWrongPlace() (field, value string) {
	for _, key := range [...]string{safeToEvict, doNotDisrupt} {
		if value, is := s.meta.Annotations[key]; is {
			return "metadata.annotations[" + key + "]", value
		}
		if s.cronJob == nil {
			continue
		}
		if value, is := s.cronJob.Spec.JobTemplate.Annotations[key]; is {
			return "spec.jobTemplate.metadata.annotations[" + key + "]", value
		}
	}
	return "", ""
}

// keyOf is the key of a field in a map.
func keyOf(field string) string {
	return strings.TrimSuffix(field[strings.IndexByte(field, '[')+1:], "]")
}
