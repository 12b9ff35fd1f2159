package rules

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// openShiftImages is the registry of an OpenShift cluster itself, whose tags follow the cluster's version.
const openShiftImages = "image-registry.openshift-image-registry.svc:"

var imageLatest = rule{
	name: "image-latest", severity: finding.Warning, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		s.eachContainer(func(c *corev1.Container, at place) {
			_, tag, digest := splitImage(c.Image)
			if c.Image == "" || digest != "" || tag != "" && tag != "latest" || strings.Contains(c.Image, "://") || strings.Contains(c.Image, "$") || strings.HasPrefix(c.Image, openShiftImages) {
				return
			}
			seen := "has the tag latest"
			if tag == "" {
				seen = "has no tag, which means latest"
			}
			found = append(found, say(at.at("image"),
				"the image "+words.Quoted(c.Image)+" "+seen+": the retries of one Job may run different code",
				"write a version or a digest")...)
		})
		return found
	},
}
