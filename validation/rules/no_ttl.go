package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var noTTL = rule{
	name: "no-ttl", severity: finding.Info, kinds: jobs,
	check: func(s *subject) []finding.Finding {
		switch {
		case s.TTLSecondsAfterFinished != nil, len(s.meta.OwnerReferences) > 0, s.ManagedBy != nil, s.hooked != "", s.byGitOps():
			return nil
		}
		return mend(say(s.at("ttlSecondsAfterFinished"),
			"the Job has no ttlSecondsAfterFinished: once finished, it and its pods stay until somebody deletes them",
			"write `ttlSecondsAfterFinished: 86400` in spec, to keep it for a day"),
			finding.Fix{Title: "set ttlSecondsAfterFinished to a day", Edits: []finding.Edit{
				{Op: finding.Set, Field: s.at("ttlSecondsAfterFinished"), Value: 86400},
			}})
	},
}
