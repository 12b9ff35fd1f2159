package vap

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/policy/expr"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// document is a document of the folder with its place.
type document struct {
	file string
	manifest.Document
	json []byte
}

// Read reads all manifests of a folder, or of one file. Policies that are not about Jobs or CronJobs are passed
// over. notes tell what of the rest has no effect here. The error tells all that is wrong, each with its file,
// line and key.
func Read(path string, version target.Version) (set *Set, notes []string, err error) {
	documents, err := documents(path)
	if err != nil {
		return nil, nil, err
	}
	r := reader{version: version, set: &Set{namespaces: map[string]*metav1.ObjectMeta{}}}
	for _, d := range documents {
		r.document(d)
	}
	r.bind()
	if len(r.problems) > 0 {
		return nil, nil, errors.Join(r.problems...)
	}
	return r.set, r.notes, nil
}

func documents(path string) ([]document, error) {
	files, problems := manifest.Files([]string{path}, manifest.Selection{})
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	var all []document
	for _, file := range files {
		data, err := file.Read(nil)
		if err != nil {
			return nil, err
		}
		parts, err := manifest.Split(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name, err)
		}
		for _, part := range parts {
			json, _, err := decode.ToJSON(part)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file.Name, part.Line, err)
			}
			all = append(all, document{file.Name, part, json})
		}
	}
	return all, nil
}

// reader collects the documents, and what is wrong with them.
type reader struct {
	version  target.Version
	env      *expr.Env // made for the first expression
	set      *Set
	bindings []*admissionv1.ValidatingAdmissionPolicyBinding
	others   []string // policies that are not about Jobs
	notes    []string
	problems []error
}

const group = "admissionregistration.k8s.io/"

func (r *reader) document(d document) {
	var h struct {
		metav1.TypeMeta   `json:",inline"`
		metav1.ObjectMeta `json:"metadata"`
	}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(d.json, &h); err != nil || h.Kind == "" {
		return // nothing of Kubernetes
	}
	switch {
	case strings.HasPrefix(h.APIVersion, group) && h.Kind == "ValidatingAdmissionPolicy":
		var p admissionv1.ValidatingAdmissionPolicy
		if r.decode(d, &p) {
			r.policy(d, &p)
		}
	case strings.HasPrefix(h.APIVersion, group) && h.Kind == "ValidatingAdmissionPolicyBinding":
		var b admissionv1.ValidatingAdmissionPolicyBinding
		if r.decode(d, &b) {
			r.bindings = append(r.bindings, &b)
		}
	default:
		o := object{apiVersion: h.APIVersion, kind: h.Kind, meta: h.ObjectMeta, content: map[string]any{}}
		if kjson.UnmarshalCaseSensitivePreserveInts(d.json, &o.content) == nil {
			r.set.objects = append(r.set.objects, o)
		}
		if h.APIVersion == "v1" && h.Kind == "Namespace" {
			r.set.namespaces[h.Name] = &o.meta
		}
	}
}

// decode reads a document strictly: a misspelt key would be a policy that asks for nothing.
func (r *reader) decode(d document, into any) bool {
	strict, err := kjson.UnmarshalStrict(d.json, into)
	if err == nil && len(strict) == 0 {
		return true
	}
	for _, problem := range append(strict, err) {
		if problem != nil {
			r.problems = append(r.problems, fmt.Errorf("%s:%d: %w", d.file, d.Line, problem))
		}
	}
	return false
}

// wrong says what is wrong with a field, at its line.
func (r *reader) wrong(d document, key string, err error) {
	at := manifest.NewPositions(d.Document).Find("", key, manifest.AimValue)
	r.problems = append(r.problems, fmt.Errorf("%s:%d:%d: %s: %w", d.file, at.Line, at.Column, key, err))
}

