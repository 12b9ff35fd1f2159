package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var noCPURequest = rule{
	name: "no-cpu-request", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		return s.lacking(corev1.ResourceCPU,
			"requests no CPU: the scheduler puts any number of such pods on one node",
			"write resources.requests.cpu")
	},
}
