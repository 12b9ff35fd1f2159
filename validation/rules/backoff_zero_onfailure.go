package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var backoffZeroOnFailure = rule{
	name: "backoff-zero-onfailure", severity: finding.Warning, kinds: both, needs: onFailure,
	check: func(s *subject) []finding.Finding {
		if !s.deletedAtFirstRestart() {
			return nil
		}
		field := s.atPod("restartPolicy")
		return mend(say(field,
			"restartPolicy OnFailure with backoffLimit 0: the first restart ends the Job and deletes the pod, and its logs with it",
			"write `restartPolicy: Never`: the failed pod stays for a look"),
			finding.Fix{Title: "set restartPolicy to Never", Edits: []finding.Edit{
				{Op: finding.Set, Field: field, Value: string(corev1.RestartPolicyNever)},
			}})
	},
}

func (s *subject) deletedAtFirstRestart() bool {
	return s.pod.RestartPolicy == corev1.RestartPolicyOnFailure && s.backoffLimit() == 0
}