func (r *reader) policy(d document, p *admissionv1.ValidatingAdmissionPolicy) {
	c := &compiled{
		name: p.Name, constraints: p.Spec.MatchConstraints, paramKind: p.Spec.ParamKind,
		ignoreFails: p.Spec.FailurePolicy != nil && *p.Spec.FailurePolicy == admissionv1.Ignore,
	}
	if !aboutJobs(c.constraints) {
		r.others = append(r.others, p.Name)
		return
	}
	if asksAuthorizer(p) {
		r.others = append(r.others, p.Name)
		r.notes = append(r.notes, fmt.Sprintf("%s: policy %s asks the API server's authorizer, and is passed over: there is none here", d.file, p.Name))
		return
	}
	if len(p.Spec.Validations) == 0 {
		r.notes = append(r.notes, fmt.Sprintf("%s: policy %s has no validations", d.file, p.Name))
	}
	compile := func(key, text string, want expr.Returns) *expr.Program {
		program := r.compile(d, key, text, want)
		c.namespaced = c.namespaced || program != nil && program.Namespaced
		return program
	}
	for i, v := range p.Spec.Variables {
		c.variables = append(c.variables, expr.Variable{Name: v.Name, Program: compile(fmt.Sprintf("spec.variables[%d].expression", i), v.Expression, expr.Any)})
	}
	for i, m := range p.Spec.MatchConditions {
		c.conditions = append(c.conditions, compile(fmt.Sprintf("spec.matchConditions[%d].expression", i), m.Expression, expr.Bool))
	}
	for i, v := range p.Spec.Validations {
		one := validation{text: v.Expression, message: v.Message, expression: compile(fmt.Sprintf("spec.validations[%d].expression", i), v.Expression, expr.Bool)}
		if v.MessageExpression != "" {
			one.messageExpression = compile(fmt.Sprintf("spec.validations[%d].messageExpression", i), v.MessageExpression, expr.String)
		}
		c.validations = append(c.validations, one)
	}
	r.set.policies = append(r.set.policies, c)
}

func (r *reader) compile(d document, key, text string, want expr.Returns) *expr.Program {
	if r.env == nil {
		env, err := expr.New(r.version)
		if err != nil {
			r.wrong(d, key, err)
			return nil
		}
		r.env = env
	}
	program, err := r.env.Compile(text, want)
	if err != nil {
		r.wrong(d, key, err)
	}
	return program
}

// aboutJobs reports whether a rule is about the creation of Jobs or CronJobs.
func aboutJobs(m *admissionv1.MatchResources) bool {
	return m != nil && slices.ContainsFunc(m.ResourceRules, func(rule admissionv1.NamedRuleWithOperations) bool {
		rule.ResourceNames = nil
		return matchesRule(rule, "jobs", "") || matchesRule(rule, "cronjobs", "")
	})
}

func asksAuthorizer(p *admissionv1.ValidatingAdmissionPolicy) bool {
	asks := func(text string) bool { return strings.Contains(text, "authorizer.") }
	return slices.ContainsFunc(p.Spec.Validations, func(v admissionv1.Validation) bool { return asks(v.Expression) || asks(v.MessageExpression) }) ||
		slices.ContainsFunc(p.Spec.Variables, func(v admissionv1.Variable) bool { return asks(v.Expression) }) ||
		slices.ContainsFunc(p.Spec.MatchConditions, func(m admissionv1.MatchCondition) bool { return asks(m.Expression) })
}

// bind brings bindings to their policies: without one a policy is not in force.
func (r *reader) bind() {
	for _, b := range r.bindings {
		i := slices.IndexFunc(r.set.policies, func(p *compiled) bool { return p.name == b.Spec.PolicyName })
		switch {
		case i >= 0:
			r.set.policies[i].bindings = append(r.set.policies[i].bindings, b)
		case !slices.Contains(r.others, b.Spec.PolicyName):
			r.notes = append(r.notes, fmt.Sprintf("binding %s: there is no policy %s in the folder", b.Name, b.Spec.PolicyName))
		}
	}
	for _, p := range r.set.policies {
		if len(p.bindings) == 0 {
			r.notes = append(r.notes, fmt.Sprintf("policy %s has no binding, and so no effect", p.name))
		}
	}
}
