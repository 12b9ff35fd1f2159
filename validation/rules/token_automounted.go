package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var tokenAutomounted = rule{
	name: "token-automounted", severity: finding.Off, kinds: both,
	check: func(s *subject) []finding.Finding {
		automount := s.pod.AutomountServiceAccountToken
		if automount != nil && !*automount || s.pod.ServiceAccountName != "" && s.pod.ServiceAccountName != "default" {
			return nil
		}
		return say(s.atPod("automountServiceAccountToken"),
			"the pods get the token of the default service account, whether they need it or not",
			"write `automountServiceAccountToken: false`, or name a service account of their own")
	},
}
