package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// manyPods is from where on the control plane feels one Job: its status holds the indexes as text, and the
// controller makes at most 500 pods at a time.
const manyPods = 10_000

var manyCompletions = rule{
	name: "many-completions", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		field, n := "completions", int32(0)
		if s.Completions != nil {
			n = *s.Completions
		}
		if s.parallelism() > max(n, manyPods) {
			field, n = "parallelism", s.parallelism()
		}
		if n <= manyPods {
			return nil
		}
		return say(s.at(field),
			field+" is "+words.Itoa(n)+": each is a pod to create, track and delete, and the Job controller makes 500 at a time",
			"let each pod work through a batch, so that fewer than "+words.Itoa(int32(manyPods))+" are needed")
	},
}
