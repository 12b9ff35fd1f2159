package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var sharedRWOClaim = rule{
	name: "shared-rwo-claim", severity: finding.Warning, kinds: both, needs: parallel | volumes,
	check: func(s *subject) []finding.Finding {
		how, i := s.exclusiveClaim()
		if how == shared {
			return nil
		}
		mode, effect := "ReadWriteOnce", "pods on a second node hang in ContainerCreating"
		if how == onePod {
			mode, effect = "ReadWriteOncePod", "only one of the pods can run"
		}
		return say(s.atPod("volumes["+words.Itoa(i)+"].persistentVolumeClaim"),
			words.Itoa(s.parallelism())+" pods at once share the claim "+s.pod.Volumes[i].PersistentVolumeClaim.ClaimName+", which is "+mode+": "+effect,
			"use a ReadWriteMany claim, or lower parallelism to 1")
	},
}
