package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var serverFieldsWritten = rule{
	name: "server-fields-written", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		if !s.manifest {
			return nil
		}
		first, all := "", ""
		for _, f := range [...]struct {
			name    string
			written bool
		}{
			{"metadata.uid", s.meta.UID != ""},
			{"metadata.resourceVersion", s.meta.ResourceVersion != ""},
			{"metadata.creationTimestamp", !s.meta.CreationTimestamp.IsZero()},
			{"metadata.managedFields", len(s.meta.ManagedFields) > 0},
			{"status", s.hasStatus()},
		} {
			switch {
			case !f.written:
			case first == "":
				first, all = f.name, f.name
			default:
				all += ", " + f.name
			}
		}
		if first == "" {
			return nil
		}
		var edits []finding.Edit
		for field := range strings.SplitSeq(all, ", ") {
			edits = append(edits, finding.Edit{Op: finding.Remove, Field: field})
		}
		return mend(say(first,
			"the server writes these fields, and this manifest was probably copied from a live object: "+all,
			"remove them; `kubectl get -o yaml` shows what is stored, not what to apply"),
			finding.Fix{Title: "remove the fields that the server writes", Safe: true, Edits: edits})
	},
}

func (s *subject) hasStatus() bool {
	if s.cronJob != nil {
		status := &s.cronJob.Status
		return len(status.Active) > 0 || status.LastScheduleTime != nil || status.LastSuccessfulTime != nil
	}
	status := &s.job.Status
	return len(status.Conditions) > 0 || status.StartTime != nil || status.CompletionTime != nil ||
		status.Active != 0 || status.Succeeded != 0 || status.Failed != 0 || status.UncountedTerminatedPods != nil
}
