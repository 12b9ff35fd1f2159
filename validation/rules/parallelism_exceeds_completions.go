package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var parallelismExceedsCompletions = rule{
	name: "parallelism-exceeds-completions", severity: finding.Info, kinds: both, needs: parallel,
	check: func(s *subject) []finding.Finding {
		if s.Completions == nil || *s.Completions < 1 || s.parallelism() <= *s.Completions || s.suspended() {
			return nil
		}
		field := s.at("parallelism")
		return mend(say(field,
			"parallelism is "+words.Itoa(s.parallelism())+", but only "+words.Plural(int(*s.Completions), "pod")+" can ever run at once: completions is "+words.Itoa(*s.Completions),
			"lower parallelism to "+words.Itoa(*s.Completions)),
			finding.Fix{Title: "lower parallelism to completions", Edits: []finding.Edit{
				{Op: finding.Set, Field: field, Value: *s.Completions},
			}})
	},
}
