package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// daemons are programs that run until they are stopped, by the last part of their image's name.
var daemons = [...]string{
	"proxyv2", "istio-proxy", "gce-proxy", "cloud-sql-proxy", "cloudsql-proxy", "linkerd-proxy", "envoy",
	"fluent-bit", "fluentd", "filebeat", "promtail", "telegraf", "vault-agent", "datadog-agent",
	"opentelemetry-collector", "opentelemetry-collector-contrib", "otel-collector", "alloy", "pgbouncer", "statsd-exporter",
}

var sidecarNeverExits = rule{
	name: "sidecar-never-exits", severity: finding.Error, kinds: both, since: 29, needs: severalWorkers,
	check: func(s *subject) (found []finding.Finding) {
		if s.stopsSidecars() {
			return nil
		}
		s.eachWorker(func(c *corev1.Container, at place) {
			if !isDaemon(c) {
				return
			}
			found = append(found, say(at.at(""),
				"the container "+c.Name+" runs until it is stopped, and the Job is done only when all its containers have ended",
				"move it to initContainers with `restartPolicy: Always`: then it ends with the others")...)
		})
		if len(found) == len(s.pod.Containers) {
			return nil // a Job of daemons only means something else
		}
		return found
	},
}

func isDaemon(c *corev1.Container) bool {
	image := imageName(c.Image)
	if !slices.Contains(daemons[:], image) && !slices.Contains(daemons[:], c.Name) && !(image == "proxy" && strings.Contains(c.Image, "linkerd/")) {
		return false
	}
	// Under a shell it may be ended by the script.
	return len(c.Command) == 0 || !isShell(c.Command[0])
}

// stopsSidecars reports whether something in the pod ends the daemons when the work is done.
func (s *subject) stopsSidecars() bool {
	stops := s.pod.ShareProcessNamespace != nil && *s.pod.ShareProcessNamespace
	s.eachWorker(func(c *corev1.Container, _ place) {
		for _, list := range [...][]string{c.Command, c.Args} {
			for _, word := range list {
				stops = stops || strings.Contains(word, "quitquitquit") || strings.Contains(word, "kill") ||
					strings.Contains(word, "/shutdown") || strings.Contains(word, "exit-zero")
			}
		}
	})
	return stops
}
