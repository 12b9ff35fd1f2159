package policy

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v3"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy/expr"
)

// celRule is a rule of the organisation's own, written in CEL.
type celRule struct {
	rule              string // its name in findings: celRules.NAME
	match             match  // empty: every object
	severity          finding.Severity
	mode              Mode // empty: that of the policy
	expression        *expr.Program
	message           string
	messageExpression *expr.Program // nil: message
}

// celNames are the keys of a rule.
var celNames = []string{"name", "expression", "message", "messageExpression", "severity", "mode", "match"}

// readCELRules reads the section celRules. The environment of CEL is made only where there is a rule.
func (r *reader) readCELRules(v value) []celRule {
	elements := r.elements(v)
	if len(elements) == 0 {
		return nil
	}
	env, err := expr.New(r.target)
	if err != nil {
		r.wrong(v, err.Error(), "")
		return nil
	}
	var all []celRule
	names := map[string]bool{}
	for _, e := range elements {
		c := celRule{severity: finding.Error}
		var expression, message, name value
		for _, m := range r.members(e) {
			switch m.name {
			case "name":
				name = m.value
				c.rule = "celRules." + r.text(m.value)
			case "expression":
				expression = m.value
			case "message":
				c.message = r.text(m.value)
			case "messageExpression":
				message = m.value
			case "severity":
				c.severity = finding.Severity(r.oneOf(m.value, string(finding.Error), string(finding.Warning), string(finding.Info)))
			case "mode":
				c.mode = Mode(r.oneOf(m.value, modes...))
			case "match":
				c.match = r.readMatch(m.value)
			default:
				r.unknown(m, celNames...)
			}
		}
		switch {
		case name.Node == nil:
			r.wrong(e, "the rule has no name", "write name, by which findings, comments and the baseline speak of it")
		case names[c.rule]:
			r.wrong(name, "the name is another rule's already", "give it one of its own")
		}
		names[c.rule] = true
		if expression.Node == nil {
			r.wrong(e, "the rule has no expression", "write expression: what must hold for the object")
			continue
		}
		kinds := c.match.kinds
		if len(kinds) == 0 {
			kinds = []string{kindJob, kindCronJob}
		}
		c.expression = r.compile(env, expression, expr.Bool, kinds)
		if message.Node != nil {
			c.messageExpression = r.compile(env, message, expr.String, kinds)
		}
		all = append(all, c)
	}
	return all
}

// compile reads an expression; nil where it is not possible, which it says at its line.
func (r *reader) compile(env *expr.Env, v value, want expr.Returns, kinds []string) *expr.Program {
	before := len(r.problems)
	text := r.text(v)
	if len(r.problems) > before {
		return nil
	}
	program, err := env.Compile(text, want, kinds...)
	if err == nil {
		return program
	}
	at, hint := r.resolved(v), ""
	var problem *expr.Problem
	if errors.As(err, &problem) && problem.Line > 0 {
		node := *at.Node
		if node.Style == yaml.LiteralStyle || node.Style == yaml.FoldedStyle {
			node.Line += problem.Line // a block begins on the line below its mark
			node.Column = 1
		}
		at.Node = &node
		hint = fmt.Sprintf("see line %d, column %d of the expression", problem.Line, problem.Column)
		if len(kinds) > 1 {
			hint += "; a rule that is for one kind says so: match: {kinds: [Job]}"
		}
	}
	r.wrong(at, err.Error(), hint)
	return nil
}

// readParams reads the section params, which expressions see under that name.
func (r *reader) readParams(v value) any {
	var params map[string]any
	if err := v.Decode(&params); err != nil {
		r.wrongType(r.resolved(v), "keys and values")
		return nil
	}
	return forCEL(params)
}

// forCEL turns whole numbers into those that CEL knows.
func forCEL(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			v[key] = forCEL(value)
		}
	case []any:
		for i, value := range v {
			v[i] = forCEL(value)
		}
	case int:
		return int64(v)
	}
	return v
}

