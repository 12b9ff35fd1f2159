package podtemplate_test

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
)

// TestVolumeCatalog reads the catalogs of volumes and of warnings: each row stands there once, and each has
// been seen to fire.
func TestVolumeCatalog(t *testing.T) {
	fired := map[check.ID]bool{}
	for _, c := range readCases(t) {
		errs, warnings := c.ask(t)
		for _, e := range errs {
			fired[check.ID(e.Origin)] = true
		}
		for _, w := range warnings {
			fired[check.ID(w.Rule)] = true
		}
	}
	for _, e := range tokenWithoutDefault() {
		fired[check.ID(e)] = true
	}
	rows := map[check.ID]bool{}
	for _, row := range slices.Concat(podtemplate.Catalog(), podtemplate.WarningCatalog()) {
		if rows[row.ID] {
			t.Errorf("the catalog has %s twice", row.ID)
		}
		rows[row.ID] = true
		if !fired[row.ID] && (row.Type == "" || strings.HasPrefix(row.Field, "spec.template.spec.volumes[]")) {
			t.Errorf("no case has seen %s fire", row.ID)
		}
	}
	for id := range fired {
		if !rows[id] {
			t.Errorf("%s is not in the catalog", id)
		}
	}
}

// tokenWithoutDefault asks of a token what defaulting always mends: since 1.37 the API server would miss it.
func tokenWithoutDefault() []string {
	var r check.Report
	at := check.Root("template")
	podtemplate.Validate(&r, &at, &corev1.PodTemplateSpec{Spec: corev1.PodSpec{Volumes: []corev1.Volume{{
		Name: "a", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{Sources: []corev1.VolumeProjection{{
			ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "p"},
		}}}},
	}}}}, nil)
	var found []string
	for _, e := range r.Errors {
		if strings.HasPrefix(e.Field, "template.spec.volumes") {
			found = append(found, e.Origin)
		}
	}
	return found
}
