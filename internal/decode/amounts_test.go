package decode_test

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// TestEndlessAmounts reads quantities over which the API's own code would sit for minutes, as would this test.
func TestEndlessAmounts(t *testing.T) {
	for _, c := range []struct {
		name, resources, env string
		field                string // of the only finding; none where it is empty
	}{
		{"large, as text", `{"limits":{"memory":"1e99999999"}}`, "x", "spec.template.spec.containers[0].resources.limits[memory]"},
		{"small, as text", `{"requests":{"cpu":"1e-99999999"}}`, "x", "spec.template.spec.containers[0].resources.requests[cpu]"},
		{"small, as a number", `{"requests":{"cpu":1e-99999999}}`, "x", ""},
		{"elsewhere", `{"requests":{"cpu":"1"}}`, "1e99999999", ""},
		{"as large as can be", `{"requests":{"cpu":"1e9999"}}`, "x", ""},
	} {
		text := `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"},"spec":{"template":{"spec":{"containers":[
			{"name":"main","image":"a","env":[{"name":"A","value":"` + c.env + `"}],"resources":` + c.resources + `}]}}}}`
		forms := map[string]*decode.Source{"JSON": decode.FromJSON([]byte(text))}
		if tree, ok := plainyaml.ParseJSON([]byte(text)); ok {
			forms["tree"] = decode.FromTree(tree)
		}
		for form, source := range forms {
			t.Run(form+"/"+c.name, func(t *testing.T) {
				var job batchv1.Job
				found := source.Job(&job, target.Version{}, decode.Strict)
				switch {
				case c.field == "" && len(found) > 0:
					t.Errorf("%v", found)
				case c.field != "" && (len(found) != 1 || found[0].Field != c.field || found[0].Rule != "decode-type"):
					t.Errorf("%v, want decode-type at %s", found, c.field)
				}
				if containers := job.Spec.Template.Spec.Containers; len(containers) != 1 || containers[0].Env[0].Value != c.env {
					t.Errorf("the rest was not read: %+v", containers)
				}
			})
		}
	}
}
