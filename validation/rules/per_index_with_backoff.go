package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var perIndexWithBackoff = rule{
	name: "per-index-with-backoff", severity: finding.Warning, kinds: both, needs: indexes,
	check: func(s *subject) []finding.Finding {
		if s.BackoffLimitPerIndex == nil || s.Completions == nil || !s.wroteBackoffLimit() {
			return nil
		}
		retries := int64(*s.BackoffLimitPerIndex) * int64(*s.Completions)
		if int64(*s.BackoffLimit) >= retries {
			return nil
		}
		field := s.at("backoffLimit")
		return mend(say(field,
			"backoffLimit is "+words.Itoa(*s.BackoffLimit)+" for the whole Job, but backoffLimitPerIndex allows "+words.Itoa(retries)+" failures in all: the Job ends before its indexes have had their retries",
			"remove backoffLimit: beside backoffLimitPerIndex it is then without limit"),
			finding.Fix{Title: "remove backoffLimit", Edits: []finding.Edit{{Op: finding.Remove, Field: field}}})
	},
}
