package bench

import (
	"encoding/json"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// BenchmarkDefault times defaulting, ours and the scheme's. Both sides pay for the copy that each run starts
// from; what it costs alone is the third figure.
func BenchmarkDefault(b *testing.B) {
	for _, name := range []string{"small", "rich"} {
		var job batchv1.Job
		if err := json.Unmarshal([]byte(jobs[name]), &job); err != nil {
			b.Fatal(err)
		}
		for _, side := range []struct {
			name string
			set  func(*batchv1.Job)
		}{
			{"ours", defaults.SetJob},
			{"ours with a record", func(job *batchv1.Job) { defaults.SetJobFor(job, target.Version{}, new(defaults.Record)) }},
			{"upstream", func(job *batchv1.Job) { legacyscheme.Scheme.Default(job) }},
			{"copy alone", func(*batchv1.Job) {}},
		} {
			b.Run(name+"/"+side.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					side.set(job.DeepCopy())
				}
			})
		}
	}
}
