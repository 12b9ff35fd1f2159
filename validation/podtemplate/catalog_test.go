package podtemplate_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/podtemplate"
)

// sight is what the cases have seen of one check.
type sight struct {
	fired  bool // with the type of its row; a warning has none
	placed bool // at the field of its row
}

// TestCatalog reads the catalogs of checks and of warnings: each row stands there once, and the cases have
// seen each fire with its type, and at its field. No check fires that has no row.
func TestCatalog(t *testing.T) {
	rows := map[check.ID]check.Row{}
	for _, row := range slices.Concat(podtemplate.Catalog(), podtemplate.WarningCatalog()) {
		if _, twice := rows[row.ID]; twice {
			t.Errorf("the catalog has %s twice", row.ID)
		}
		rows[row.ID] = row
	}
	seen := map[check.ID]sight{}
	see := func(id string, kind field.ErrorType, at string) {
		row, ok := rows[check.ID(id)]
		if !ok {
			t.Errorf("%s is not in the catalog", id)
		}
		s := seen[row.ID]
		s.fired = s.fired || kind == row.Type
		s.placed = s.placed || kind == "" || withoutIndexes("spec."+at) == row.Field
		seen[row.ID] = s
	}
	for _, c := range readCases(t) {
		errs, warnings := c.ask(t)
		for _, e := range errs {
			see(e.Origin, e.Type, e.Field)
		}
		for _, w := range warnings {
			see(w.Rule, "", w.Field)
		}
	}
	for _, c := range undefaultedCases {
		for _, e := range askUndefaulted(t, c.version, c.spoil) {
			see(e.Origin, e.Type, e.Field)
		}
	}
	for _, e := range tokenWithoutDefault() {
		see(e.Origin, e.Type, e.Field)
	}
	for id, row := range rows {
		switch s := seen[id]; {
		case !s.fired:
			t.Errorf("no case has seen %s fire as %q", id, row.Type)
		case !s.placed:
			t.Errorf("no case has seen %s at its field, %s", id, row.Field)
		}
	}
}

var inBrackets = regexp.MustCompile(`\[[^]]*]`)

func withoutIndexes(at string) string { return inBrackets.ReplaceAllString(at, "[]") }

// tokenWithoutDefault asks of a token what defaulting always mends: since 1.37 the API server would miss it.
func tokenWithoutDefault() field.ErrorList {
	var r check.Report
	at := check.Root("template")
	podtemplate.Validate(&r, &at, &corev1.PodTemplateSpec{Spec: corev1.PodSpec{Volumes: []corev1.Volume{{
		Name: "a", VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{Sources: []corev1.VolumeProjection{{
			ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "p"},
		}}}},
	}}}}, nil)
	return slices.DeleteFunc(r.Errors, func(e *field.Error) bool { return !strings.HasPrefix(e.Field, "template.spec.volumes") })
}
