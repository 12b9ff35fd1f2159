package rules

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const indexVariable = "JOB_COMPLETION_INDEX"

var indexEnvNonIndexed = rule{
	name: "index-env-nonindexed", severity: finding.Error, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		if s.indexed() || s.ManagedBy != nil {
			return nil
		}
		s.eachContainer(func(c *corev1.Container, at place) {
			if use, is := indexUse(c); is && found == nil {
				found = say(at.at(use.list+"["+words.Itoa(use.element)+"]"+use.field),
					"the container reads its completion index ("+indexVariable+"), but pods have one only in an Indexed Job",
					"write `completionMode: Indexed` and completions")
			}
		})
		return found
	},
}

// reading is where a container reads the pod's index.
type reading struct {
	list    string // env, command or args
	element int
	field   string // of the element
}

// indexUse returns where the container reads the pod's index; false where it does not, or sets the variable
// itself.
func indexUse(c *corev1.Container) (reading, bool) {
	for i := range c.Env {
		switch e := &c.Env[i]; {
		case e.Name == indexVariable && !isIndexField(e):
			return reading{}, false
		case isIndexField(e):
			return reading{"env", i, ""}, true
		case mentionsIndex(e.Value):
			return reading{"env", i, ".value"}, true
		}
	}
	for i, word := range c.Command {
		if mentionsIndex(word) {
			return reading{"command", i, ""}, true
		}
	}
	for i, word := range c.Args {
		if mentionsIndex(word) {
			return reading{"args", i, ""}, true
		}
	}
	return reading{}, false
}

func isIndexField(e *corev1.EnvVar) bool {
	return e.ValueFrom != nil && e.ValueFrom.FieldRef != nil &&
		strings.Contains(e.ValueFrom.FieldRef.FieldPath, batchv1.JobCompletionIndexAnnotation)
}

// mentionsIndex reports whether the text needs the variable: with a default (:- or -) it does not.
func mentionsIndex(text string) bool {
	_, behind, is := strings.Cut(text, indexVariable)
	return is && !strings.HasPrefix(behind, ":-") && !strings.HasPrefix(behind, "-") && !strings.HasPrefix(behind, "=")
}
