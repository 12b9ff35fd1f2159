package rules

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// longGrace is how long an old pod may linger beside its replacement, in seconds, before it is worth a word.
const longGrace = 60

var replacementOverlap = rule{
	name: "replacement-overlap", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		if !s.target.Enabled(target.JobPodReplacementPolicy) || !s.replacesTerminating() {
			return nil
		}
		severity, why := s.suffersFromTwo()
		if why == "" {
			return nil
		}
		field := s.at("podReplacementPolicy")
		return mend(sayAs(severity, field,
			"a pod that is being deleted is replaced before it has ended, so two run at once; "+why,
			"write `podReplacementPolicy: Failed`"),
			finding.Fix{Title: "replace pods only when they have ended", Edits: []finding.Edit{
				{Op: finding.Set, Field: field, Value: string(batchv1.Failed)},
			}})
	},
}

func (s *subject) replacesTerminating() bool {
	if s.PodReplacementPolicy == nil {
		return s.PodFailurePolicy == nil
	}
	return *s.PodReplacementPolicy == batchv1.TerminatingOrFailed
}

// suffersFromTwo says what goes wrong when two pods do the same work; empty where nothing is known to.
func (s *subject) suffersFromTwo() (severity finding.Severity, why string) {
	if s.hostPort() >= 0 {
		return finding.Warning, "they want the same host port"
	}
	if how, _ := s.exclusiveClaim(); how == onePod {
		return finding.Info, "the new one cannot have the ReadWriteOncePod claim until the old one is gone"
	} else if how == oneNode {
		return finding.Info, "both write to the same ReadWriteOnce claim, or the new one hangs on another node"
	}
	switch grace := s.pod.TerminationGracePeriodSeconds; {
	case grace == nil || *grace <= longGrace:
		return "", ""
	case s.indexed():
		return finding.Info, "both have the same index for up to " + words.Itoa(*grace) + " seconds"
	case s.parallelism() == 1:
		return finding.Info, "the Job runs one at a time, but allows the old one " + words.Itoa(*grace) + " seconds to end"
	}
	return "", ""
}
