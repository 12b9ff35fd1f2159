package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// serverLabels are the labels that the API server gives a Job's template.
var serverLabels = [...]string{
	batchv1.ControllerUidLabel, "controller-uid", batchv1.JobNameLabel, "job-name", batchv1.JobCompletionIndexAnnotation,
}

var serverLabelsWritten = rule{
	name: "server-labels-written", severity: finding.Warning, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		if !s.manifest || s.ManualSelector != nil && *s.ManualSelector {
			return nil
		}
		for _, key := range serverLabels {
			value, inTemplate := s.Template.Labels[key]
			_, onObject := s.meta.Labels[key]
			switch {
			case inTemplate && s.cronJob != nil && key != batchv1.JobCompletionIndexAnnotation:
				found = append(found, removeLabel(finding.Error, s.at("template.metadata.labels["+key+"]"), "the API server gives each Job its own "+key+", and refuses the Jobs of this CronJob, which bring "+words.Quoted(value))...)
			case inTemplate && value != s.meta.Name && key != batchv1.JobCompletionIndexAnnotation:
				// the API server refuses it: that finding is enough
			case inTemplate:
				found = append(found, removeLabel(finding.Warning, s.at("template.metadata.labels["+key+"]"), "the label "+key+" is the server's: written by hand it clashes when the Job is renamed or made again")...)
			case onObject && !s.defaulted.Has("/metadata/labels"):
				found = append(found, removeLabel(finding.Warning, "metadata.labels["+key+"]", "the label "+key+" is the server's, and was probably copied from a live object")...)
			}
		}
		return found
	},
}

func removeLabel(severity finding.Severity, field, message string) []finding.Finding {
	return mend(sayAs(severity, field, message, "remove the label"),
		finding.Fix{Title: "remove the label", Safe: true, Edits: []finding.Edit{{Op: finding.Remove, Field: field}}})
}
