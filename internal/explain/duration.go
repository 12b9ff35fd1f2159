package explain

import (
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

// The Job controller's waits before a retry: the first, and the longest they are doubled to.
const (
	firstWait   = 10 * time.Second
	longestWait = 10 * time.Minute
)

// waits returns how long a Job waits in all before n retries that fail one after the other.
func waits(n int64) time.Duration {
	var sum time.Duration
	wait := firstWait
	for i := range n {
		if wait >= longestWait {
			return sum + time.Duration(n-i)*longestWait
		}
		sum += wait
		wait *= 2
	}
	return sum
}

// manyRetries is from how many on a sum of waits says nothing any more.
const manyRetries = 10_000

// duration tells how long it takes at most, and how much of that is waiting.
func duration(spec *batchv1.JobSpec) []string {
	var lines []string
	if deadline := spec.ActiveDeadlineSeconds; deadline != nil {
		lines = append(lines, "ended and failed after "+seconds(*deadline)+" whatever it does (activeDeadlineSeconds)")
	} else {
		lines = append(lines, "no deadline: a pod that hangs holds it for ever (activeDeadlineSeconds is not set)")
	}
	if deadline := spec.Template.Spec.ActiveDeadlineSeconds; deadline != nil {
		lines = append(lines, "each pod is ended after "+seconds(*deadline)+" and counts as failed (the template's activeDeadlineSeconds)")
	}
	limit, whose := int64(value(spec.BackoffLimit, defaultBackoffLimit)), ""
	if spec.BackoffLimitPerIndex != nil && isIndexed(spec) {
		limit, whose = int64(*spec.BackoffLimitPerIndex), " of one index"
	}
	switch {
	case restartsInPlace(spec):
		lines = append(lines, "a container that fails waits before it is restarted in its pod: 10s, doubled to 5m at most")
	case limit == 0:
	case limit > manyRetries:
		lines = append(lines, "retries"+whose+" wait 10s, 20s, 40s … 10m each")
	default:
		lines = append(lines, retries(limit)+whose+" in a row: "+span(waits(limit))+" of waiting beside the run time (10s, doubled to 10m at most)")
	}
	return lines
}

func number[I int32 | int64](n I) string { return strconv.FormatInt(int64(n), 10) }
