// Package vap asks the ValidatingAdmissionPolicies of a folder about Jobs and CronJobs, offline: what a cluster
// with these manifests would say.
package vap

import (
	"fmt"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/policy/expr"
)

// Set are the policies of a folder that are about Jobs or CronJobs, with their bindings. It is immutable. A nil
// Set asks for nothing.
type Set struct {
	policies   []*compiled
	objects    []object // what may be the parameters of a policy
	namespaces map[string]*metav1.ObjectMeta
}

// compiled is a policy that can be asked.
type compiled struct {
	name        string
	constraints *admissionv1.MatchResources
	conditions  []*expr.Program
	variables   []expr.Variable
	validations []validation
	paramKind   *admissionv1.ParamKind
	ignoreFails bool // failurePolicy Ignore
	namespaced  bool // an expression asks for the namespace
	bindings    []*admissionv1.ValidatingAdmissionPolicyBinding
}

type validation struct {
	text              string
	expression        *expr.Program
	message           string
	messageExpression *expr.Program
}

// object is a document of the folder that is neither policy nor binding.
type object struct {
	apiVersion, kind string
	meta             metav1.ObjectMeta
	content          map[string]any
}

// Check returns what the policies have against the object, a *batchv1.Job or *batchv1.CronJob with its
// defaults, on create.
func (s *Set) Check(o runtime.Object) []finding.Finding {
	if s == nil || len(s.policies) == 0 {
		return nil
	}
	resource, meta := "jobs", new(metav1.ObjectMeta)
	switch o := o.(type) {
	case *batchv1.Job:
		meta = &o.ObjectMeta
	case *batchv1.CronJob:
		resource, meta = "cronjobs", &o.ObjectMeta
	}
	request := policy.Request{Namespace: meta.Namespace}
	if namespace := s.namespaces[meta.Namespace]; namespace != nil {
		request.NamespaceLabels = namespace.Labels
		if request.NamespaceLabels == nil {
			request.NamespaceLabels = map[string]string{}
		}
	}
	a := asked{set: s, resource: resource, meta: meta, request: &request}
	var found []finding.Finding
	for _, p := range s.policies {
		if !a.matches(p.constraints) || p.namespaced && request.NamespaceLabels == nil {
			continue
		}
		for _, b := range p.bindings {
			if a.matches(b.Spec.MatchResources) {
				found = append(found, a.bound(p, b, o)...)
			}
		}
	}
	return found
}

// asked is one object on its way through the policies.
type asked struct {
	set      *Set
	resource string
	meta     *metav1.ObjectMeta
	request  *policy.Request
}

// matches reports whether the constraints, nil for none, hold for the object. A namespace that is not known
// holds for no selector but an empty one.
func (a *asked) matches(m *admissionv1.MatchResources) bool {
	if m == nil {
		return true
	}
	rule := func(r admissionv1.NamedRuleWithOperations) bool { return matchesRule(r, a.resource, a.meta.Name) }
	if len(m.ResourceRules) > 0 && !slices.ContainsFunc(m.ResourceRules, rule) || slices.ContainsFunc(m.ExcludeResourceRules, rule) {
		return false
	}
	return selects(m.ObjectSelector, a.meta.Labels, true) && selects(m.NamespaceSelector, a.request.NamespaceLabels, a.request.NamespaceLabels != nil)
}

func selects(selector *metav1.LabelSelector, set map[string]string, known bool) bool {
	if selector == nil || len(selector.MatchLabels) == 0 && len(selector.MatchExpressions) == 0 {
		return true
	}
	s, err := metav1.LabelSelectorAsSelector(selector) // it was read before
	return known && err == nil && s.Matches(labels.Set(set))
}

// matchesRule reports whether the rule is about the creation of such an object. The version is not looked at:
// matchPolicy Equivalent, the default, does not either, and batch has only one.
func matchesRule(r admissionv1.NamedRuleWithOperations, resource, name string) bool {
	has := func(list []string, wanted string) bool {
		return slices.Contains(list, wanted) || slices.Contains(list, "*")
	}
	create := slices.Contains(r.Operations, admissionv1.Create) || slices.Contains(r.Operations, admissionv1.OperationAll)
	return create && has(r.APIGroups, batchv1.GroupName) && (has(r.Resources, resource) || slices.Contains(r.Resources, "*/*")) &&
		(len(r.ResourceNames) == 0 || slices.Contains(r.ResourceNames, name))
}

