package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var workQueueNoCompletions = rule{
	name: "work-queue-no-completions", severity: finding.Info, kinds: both, needs: parallel,
	check: func(s *subject) []finding.Finding {
		if s.Completions != nil || s.indexed() {
			return nil
		}
		return say(s.at("parallelism"),
			"parallelism is "+words.Itoa(s.parallelism())+" without completions: the Job is done when one pod has succeeded and the others have ended, as a work queue wants it",
			"write completions, or completionMode Indexed, unless the pods share a queue")
	},
}
