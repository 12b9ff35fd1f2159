package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// manyPulls is from how many pods at once on a registry's rate limit is near.
const manyPulls = 50

var pullAlwaysParallel = rule{
	name: "pull-always-parallel", severity: finding.Info, kinds: both, needs: parallel,
	check: func(s *subject) (found []finding.Finding) {
		if s.parallelism() < manyPulls {
			return nil
		}
		s.eachContainer(func(c *corev1.Container, at place) {
			if found == nil && c.ImagePullPolicy == corev1.PullAlways {
				found = say(at.at("imagePullPolicy"),
					words.Itoa(s.parallelism())+" pods at once ask the registry for the image each time they start: its rate limit may stop them",
					"write `imagePullPolicy: IfNotPresent`, and the image by digest")
			}
		})
		return found
	},
}
