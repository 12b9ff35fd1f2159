package validation

import (
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// TestMostErrors: of an object with more errors than anybody reads the first are returned, and the last of them says
// that there were more, before the hint.
func TestMostErrors(t *testing.T) {
	const cut = "; more errors of this object are not listed"
	withBadNames := func(n int) *batchv1.Job {
		job := validJob()
		job.Spec.Template.Spec.Containers[0].Env = slices.Repeat([]corev1.EnvVar{{Name: "a=b"}}, n)
		return job
	}
	for _, test := range []struct {
		faults, want int
		cut          bool
	}{
		{finding.Most - 1, finding.Most - 1, false},
		{finding.Most, finding.Most, false},
		{finding.Most + 1, finding.Most, true},
		{50 * finding.Most, finding.Most, true},
	} {
		job := withBadNames(test.faults)
		created := ValidateJob(job, target.Version{})
		updated := ValidateJobUpdate(job, validJob(), target.Version{})
		if len(created) != test.want {
			t.Errorf("%d faults: %d errors, want %d", test.faults, len(created), test.want)
		}
		for i, e := range created {
			message, hint, _ := strings.Cut(e.Detail, "\n")
			if says := strings.HasSuffix(message, cut); says != (test.cut && i == len(created)-1) || strings.Contains(hint, cut) {
				t.Errorf("%d faults: error %d says %q", test.faults, i, e.Detail)
			}
		}
		if len(updated) > finding.Most {
			t.Errorf("%d faults in an update: %d errors", test.faults, len(updated))
		}
	}
}
