package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// maxGenerateName is how much of a Job's name, with the hyphens around the index, begins its pods' names.
const maxGenerateName = 58

var cronNameLong = rule{
	name: "cron-name-long", severity: finding.Info, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		const minutes = len("-29876543") // since 1970: a run's Job is called NAME-MINUTES
		tail := minutes + len("-")
		if s.indexed() && s.Completions != nil {
			tail += len(words.Itoa(max(*s.Completions-1, 0))) + len("-")
		}
		over := len(s.meta.Name) + tail - maxGenerateName
		if over <= 0 || len(s.meta.Name) > 52 {
			return nil
		}
		return say("metadata.name",
			"the name has "+words.Itoa(len(s.meta.Name))+" characters: the names of its pods are cut, and those of different runs look alike",
			"shorten the name by "+words.Itoa(over))
	},
}
