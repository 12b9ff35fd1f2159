package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var suspendedForgotten = rule{
	name: "suspended-forgotten", severity: finding.Info, kinds: both, needs: waits,
	check: func(s *subject) []finding.Finding {
		switch {
		case s.ManagedBy != nil, s.hasQueue():
			return nil
		case s.Suspend != nil && *s.Suspend:
			return say(s.at("suspend"),
				"the Job is created suspended, and nothing here says who will let it run",
				"remove suspend, or give it the queue's label (such as kueue.x-k8s.io/queue-name)")
		}
		return say("spec.suspend", "the CronJob is suspended: it makes no Jobs",
			"remove suspend, or say why it stays with `# jobvalidate:ignore suspended-forgotten REASON`")
	},
}

// hasQueue reports whether a label names a queue, whose manager lets the Job run in its turn.
func (s *subject) hasQueue() bool {
	for _, labels := range [...]map[string]string{s.meta.Labels, s.Template.Labels, s.jobLabels()} {
		for key := range labels {
			domain, name, _ := strings.Cut(key, "/")
			if strings.HasPrefix(name, "queue") || strings.HasSuffix(name, "queue-name") || strings.HasPrefix(domain, "queue.") || key == "queue" {
				return true
			}
		}
	}
	return false
}

// jobLabels are the labels of the Jobs that a CronJob makes.
func (s *subject) jobLabels() map[string]string {
	if s.cronJob == nil {
		return nil
	}
	return s.cronJob.Spec.JobTemplate.Labels
}
