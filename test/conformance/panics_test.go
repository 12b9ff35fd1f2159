package conformance

import (
	"slices"
	"testing"

	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

const successWithoutCompletions = `"completionMode":"Indexed","parallelism":2,"successPolicy":{"rules":[{"succeededCount":1}]},
	"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"a"}]}}`

// panics are the requests at which the API server itself panics, and what we answer there instead.
var panics = []struct {
	name     string
	kind     oracle.Kind
	object   string
	versions []string
	want     string
	stored   bool // an update has met it, from a version that did not panic
}{
	{"Indexed Job with successPolicy and no completions", oracle.Job,
		`{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi"},"spec":{` + successWithoutCompletions + `}}`,
		[]string{"1.37", "1.34", "1.31"}, "Required spec.completions", true},
	{"the same in a CronJob", oracle.CronJob,
		`{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"pi"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{` + successWithoutCompletions + `}}}}`,
		[]string{"1.37", "1.34", "1.31"}, "Required spec.jobTemplate.spec.completions", true},
	{"huge pages of a size that is none", oracle.CronJob,
		`{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"pi"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never",
	"containers":[{"name":"main","image":"a","resources":{"limits":{"cpu":"1","hugepages-1e30":"1"}}}]}}}}}}`,
		[]string{"1.37", "1.34", "1.31"}, "Invalid spec.jobTemplate.spec.template.spec.containers[0].resources.limits[hugepages-1e30]", false},
	{"schedule TZ=UTC", oracle.CronJob, cronJobWithSchedule("TZ=UTC"), []string{"1.34", "1.31"}, "Invalid spec.schedule", true},
	{"schedule CRON_TZ=UTC", oracle.CronJob, cronJobWithSchedule("CRON_TZ=UTC"), []string{"1.34", "1.31"}, "Invalid spec.schedule", true},
}

func cronJobWithSchedule(schedule string) string {
	return `{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"pi"},"spec":{"schedule":"` + schedule + `",
	"jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"a"}]}}}}}}`
}

// TestPanicsOfTheAPIServer shows each panic, on create and on update, and our own answer.
func TestPanicsOfTheAPIServer(t *testing.T) {
	for _, version := range oracle.Versions() {
		process, at := start(t, version, ""), targetOf(t, version, "")
		for _, c := range panics {
			for _, operation := range []oracle.Operation{oracle.Create, oracle.Update} {
				if operation == oracle.Update && !c.stored {
					continue
				}
				t.Run(version+"/"+string(operation)+"/"+c.name, func(t *testing.T) {
					q := oracle.Request{Operation: operation, Kind: c.kind, Object: []byte(c.object), Old: []byte(c.object)}
					reply, err := process.AskOne(q)
					if err != nil {
						t.Fatal(err)
					}
					if want := slices.Contains(c.versions, version); (reply.Panic != "") != want {
						t.Errorf("the API server panics: %t, want %t", !want, want)
					}
					ours := compare.Ours(&q, at)
					if !ours.ErrorSet()[c.want] {
						t.Errorf("ours: %v, want %s", ours.ErrorSet(), c.want)
					}
					if difference := compare.Difference(&ours, &reply); difference != "" {
						t.Error(difference)
					}
				})
			}
		}
	}
}
