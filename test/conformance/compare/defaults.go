package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// DefaultsDifference says how our defaulted object differs from the API server's, one line a field.
func DefaultsDifference(q *oracle.Request, reply *oracle.Reply, t target.Version) (text string) {
	defer func() {
		if p := recover(); p != nil {
			text = fmt.Sprintf("we panic: %v", p)
		}
	}()
	if len(reply.Defaulted) == 0 {
		return ""
	}
	var object any
	if q.Kind == oracle.CronJob {
		var cronJob batchv1.CronJob
		if hasError(decode.FromJSON(q.Object).CronJob(&cronJob, t, fieldsOf(q))) {
			return "only we cannot read it"
		}
		defaults.SetCronJobFor(&cronJob, t, nil)
		object = &cronJob
	} else {
		var job batchv1.Job
		if hasError(decode.FromJSON(q.Object).Job(&job, t, fieldsOf(q))) {
			return "only we cannot read it"
		}
		defaults.SetJobFor(&job, t, nil)
		object = &job
	}
	data, err := json.Marshal(object)
	if err != nil {
		return "ours cannot be encoded: " + err.Error()
	}
	mine, err := generate.Decode(data)
	if err != nil {
		return "ours cannot be read: " + err.Error()
	}
	its, err := generate.Decode(reply.Defaulted)
	if err != nil {
		return "theirs cannot be read: " + err.Error()
	}
	return leaves(mine, its, "")
}

// leaves lists where two trees differ.
func leaves(mine, its any, at string) string {
	m, ok := mine.(map[string]any)
	o, both := its.(map[string]any)
	if ok && both {
		text := ""
		all := maps.Clone(m)
		maps.Copy(all, o)
		for _, k := range slices.Sorted(maps.Keys(all)) {
			text += leaves(m[k], o[k], at+"."+k)
		}
		return text
	}
	l, ok := mine.([]any)
	p, both := its.([]any)
	if ok && both && len(l) == len(p) {
		text := ""
		for i := range l {
			text += leaves(l[i], p[i], fmt.Sprintf("%s[%d]", at, i))
		}
		return text
	}
	if reflect.DeepEqual(mine, its) {
		return ""
	}
	return fmt.Sprintf("%s is %s, should be %s\n", at, short(mine), short(its))
}

func short(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(data) > 80 {
		return string(data[:80]) + "…"
	}
	return string(data)
}
