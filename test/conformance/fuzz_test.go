package conformance

import (
	"encoding/json"
	"testing"

	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

// FuzzVerdict compares verdicts on whatever Go's fuzzing makes of the seeds: JSON of a Job and of the Job
// that is stored.
func FuzzVerdict(f *testing.F) { fuzz(f, oracle.Job) }

// FuzzCronJobVerdict is FuzzVerdict for CronJobs.
func FuzzCronJobVerdict(f *testing.F) { fuzz(f, oracle.CronJob) }

func fuzz(f *testing.F, kind oracle.Kind) {
	version := oracle.Versions()[0]
	job, cronJob, err := schema.Load(version)
	if err != nil {
		f.Fatal(err)
	}
	root := job
	if kind == oracle.CronJob {
		root = cronJob
	}
	seeds, err := generate.Seeds(kind, version, root)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range seeds {
		data, err := json.Marshal(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), string(data), byte(0))
		f.Add(string(data), string(data), byte(1))
		f.Add(string(data), string(data), byte(2))
	}
	process, err := oracle.Start(version, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := process.Close(); err != nil {
			f.Error(err)
		}
	})
	operations := []oracle.Operation{oracle.Create, oracle.Update, oracle.StatusUpdate}
	f.Fuzz(func(t *testing.T, object, old string, operation byte) {
		q := oracle.Request{Operation: operations[int(operation)%len(operations)], Kind: kind, Object: []byte(object), Old: []byte(old)}
		reply, err := process.AskOne(q)
		if err != nil {
			t.Fatal(err)
		}
		ours := compare.Ours(&q, targetOf(t, version, ""))
		if difference := compare.Difference(&ours, &reply); difference != "" && !reply.OldUnreadable() {
			t.Errorf("%s\n%s\nold: %s", difference, object, old)
		}
	})
}
