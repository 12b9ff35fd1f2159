package policy

import (
	"fmt"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// checkDefaults refuses defaults that can never be valid: those that make a good Job or CronJob a bad one
// to the API server, and those that the policy's own limits do not let through.
func (r *reader) checkDefaults(p *Policy, t target.Version) {
	r.checkSetDefaults(&p.base, p.base.defaults, t)
	for i := range p.overrides {
		merged := p.base.over(&p.overrides[i].set)
		r.checkSetDefaults(&merged, p.overrides[i].set.defaults, t)
	}
}

// checkSetDefaults tries the defaults that were written, one at a time, beside the limits of the set.
func (r *reader) checkSetDefaults(s *set, written *[defaultCount]*setting, t target.Version) {
	for id, d := range written {
		if d == nil || d.none {
			continue
		}
		alone := set{mode: s.mode, limits: s.limits, defaults: new([defaultCount]*setting)}
		alone.defaults[id] = d
		r.tryDefault(&alone, d, t)
	}
	requests, limits := s.defaults[defaultRequests], s.defaults[defaultLimits]
	if requests == nil || limits == nil {
		return
	}
	for name, request := range requests.amounts {
		if limit, both := limits.amounts[name]; both && request.Cmp(limit) > 0 {
			r.wrong(requests.at, fmt.Sprintf("the request of %s, %s, is above the limit %s that %s sets", name, &request, &limit, limits.rule), "lower it")
		}
	}
}

// tryDefault puts the one default of the set into a Job and a CronJob that are good without it.
func (r *reader) tryDefault(s *set, d *setting, t target.Version) {
	serverWroteAll := func(string) bool { return true }
	e := Effective{set: s, request: Request{NamespaceLabels: namespaceLabelsFor(d)}}

	cronJob := sampleCronJob()
	defaults.SetCronJobFor(cronJob, t, nil)
	var record defaults.Record
	var errs field.ErrorList
	e.DefaultCronJob(cronJob, serverWroteAll, &record, func(c *batchv1.CronJob) field.ErrorList {
		errs = validation.ValidateCronJob(c, t)
		return nil // the default stays, so that what is wrong with it can be told
	}) // asked once, of the CronJob with the default
	if len(record.All()) > 0 && len(errs) > 0 {
		r.impossible(d, errs)
		return
	}
	for _, breach := range e.CheckCronJob(cronJob) {
		if breach.Type != string(causeRequired) && limitIsAbout(breach.Rule, d.rule) {
			r.wrong(d.at, "the policy itself does not allow this: "+breach.Message, "change it, or "+breach.Rule)
		}
	}

	job := sampleJob()
	defaults.SetJobFor(job, t, nil)
	e.DefaultJob(job, serverWroteAll, &record, func(j *batchv1.Job) field.ErrorList {
		errs = validation.ValidateJob(j, t)
		return nil
	})
	r.impossible(d, errs)
}

func (r *reader) impossible(d *setting, errs field.ErrorList) {
	if len(errs) == 0 {
		return
	}
	message, hint, _ := strings.Cut(errs[0].Detail, "\n")
	r.wrong(d.at, "this default can never be valid: "+message, hint)
}

// limitIsAbout reports whether a limit is about what a default sets: they have the same name, wherever each
// stands.
func limitIsAbout(limitRule, defaultRule string) bool {
	_, limited, _ := strings.Cut(limitRule, "limits.")
	_, set, _ := strings.Cut(defaultRule, "defaults.")
	limited, _, _ = strings.Cut(limited, "[")
	return limited == set
}

// namespaceLabelsFor has what a default takes from the namespace.
func namespaceLabelsFor(d *setting) map[string]string {
	labels := map[string]string{}
	for _, p := range d.pairs {
		if p.fromNamespaceLabel != "" {
			labels[p.fromNamespaceLabel] = "a"
		}
	}
	return labels
}

// sampleJob is a Job that nothing is wrong with, of which only what must be is written.
func sampleJob() *batchv1.Job {
	labels := map[string]string{"a": "b"}
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "a", Namespace: "a", UID: "a"},
		Spec: batchv1.JobSpec{
			ManualSelector: new(true), Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: samplePod()},
		},
	}
}

func sampleCronJob() *batchv1.CronJob {
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: "a", Namespace: "a", UID: "a"},
		Spec:       batchv1.CronJobSpec{Schedule: "0 0 * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: samplePod()}}}},
	}
}

func samplePod() corev1.PodSpec {
	return corev1.PodSpec{RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "a", Image: "a:1"}}}
}
