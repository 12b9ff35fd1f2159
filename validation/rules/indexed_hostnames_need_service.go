package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var indexedHostnamesNeedService = rule{
	name: "indexed-hostnames-need-service", severity: finding.Info, kinds: both, needs: indexes,
	check: func(s *subject) []finding.Finding {
		if s.pod.Subdomain == "" {
			return nil
		}
		found, ok, others := s.neighbours.service(s.meta.Namespace, s.pod.Subdomain)
		switch {
		case ok && !found.headless:
			return say(s.atPod("subdomain"),
				"the Service "+s.pod.Subdomain+" has an address of its own: only a headless one gives the pods' names to DNS",
				"write `clusterIP: None` in the Service")
		case !ok && others:
			return say(s.atPod("subdomain"),
				"no Service beside this Job is called "+s.pod.Subdomain+": without a headless one the pods' names do not resolve",
				"add a Service "+s.pod.Subdomain+" with `clusterIP: None` that selects the pods")
		}
		return nil
	},
}
