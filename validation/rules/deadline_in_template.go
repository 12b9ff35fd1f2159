package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var deadlineInTemplate = rule{
	name: "deadline-in-template", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		if s.pod.ActiveDeadlineSeconds == nil || s.ActiveDeadlineSeconds != nil {
			return nil
		}
		field := s.atPod("activeDeadlineSeconds")
		found := say(field,
			"activeDeadlineSeconds stands in the pod template: each pod gets "+words.Itoa(*s.pod.ActiveDeadlineSeconds)+" seconds and is then tried again, up to backoffLimit",
			"move it to the Job's spec, where it bounds the Job with all its retries")
		if *s.pod.ActiveDeadlineSeconds <= 0 { // there it would be as wrong
			return found
		}
		return mend(found, finding.Fix{Title: "move activeDeadlineSeconds to the Job's spec", Edits: []finding.Edit{
			{Op: finding.Move, Field: field, To: s.at("activeDeadlineSeconds")},
		}})
	},
}
