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
			if field := at.indexUse(c); found == nil && field != "" {
				found = say(field,
					"the container reads its completion index ("+indexVariable+"), but pods have one only in an Indexed Job",
					"write `completionMode: Indexed` and completions")
			}
		})
		return found
	},
}

// indexUse returns the field of the container that reads the pod's index; empty where none does, or where
// the container sets the variable itself.
func (p place) indexUse(c *corev1.Container) string {
	for i := range c.Env {
		switch e := &c.Env[i]; {
		case e.Name == indexVariable && !isIndexField(e):
			return ""
		case isIndexField(e):
			return p.at("env[" + words.Itoa(i) + "]")
		case mentionsIndex(e.Value):
			return p.at("env[" + words.Itoa(i) + "].value")
		}
	}
	for i, word := range c.Command {
		if mentionsIndex(word) {
			return p.at("command[" + words.Itoa(i) + "]")
		}
	}
	for i, word := range c.Args {
		if mentionsIndex(word) {
			return p.at("args[" + words.Itoa(i) + "]")
		}
	}
	return ""
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
