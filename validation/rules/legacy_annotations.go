package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// legacy are annotations that fields have replaced and that the API server passes over in silence. Of
// seccomp, AppArmor, sysctls and critical pods it warns itself.
var legacy = [...]struct{ key, field string }{
	{"scheduler.alpha.kubernetes.io/affinity", "affinity"},
	{"scheduler.alpha.kubernetes.io/tolerations", "tolerations"},
	{"scheduler.alpha.kubernetes.io/name", "schedulerName"},
	{"pod.alpha.kubernetes.io/init-containers", "initContainers"},
	{"pod.beta.kubernetes.io/init-containers", "initContainers"},
	{"pod.beta.kubernetes.io/hostname", "hostname"},
	{"pod.beta.kubernetes.io/subdomain", "subdomain"},
}

var legacyAnnotations = rule{
	name: "legacy-annotations", severity: finding.Warning, kinds: both, needs: templateAnnotated,
	check: func(s *subject) (found []finding.Finding) {
		old := false
		for key := range s.Template.Annotations {
			old = old || strings.HasPrefix(key, "scheduler.alpha.") || strings.HasPrefix(key, "pod.")
		}
		if !old {
			return nil
		}
		for _, l := range legacy {
			if _, is := s.Template.Annotations[l.key]; is {
				found = append(found, say(s.at("template.metadata.annotations["+l.key+"]"),
					"the annotation "+l.key+" is of an old Kubernetes, and nothing reads it",
					"write the field "+l.field+" in the pod's spec")...)
			}
		}
		return found
	},
}