// bound asks a policy as a binding has it, once for each object of parameters.
func (a *asked) bound(p *compiled, b *admissionv1.ValidatingAdmissionPolicyBinding, o runtime.Object) []finding.Finding {
	params := []any{nil}
	if p.paramKind != nil {
		if params = a.params(p.paramKind, b.Spec.ParamRef); len(params) == 0 {
			if ref := b.Spec.ParamRef; ref != nil && ref.ParameterNotFoundAction != nil && *ref.ParameterNotFoundAction == admissionv1.AllowAction {
				return nil
			}
			return []finding.Finding{p.finding(b, "the folder has no "+p.paramKind.Kind+" that binding "+b.Name+" takes the policy's parameters from", "add it to the folder")}
		}
	}
	var found []finding.Finding
	for _, param := range params {
		found = append(found, p.ask(b, a.request.Input(o, param))...)
	}
	return found
}

// params are the parameters that a binding names, as JSON has them.
func (a *asked) params(kind *admissionv1.ParamKind, ref *admissionv1.ParamRef) []any {
	if ref == nil {
		return nil
	}
	namespace := ref.Namespace
	if namespace == "" {
		namespace = a.meta.Namespace
	}
	var found []any
	for _, o := range a.set.objects {
		switch {
		case o.apiVersion != kind.APIVersion || o.kind != kind.Kind:
		case o.meta.Namespace != "" && namespace != "" && o.meta.Namespace != namespace:
		case ref.Name != "" && o.meta.Name != ref.Name:
		case ref.Name == "" && !selects(ref.Selector, o.meta.Labels, true):
		default:
			found = append(found, o.content)
		}
	}
	return found
}

// ask evaluates the policy over the input.
func (p *compiled) ask(b *admissionv1.ValidatingAdmissionPolicyBinding, in *expr.Input) []finding.Finding {
	var budget expr.Budget
	in.Declare(p.variables, &budget)
	for _, condition := range p.conditions {
		holds, err := condition.Eval(in, &budget)
		switch {
		case err != nil:
			return p.failed(b, "a matchCondition", err)
		case holds != true:
			return nil
		}
	}
	var found []finding.Finding
	for i := range p.validations {
		v := &p.validations[i]
		holds, err := v.expression.Eval(in, &budget)
		switch {
		case err != nil:
			found = append(found, p.failed(b, "expression "+quoted(v.text), err)...)
		case holds != true:
			found = append(found, p.finding(b, v.says(in, &budget), ""))
		}
	}
	return found
}

// failed is what comes of an expression that cannot be decided.
func (p *compiled) failed(b *admissionv1.ValidatingAdmissionPolicyBinding, what string, err error) []finding.Finding {
	if p.ignoreFails {
		return nil
	}
	return []finding.Finding{p.finding(b, what+" cannot be decided for this object: "+err.Error(), "mend the object, or the policy; its failurePolicy is Fail")}
}

// says is the message of a validation that does not hold, as the API server chooses it.
func (v *validation) says(in *expr.Input, budget *expr.Budget) string {
	if v.messageExpression != nil {
		if text, err := v.messageExpression.Eval(in, budget); err == nil {
			if text, is := text.(string); is && strings.TrimSpace(text) != "" && !strings.Contains(text, "\n") {
				return text
			}
		}
	}
	if v.message != "" {
		return v.message
	}
	return "failed expression: " + quoted(v.text)
}

func quoted(text string) string { return strings.Join(strings.Fields(text), " ") }

// finding is at the worst of what the binding wants done.
func (p *compiled) finding(b *admissionv1.ValidatingAdmissionPolicyBinding, message, hint string) finding.Finding {
	f := finding.Finding{
		Rule: "vap." + p.name, Origin: finding.Policy, Type: string(metav1.CauseTypeFieldValueInvalid), Message: message, Hint: hint, Severity: finding.Info,
	}
	switch actions := b.Spec.ValidationActions; {
	case slices.Contains(actions, admissionv1.Deny):
		f.Severity = finding.Error
	case slices.Contains(actions, admissionv1.Warn):
		f.Severity = finding.Warning
	default:
		f.AuditOnly = true
	}
	if f.Message == "" {
		f.Message = fmt.Sprintf("ValidatingAdmissionPolicy %s does not allow it", p.name)
	}
	return f
}
