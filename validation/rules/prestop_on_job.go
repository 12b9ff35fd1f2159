package rules

import (
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// patience is how many seconds a drain waits for a pod before somebody asks why.
const patience = 300

var preStopOnJob = rule{
	name: "prestop-on-job", severity: finding.Info, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		if grace := s.pod.TerminationGracePeriodSeconds; grace != nil && *grace > patience {
			return say(s.atPod("terminationGracePeriodSeconds"),
				"a pod may take "+span(time.Duration(*grace)*time.Second)+" to end: drains wait for it, and by default its replacement runs beside it",
				"save work as it is done, and end sooner")
		}
		s.eachWorker(func(c *corev1.Container, at place) {
			if c.Lifecycle != nil && c.Lifecycle.PreStop != nil {
				found = append(found, say(at.at("lifecycle.preStop"),
					"the preStop hook of "+c.Name+" runs only when the pod is deleted, not when the work is done",
					"do what must follow the work in the command itself")...)
			}
		})
		return found
	},
}
