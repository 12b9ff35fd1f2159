package podtemplate

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	containerRestartForbidden check.ID = "container-restart-policy-forbidden"
	containerRestartUnknown   check.ID = "container-restart-policy-unknown"
	containerRestartMissing   check.ID = "container-restart-policy-missing"
	restartRulesOnSidecar     check.ID = "restart-rules-on-sidecar"
	restartRulesTooMany       check.ID = "restart-rules-too-many"
	restartRuleAction         check.ID = "restart-rule-action-unknown"
	restartRuleCodesMissing   check.ID = "restart-rule-exit-codes-missing"
	restartRuleOperator       check.ID = "restart-rule-operator-unknown"
	restartRuleCodesTooMany   check.ID = "restart-rule-exit-codes-too-many"

	maxRestartRules     = 20
	maxRestartExitCodes = 255
)

// keepsRestartRules: the fields came with 1.34, with a gate that drops them.
func keepsRestartRules(r *check.Report, opts *Options) bool {
	return r.Target.Since(34) && (r.Target.Enabled(target.ContainerRestartRules) || opts.KeepRestartRules)
}

func allowsRestartAll(r *check.Report, opts *Options) bool {
	return r.Target.Since(35) && (r.Target.Enabled(target.RestartAllContainersOnContainerExits) || opts.KeepRestartAllContainers)
}

// restartPolicy is about a regular container's own restartPolicy.
//
// Parity: core validateContainers, validateContainerRestartPolicy. Until 1.33 regular containers have none.
func restartPolicy(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	switch {
	case keepsRestartRules(r, opts):
		restartRules(r, p, c, opts)
	case !r.Target.Since(34) && c.RestartPolicy != nil:
		at := p.Child("restartPolicy")
		r.Forbidden(containerRestartForbidden, &at, "only init containers have a restartPolicy of their own in Kubernetes "+r.Target.String(), "remove it: the pod's restartPolicy holds")
	}
}

// initRestartPolicy is about an init container's own restartPolicy: Always makes it a sidecar.
//
// Parity: core validateInitContainerRestartPolicy.
func initRestartPolicy(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	if !keepsRestartRules(r, opts) {
		// From 1.34 on everything but Always is dropped with the gate.
		if c.RestartPolicy == nil || r.Target.Since(34) || *c.RestartPolicy == corev1.ContainerRestartPolicyAlways ||
			!r.Target.Enabled(target.SidecarContainers) && !opts.KeepSidecars {
			return
		}
		at := p.Child("restartPolicy")
		r.NotSupported(containerRestartUnknown, &at, *c.RestartPolicy, "an init container's restartPolicy is "+words.Quoted(*c.RestartPolicy)+
			"; Kubernetes "+r.Target.String()+" knows only Always there", "write Always for a sidecar, or remove it")
		return
	}
	switch {
	case c.RestartPolicy == nil:
		// 1.34 did not look at rules without a policy on init containers.
		if len(c.RestartPolicyRules) > 0 && r.Target.Since(35) {
			missingRestartPolicy(r, p)
		}
	case *c.RestartPolicy == corev1.ContainerRestartPolicyAlways && !allowsRestartAll(r, opts):
		if len(c.RestartPolicyRules) > 0 {
			at := p.Child("restartPolicyRules")
			r.Forbidden(restartRulesOnSidecar, &at, "a sidecar (restartPolicy Always) cannot have restartPolicyRules", "remove the rules")
		}
	default:
		restartRules(r, p, c, opts)
	}
}

func missingRestartPolicy(r *check.Report, p *check.Path) {
	at := p.Child("restartPolicy")
	r.Required(containerRestartMissing, &at, "restartPolicyRules need a restartPolicy beside them", "write Never or OnFailure for exits that no rule matches")
}

func restartRules(r *check.Report, p *check.Path, c *corev1.Container, opts *Options) {
	if c.RestartPolicy == nil {
		if len(c.RestartPolicyRules) == 0 {
			return
		}
		missingRestartPolicy(r, p)
	} else {
		switch *c.RestartPolicy {
		case corev1.ContainerRestartPolicyAlways, corev1.ContainerRestartPolicyNever, corev1.ContainerRestartPolicyOnFailure:
		default:
			at := p.Child("restartPolicy")
			r.NotSupported(containerRestartUnknown, &at, *c.RestartPolicy, "the container's restartPolicy is "+words.Quoted(*c.RestartPolicy),
				words.OneOf(*c.RestartPolicy, corev1.ContainerRestartPolicyNever, corev1.ContainerRestartPolicyOnFailure, corev1.ContainerRestartPolicyAlways))
		}
	}
	list := p.Child("restartPolicyRules")
	if n := len(c.RestartPolicyRules); n > maxRestartRules {
		tooManyRestart(r, restartRulesTooMany, &list, n, "there are "+words.Itoa(n)+" restart rules; at most "+words.Itoa(maxRestartRules)+" are possible")
	}
	for i := range c.RestartPolicyRules {
		at := list.Index(i)
		restartRule(r, &at, &c.RestartPolicyRules[i], opts)
	}
}

func restartRule(r *check.Report, p *check.Path, rule *corev1.ContainerRestartRule, opts *Options) {
	all := allowsRestartAll(r, opts)
	if rule.Action != corev1.ContainerRestartRuleActionRestart && (!all || rule.Action != corev1.ContainerRestartRuleActionRestartAllContainers) {
		at := p.Child("action")
		hint := "write Restart"
		if all {
			hint = words.OneOf(rule.Action, corev1.ContainerRestartRuleActionRestart, corev1.ContainerRestartRuleActionRestartAllContainers)
		}
		r.NotSupported(restartRuleAction, &at, rule.Action, "action is "+words.Quoted(rule.Action), hint)
	}
	codes := p.Child("exitCodes")
	if rule.ExitCodes == nil {
		r.Required(restartRuleCodesMissing, &codes, "the restart rule says nothing of exit codes", "write exitCodes with an operator and values")
		return
	}
	switch rule.ExitCodes.Operator {
	case corev1.ContainerRestartRuleOnExitCodesOpIn, corev1.ContainerRestartRuleOnExitCodesOpNotIn:
	default:
		at := codes.Child("operator")
		r.NotSupported(restartRuleOperator, &at, rule.ExitCodes.Operator, "operator is "+words.Quoted(rule.ExitCodes.Operator),
			words.OneOf(rule.ExitCodes.Operator, corev1.ContainerRestartRuleOnExitCodesOpIn, corev1.ContainerRestartRuleOnExitCodesOpNotIn))
	}
	if n := len(rule.ExitCodes.Values); n > maxRestartExitCodes {
		at := codes.Child("values")
		tooManyRestart(r, restartRuleCodesTooMany, &at, n, "the rule lists "+words.Itoa(n)+" exit codes; at most "+words.Itoa(maxRestartExitCodes)+" are possible")
	}
}

// tooManyRestart: 1.34 and 1.35 call a list that is too long TooLong.
func tooManyRestart(r *check.Report, id check.ID, at *check.Path, n int, message string) {
	kind := field.ErrorTypeTooMany
	if !r.Target.Since(36) {
		kind = field.ErrorTypeTooLong
	}
	r.Add(id, kind, at, n, message, "")
}
