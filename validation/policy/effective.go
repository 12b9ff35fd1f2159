package policy

import (
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// Effective is what a policy asks of one object: overrides are laid over it, exemptions are looked at. The
// zero value asks for nothing.
type Effective struct {
	set     *set
	request Request
	cel     []celRule
	params  any
	allow   allowances
	quiet   bool
	replace bool
}

// ForJob is what the policy asks of a Job.
func (p *Policy) ForJob(job *batchv1.Job, request Request) Effective {
	return p.effective(kindJob, &job.ObjectMeta, request)
}

// ForCronJob is what the policy asks of a CronJob.
func (p *Policy) ForCronJob(cronJob *batchv1.CronJob, request Request) Effective {
	return p.effective(kindCronJob, &cronJob.ObjectMeta, request)
}

// Cost: allocates only where an override holds.
func (p *Policy) effective(kind string, meta *metav1.ObjectMeta, request Request) Effective {
	if p == nil {
		return Effective{}
	}
	if request.Namespace == "" {
		request.Namespace = meta.Namespace
	}
	if p.exemptions.hold(request) {
		return Effective{}
	}
	e := Effective{set: &p.base, request: request, cel: p.cel, params: p.params, allow: p.allow, quiet: p.quiet, replace: p.replace}
	for i := range p.overrides {
		if o := &p.overrides[i]; o.match.holds(kind, meta, request) {
			merged := e.set.over(&o.set)
			e.set = &merged
		}
	}
	return e
}

// Holds reports whether the policy asks anything of the object.
func (e Effective) Holds() bool { return e.set != nil }

// MayIgnore reports whether the author of the object may ask away what the policy says of it.
func (e Effective) MayIgnore() bool { return e.set != nil && e.allow.ignore }

// Quiet reports whether the author is not to be told what defaults were set.
func (e Effective) Quiet() bool { return e.quiet }

// Rules returns the rules at the severities that the policy gives them.
func (e Effective) Rules() rules.Set {
	if e.set == nil {
		return rules.Set{}
	}
	return e.set.severity
}

// Judge makes findings of rules the organisation's own where the policy names the rule an error: they are
// then refused, warned of or audited as its mode says. It changes the findings in place.
func (e Effective) Judge(findings []finding.Finding) {
	if e.set == nil || len(e.set.rules) == 0 {
		return
	}
	for i := range findings {
		f := &findings[i]
		setting, named := e.set.rules[f.Rule]
		if !named || f.Origin != finding.Advice {
			continue
		}
		mode := setting.mode
		if mode == "" {
			mode = e.set.mode
		}
		if f.Severity == finding.Error {
			f.Origin, f.Type = finding.Policy, string(metav1.CauseTypeFieldValueInvalid)
			f.Severity = mode.severity()
		}
		if mode == Audit {
			f.AuditOnly, f.Severity = true, finding.Info
		}
	}
}

// severity is that of what a policy does not want.
func (m Mode) severity() finding.Severity {
	switch m {
	case Warn:
		return finding.Warning
	case Audit:
		return finding.Info
	default:
		return finding.Error
	}
}
