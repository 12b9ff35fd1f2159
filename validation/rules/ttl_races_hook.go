package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// hookMargin is how long a hook's runner may take to see that its Job has finished, in seconds.
const hookMargin = 600

var ttlRacesHook = rule{
	name: "ttl-races-hook", severity: finding.Warning, kinds: jobs, needs: hooked,
	check: func(s *subject) []finding.Finding {
		if s.TTLSecondsAfterFinished == nil || *s.TTLSecondsAfterFinished >= hookMargin {
			return nil
		}
		field, ttl := s.at("ttlSecondsAfterFinished"), *s.TTLSecondsAfterFinished
		return mend(say(field,
			"this Job is a hook ("+s.hooked+") and is deleted "+words.Plural(int(ttl), "second")+" after it has finished, perhaps before the hook's runner has seen it finish",
			"remove ttlSecondsAfterFinished, and let the hook's delete policy clean up"),
			finding.Fix{Title: "remove ttlSecondsAfterFinished", Edits: []finding.Edit{{Op: finding.Remove, Field: field}}})
	},
}
