package engine

import (
	"slices"
	"testing"
)

// TestGeneratedLabelsOfAJobWithoutLabels: its labels are its template's, in one map, so a name that no label
// can have is wrong in both places.
func TestGeneratedLabelsOfAJobWithoutLabels(t *testing.T) {
	const own = "metadata.labels"
	for _, c := range []struct {
		name               string
		template, its      map[string]string
		alsoInItsOwnLabels bool
	}{
		{"template without labels", nil, nil, false},
		{"template with empty labels", map[string]string{}, nil, true},
		{"template with labels", map[string]string{"a": "b"}, nil, true},
		{"labels of its own", map[string]string{"a": "b"}, map[string]string{"c": "d"}, false},
	} {
		job := manifestJob()
		job.Name, job.Labels, job.Spec.Template.Labels = "a/b", c.its, c.template
		var fields []string
		for _, f := range (Engine{}).CreateJob(job, nil) {
			fields = append(fields, f.Field)
		}
		if got := slices.Contains(fields, own); got != c.alsoInItsOwnLabels {
			t.Errorf("%s: errors at %v, of metadata.labels: %t, want %t", c.name, fields, got, c.alsoInItsOwnLabels)
		}
	}
}

func TestUpdateDropsAnnotationsOfInitContainers(t *testing.T) {
	for _, version := range []string{"1.37", "1.36"} {
		job, old := manifestJob(), manifestJob()
		job.Spec.Template.Annotations = map[string]string{"pod.beta.kubernetes.io/init-containers": "x"}
		for _, f := range at(t, version).UpdateJob(job, old, nil) {
			if f.Field == "spec.template" {
				t.Errorf("%s: %s", version, f.Message)
			}
		}
	}
}
