package policy

import (
	"fmt"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// SkipAnnotation asks for an object to be left as it is: "true" for all defaults of the policy, or the names
// of some with commas between. It holds only where the policy allows it.
const SkipAnnotation = "jobvalidate.dev/skip-defaults"

// Author tells what the author of an object wrote, of the fields that the API server fills in: it reports
// whether the value at the JSON pointer is known to be the API server's.
type Author func(pointer string) (byServer bool)

// DefaultJob sets the policy's defaults in the job, in place, where nothing is written, and notes them in the
// record. The job has the API server's defaults already. errorsOf is the API server's verdict on a Job, which
// it leaves as it is: a default that would add an error is left out, and a finding tells so.
func (e Effective) DefaultJob(job *batchv1.Job, author Author, record *defaults.Record, errorsOf func(*batchv1.Job) field.ErrorList) []finding.Finding {
	return applyAll(e, job, &job.ObjectMeta, author, record, errorsOf, func(job *batchv1.Job, a *applier) {
		a.meta, a.job, a.jobAt = &job.ObjectMeta, &job.Spec, "/spec"
	})
}

// DefaultCronJob is DefaultJob for a CronJob and the Jobs that it makes.
func (e Effective) DefaultCronJob(cronJob *batchv1.CronJob, author Author, record *defaults.Record, errorsOf func(*batchv1.CronJob) field.ErrorList) []finding.Finding {
	return applyAll(e, cronJob, &cronJob.ObjectMeta, author, record, errorsOf, func(cronJob *batchv1.CronJob, a *applier) {
		a.meta, a.cron = &cronJob.ObjectMeta, &cronJob.Spec
		a.job, a.jobAt = &cronJob.Spec.JobTemplate.Spec, "/spec/jobTemplate/spec"
	})
}

// applier sets defaults in one object.
type applier struct {
	meta    *metav1.ObjectMeta
	cron    *batchv1.CronJobSpec // nil for a Job
	job     *batchv1.JobSpec
	jobAt   string // its JSON pointer
	author  Author
	replace bool              // a value that the API server may have put counts as left out
	labels  map[string]string // of the namespace
	record  defaults.Record
	left    []finding.Finding
}

// set notes what was set at a JSON pointer.
func (a *applier) set(pointer string, value any) { a.record.Add(pointer, value) }

func (a *applier) pod() *corev1.PodSpec { return &a.job.Template.Spec }

func (a *applier) podAt() string { return a.jobAt + "/template/spec" }

// open reports whether a default may go where a value stands that the API server puts there too.
func (a *applier) open(isServers bool, pointer string) bool {
	return isServers && (a.replace || a.author != nil && a.author(pointer))
}

// leave tells that a default was not set, and why.
func (a *applier) leave(s *setting, pointer, why string) {
	a.left = append(a.left, finding.Finding{
		Rule: s.rule, Severity: finding.Warning, Origin: finding.Policy, Field: FieldOf(pointer),
		Message: "the policy's default was left out: " + why, Hint: "write the field yourself",
	})
}

// FieldOf spells a JSON pointer as the API server spells fields; the pointer to the whole object is "".
func FieldOf(pointer string) string {
	if pointer == "" {
		return ""
	}
	var b strings.Builder
	for token := range strings.SplitSeq(pointer[1:], "/") {
		name := strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if name == "" || name[0] >= '0' && name[0] <= '9' || strings.ContainsAny(name, "./") {
			b.WriteString("[" + name + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(name)
	}
	return b.String()
}

// applyAll sets all defaults at once; only where that makes an error it tries them one after another.
func applyAll[T any, P interface {
	*T
	DeepCopy() *T
}](e Effective, object P, meta *metav1.ObjectMeta, author Author, record *defaults.Record, errorsOf func(P) field.ErrorList, into func(P, *applier)) []finding.Finding {
	if e.set == nil || !e.set.hasDefaults() {
		return nil
	}
	skip, left := e.skipped(meta)
	if skip == "true" {
		return left
	}
	work := P(object.DeepCopy())
	all := newApplier(work, e, author, into)
	for id, s := range e.set.defaults {
		if s != nil && !s.none && !skips(skip, defaultTable[id].name) {
			defaultTable[id].apply(all, s)
		}
	}
	if len(all.record.All()) == 0 {
		return append(left, all.left...)
	}
	var before field.ErrorList
	after := errorsOf(work)
	if len(after) > 0 { // whose are they?
		before = errorsOf(object)
	}
	if added(before, after) == nil {
		*object = *work
		record.Append(&all.record)
		return append(left, all.left...)
	}
	work = P(object.DeepCopy())
	for id, s := range e.set.defaults {
		if s == nil || s.none || skips(skip, defaultTable[id].name) {
			continue
		}
		trial := P(work.DeepCopy())
		a := newApplier(trial, e, author, into)
		defaultTable[id].apply(a, s)
		left = append(left, a.left...)
		if len(a.record.All()) == 0 {
			continue
		}
		after := errorsOf(trial)
		if wrong := added(before, after); wrong != nil {
			message, _, _ := strings.Cut(wrong.Detail, "\n")
			a.leave(s, a.record.All()[0].Pointer, fmt.Sprintf("%s would be wrong: %s", wrong.Field, message))
			left = append(left, a.left[len(a.left)-1])
			continue
		}
		work, before = trial, after
		record.Append(&a.record)
	}
	*object = *work
	return left
}

func newApplier[P any](object P, e Effective, author Author, into func(P, *applier)) *applier {
	a := &applier{author: author, replace: e.replace, labels: e.request.NamespaceLabels}
	into(object, a)
	return a
}

// added returns the first error that stands in after and not in before, nil where there is none.
func added(before, after field.ErrorList) *field.Error {
	for _, err := range after {
		if !slices.ContainsFunc(before, func(b *field.Error) bool { return b.Type == err.Type && b.Field == err.Field && b.Origin == err.Origin }) {
			return err
		}
	}
	return nil
}

// skipped is what the object's annotation asks for, where the policy allows it.
func (e Effective) skipped(meta *metav1.ObjectMeta) (string, []finding.Finding) {
	asked, there := meta.Annotations[SkipAnnotation]
	switch {
	case !there || asked == "" || asked == "false":
		return "", nil
	case !e.allow.skipDefaults:
		return "", []finding.Finding{{
			Rule: "allow.skipDefaults", Severity: finding.Warning, Origin: finding.Policy, Field: "metadata.annotations[" + SkipAnnotation + "]",
			Message: "the policy does not let an object skip its defaults", Hint: "remove the annotation",
		}}
	}
	return asked, nil
}

func skips(asked, name string) bool {
	for part := range strings.SplitSeq(asked, ",") {
		if strings.TrimSpace(part) == name {
			return true
		}
	}
	return false
}

func (s *set) hasDefaults() bool {
	return slices.ContainsFunc(s.defaults[:], func(s *setting) bool { return s != nil && !s.none })
}
