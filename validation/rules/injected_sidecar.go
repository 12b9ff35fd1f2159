package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var injectedSidecar = rule{
	name: "injected-sidecar", severity: finding.Info, kinds: both,
	check: func(s *subject) []finding.Finding {
		for _, ask := range [...]struct{ key, yes, no, native string }{
			{"sidecar.istio.io/inject", "true", "false", "sidecar.istio.io/nativeSidecar"},
			{"linkerd.io/inject", "enabled", "disabled", "config.beta.linkerd.io/proxy-enable-native-sidecar"},
		} {
			where, value := "labels", s.Template.Labels[ask.key]
			if value == "" {
				where, value = "annotations", s.Template.Annotations[ask.key]
			}
			if value != ask.yes || s.Template.Annotations[ask.native] == "true" || s.stopsSidecars() {
				continue
			}
			return say(s.at("template.metadata."+where+"["+ask.key+"]"),
				"a proxy is injected beside the work: unless the mesh makes it a native sidecar, it keeps the pod alive and the Job never ends",
				"ask for a native one ("+ask.native+": \"true\"), or write "+words.Quoted(ask.no))
		}
		return nil
	},
}
