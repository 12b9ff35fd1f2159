package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

// secretNames are how the names of variables end that hold a secret.
var secretNames = [...]string{"PASSWORD", "PASSWD", "TOKEN", "SECRET", "SECRET_KEY", "API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY", "CREDENTIALS"}

var secretInEnv = rule{
	name: "secret-in-env", severity: finding.Warning, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		s.eachContainer(func(c *corev1.Container, at place) {
			for i := range c.Env {
				if e := &c.Env[i]; namesSecret(e.Name) && looksSecret(e.Value) {
					found = append(found, say(at.at("env["+words.Itoa(i)+"].value"),
						"the value of "+e.Name+" stands in the manifest: everybody who can read the Job or its pods can read it",
						"put it in a Secret, and write valueFrom.secretKeyRef")...)
				}
			}
		})
		return found
	},
}

// noSecrets are values that say there is none.
var noSecrets = [...]string{"true", "false", "none", "null", "nil", "unset", "disabled", "dummy", "-"}

func namesSecret(name string) bool {
	if name == "" || strings.IndexByte("DNTYSdntys", name[len(name)-1]) < 0 {
		return false // no name above ends so
	}
	return slices.ContainsFunc(secretNames[:], func(end string) bool {
		before := len(name) - len(end)
		return before >= 0 && strings.EqualFold(name[before:], end) && (before == 0 || name[before-1] == '_' || name[before-1] == '-' || name[before-1] == '.')
	})
}

// looksSecret reports whether the value can be a secret: not a reference, a path, a switch or a placeholder.
func looksSecret(value string) bool {
	switch {
	case value == "", strings.Contains(value, "$("), strings.Contains(value, "${"), strings.Contains(value, "{{"):
		return false
	case strings.HasPrefix(value, "/"), strings.HasPrefix(value, "<"), strings.Contains(value, "://"):
		return false
	}
	return !slices.Contains(noSecrets[:], strings.ToLower(value))
}
