package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const nameWithoutRoomForIndex check.ID = "name-without-room-for-index"

// roomForIndex checks that the name of an Indexed Job leaves room for -INDEX in the host names of its
// pods, which are DNS labels.
//
// Parity: batch validateNameAllowsCompletions, on create and update.
func roomForIndex(r *check.Report, p *check.Path, job *batchv1.Job) {
	if !isIndexed(&job.Spec) || job.Spec.Completions == nil || *job.Spec.Completions <= 0 {
		return
	}
	last := *job.Spec.Completions - 1
	room := syntax.MaxLabel - 1 - digits(last)
	name := job.Name
	if len(name) <= room && isHostNameStart(name) {
		return
	}
	at := p.Child("name")
	if over := len(name) - room; over > 0 {
		r.Invalid(nameWithoutRoomForIndex, &at, name,
			"with "+words.Itoa(*job.Spec.Completions)+" indexes the name may have "+words.Itoa(room)+" characters, it has "+words.Itoa(len(name))+": pods are named NAME-INDEX", "shorten it by "+words.Itoa(over))
		return
	}
	r.Invalid(nameWithoutRoomForIndex, &at, name,
		"the name "+words.Quoted(name)+" of an Indexed Job becomes the host name of its pods and may have no . in it: lower case letters, digits and - only", "write - where . stands")
}

// isHostNameStart reports whether name followed by "-0" is a DNS label, its length aside.
func isHostNameStart(name string) bool {
	if name == "" || name[0] == '-' {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

func digits(n int32) int {
	count := 1
	for ; n >= 10; n /= 10 {
		count++
	}
	return count
}
