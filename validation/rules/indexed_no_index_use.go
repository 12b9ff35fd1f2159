package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var indexedNoIndexUse = rule{
	name: "indexed-no-index-use", severity: finding.Info, kinds: both, needs: indexes,
	check: func(s *subject) []finding.Finding {
		if s.Completions == nil || *s.Completions < 2 || s.pod.Subdomain != "" || s.ManagedBy != nil {
			return nil
		}
		used := false
		s.eachContainer(func(c *corev1.Container, _ place) {
			_, is := indexUse(c)
			used = used || is || slices.ContainsFunc(c.Env, func(e corev1.EnvVar) bool { return e.Name == indexVariable })
		})
		if used || s.mountsIndex() {
			return nil
		}
		return say(s.at("completionMode"),
			"the Job is Indexed, but nothing in it reads the index: every pod does the same work, unless its image reads "+indexVariable,
			"use $"+indexVariable+" in the command, or drop completionMode")
	},
}

// mountsIndex reports whether a volume brings the pod's labels or annotations, and so its index.
func (s *subject) mountsIndex() bool {
	for i := range s.pod.Volumes {
		if v := &s.pod.Volumes[i]; v.DownwardAPI != nil || v.Projected != nil && slices.ContainsFunc(v.Projected.Sources, func(p corev1.VolumeProjection) bool { return p.DownwardAPI != nil }) {
			return true
		}
	}
	return false
}
