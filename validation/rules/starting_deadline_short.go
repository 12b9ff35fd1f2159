package rules

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// hiccup is what a restart of the controller or a change of its leader takes at least, in seconds.
const hiccup = 10

var startingDeadlineShort = rule{
	name: "starting-deadline-short", severity: finding.Warning, kinds: cronJobs,
	check: func(s *subject) []finding.Finding {
		deadline := s.cronJob.Spec.StartingDeadlineSeconds
		if deadline == nil {
			return nil
		}
		if *deadline < hiccup {
			return say("spec.startingDeadlineSeconds",
				"a run that starts more than "+words.Plural(int(*deadline), "second")+" late is left out: a restart of the controller takes longer",
				"write 60 or more")
		}
		late, interval := time.Duration(*deadline)*time.Second, s.calendar.shortest()
		if s.concurrency() != batchv1.ReplaceConcurrent || interval == 0 || late < interval {
			return nil
		}
		return say("spec.startingDeadlineSeconds",
			"a run may start "+span(late)+" late, but the next is due after "+span(interval)+" and replaces it",
			"write less than the interval")
	},
}