// CheckExpressions returns what the organisation's own rules have against the object, a *batchv1.Job or
// *batchv1.CronJob with its defaults. A rule that cannot be decided, because the object lacks a field that its
// expression takes for granted, is one that does not hold. One that asks for the object's namespace is passed
// over where that is not known.
// Cost: the object is turned into maps once, where there is a rule for it.
func (e Effective) CheckExpressions(object runtime.Object) []finding.Finding {
	if e.set == nil || len(e.cel) == 0 {
		return nil
	}
	kind, meta := kindOf(object)
	var in *expr.Input
	var budget expr.Budget
	var found []finding.Finding
	for i := range e.cel {
		c := &e.cel[i]
		if !c.match.holds(kind, meta, e.request) || c.expression.Namespaced && e.request.NamespaceLabels == nil {
			continue
		}
		if in == nil {
			in = e.request.input(kind, meta, object, e.params)
		}
		value, err := c.expression.Eval(in, &budget)
		if err == nil && value == true {
			continue
		}
		found = append(found, e.celFinding(c, in, &budget, err))
	}
	return found
}

// celFinding is the finding of a rule that does not hold. err says that it could not be decided, and why.
func (e Effective) celFinding(c *celRule, in *expr.Input, budget *expr.Budget, err error) finding.Finding {
	f := finding.Finding{Rule: c.rule, Severity: c.severity, Origin: finding.Policy, Type: string(causeInvalid), Message: c.message}
	if err != nil {
		f.Message = "the rule cannot be decided for this object: " + err.Error()
		f.Hint = "mend the object, or ask in the rule whether the field is there: has(…)"
	} else if c.messageExpression != nil {
		if text, failed := c.messageExpression.Eval(in, budget); failed == nil {
			if text, is := text.(string); is && text != "" {
				f.Message = text
			}
		}
	}
	if f.Message == "" {
		f.Message = "a rule of the policy does not hold: " + c.rule
	}
	mode := c.mode
	if mode == "" {
		mode = e.set.mode
	}
	if f.Severity == finding.Error {
		f.Severity = mode.severity()
	}
	f.AuditOnly = mode == Audit
	return f
}

func kindOf(object runtime.Object) (string, *metav1.ObjectMeta) {
	if cronJob, is := object.(*batchv1.CronJob); is {
		return kindCronJob, &cronJob.ObjectMeta
	}
	job, is := object.(*batchv1.Job)
	if !is {
		return "", new(metav1.ObjectMeta)
	}
	return kindJob, &job.ObjectMeta
}

// Input is what expressions see of the request about the object, a *batchv1.Job or *batchv1.CronJob.
func (r *Request) Input(object runtime.Object, params any) *expr.Input {
	kind, meta := kindOf(object)
	return r.input(kind, meta, object, params)
}

// input is what expressions see of the request.
func (r *Request) input(kind string, meta *metav1.ObjectMeta, object runtime.Object, params any) *expr.Input {
	name := meta.Name
	if name == "" {
		name = meta.GenerateName
	}
	operation := r.Operation
	if operation == "" {
		operation = "CREATE"
	}
	groups := make([]any, len(r.Groups))
	for i, group := range r.Groups {
		groups[i] = group
	}
	gvk := map[string]any{"group": batchv1.GroupName, "version": "v1", "kind": kind}
	plural := map[string]any{"group": batchv1.GroupName, "version": "v1", "resource": resources[kind]}
	in := &expr.Input{
		Object: mapOf(kind, object), Params: params,
		Request: map[string]any{
			"kind": gvk, "resource": plural, "requestKind": gvk, "requestResource": plural, "subResource": "", "requestSubResource": "",
			"name": name, "namespace": r.Namespace, "operation": operation, "dryRun": r.DryRun,
			"userInfo": map[string]any{"username": r.User, "uid": "", "groups": groups, "extra": map[string]any{}},
		},
	}
	if r.Old != nil {
		in.OldObject = mapOf(kind, r.Old)
	}
	if r.NamespaceLabels != nil {
		labels := make(map[string]any, len(r.NamespaceLabels))
		for key, value := range r.NamespaceLabels {
			labels[key] = value
		}
		in.Namespace = map[string]any{"metadata": map[string]any{"name": r.Namespace, "labels": labels}}
	}
	return in
}

var resources = map[string]string{kindJob: "jobs", kindCronJob: "cronjobs"}

// mapOf is the object as JSON has it.
func mapOf(kind string, object runtime.Object) map[string]any {
	fields, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		return map[string]any{} // an API type always can
	}
	fields["apiVersion"], fields["kind"] = batchv1.SchemeGroupVersion.String(), kind
	return fields
}
