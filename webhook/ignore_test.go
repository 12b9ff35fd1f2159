package webhook

import (
	"strings"
	"testing"
)

// TestIgnoreAnnotation: the webhook heeds it where there is no policy, or the policy allows it; never against
// what the API server says.
func TestIgnoreAnnotation(t *testing.T) {
	const header = "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\n"
	job := strings.Replace(celJob, `"name":"pi",`, `"name":"pi","annotations":{"jobvalidate.dev/ignore":"image-latest, limits.backoffLimit, restart-policy"},`, 1)
	job = strings.Replace(job, "perl:5", "perl", 1)
	limit := header + "limits: {backoffLimit: {max: 3}}\n"
	for name, c := range map[string]struct {
		options Options
		object  string
		allowed bool
		warned  bool
	}{
		"no policy":             {Options{}, job, true, false},
		"a policy says nothing": {policyOptions(t, header), job, true, true},
		"a policy allows it":    {policyOptions(t, header+"allow: {ignore: true}\n"), job, true, false},
		"a limit":               {policyOptions(t, limit), job, false, false}, // a refusal carries no advice
		"a limit, allowed":      {policyOptions(t, limit+"allow: {ignore: true}\n"), job, true, false},
		"the API server":        {Options{}, strings.Replace(job, `"Never"`, `"Always"`, 1), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			v := validator{&c.options}
			response := v.job(t.Context(), policyRequestOf("Job", c.object))
			if response.Allowed != c.allowed {
				t.Errorf("allowed is %t: %+v", response.Allowed, response.Result)
			}
			if warned := strings.Contains(strings.Join(response.Warnings, "\n"), "image-latest"); warned != c.warned {
				t.Errorf("warnings: %q", response.Warnings)
			}
		})
	}
}
