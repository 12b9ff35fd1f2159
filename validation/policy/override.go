package policy

import (
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Request is what is known of the object besides the object. The linter knows little of it.
type Request struct {
	// Namespace is the object's, where it is known.
	Namespace string
	// NamespaceLabels are those of the namespace; nil where they are not known, and then no override that
	// asks for them holds.
	NamespaceLabels map[string]string
	// User and Groups are who asks; empty where nobody does.
	User   string
	Groups []string

	// Operation is the API server's name for what is asked; empty: CREATE.
	Operation string
	DryRun    bool
	// Old is the object before an update, a *batchv1.Job or *batchv1.CronJob; nil otherwise.
	Old runtime.Object
}

// override is a part of the policy that holds for some objects only.
type override struct {
	match match
	set   set // mode is empty where the override says none
}

// match says which objects: all that is set must hold.
type match struct {
	kinds             []string
	namespaces        []string
	namespaceSelector labels.Selector
	objectSelector    labels.Selector
}

func (m *match) holds(kind string, meta *metav1.ObjectMeta, request Request) bool {
	return (len(m.kinds) == 0 || slices.Contains(m.kinds, kind)) &&
		(len(m.namespaces) == 0 || matchesAny(m.namespaces, request.Namespace)) &&
		(m.namespaceSelector == nil || request.NamespaceLabels != nil && m.namespaceSelector.Matches(labels.Set(request.NamespaceLabels))) &&
		(m.objectSelector == nil || m.objectSelector.Matches(labels.Set(meta.Labels)))
}

// NeedsNamespaceLabels reports whether an override or a default asks for the labels of namespaces.
func (p *Policy) NeedsNamespaceLabels() bool {
	if p == nil {
		return false
	}
	asks := func(c celRule) bool {
		return c.match.namespaceSelector != nil || c.expression.Namespaced || c.messageExpression != nil && c.messageExpression.Namespaced
	}
	return slices.ContainsFunc(p.cel, asks) || p.base.readsNamespaceLabels() || slices.ContainsFunc(p.overrides, func(o override) bool {
		return o.match.namespaceSelector != nil || o.set.readsNamespaceLabels()
	})
}

// over lays an override over the set; what both say, the override says.
func (s set) over(o *set) set {
	if o.mode != "" {
		s.mode = o.mode
	}
	if len(o.rules) > 0 {
		rules := maps.Clone(s.rules)
		if rules == nil {
			rules = map[string]ruleSetting{}
		}
		maps.Copy(rules, o.rules)
		s.rules = rules
		severities := map[string]finding.Severity{}
		for name, setting := range o.rules {
			if setting.severity != "" {
				severities[name] = setting.severity
			}
		}
		if changed, err := s.severity.With(severities); err == nil { // each was asked for when the file was read
			s.severity = changed
		}
	}
	limits, defaults := *s.limits, *s.defaults
	for i, l := range o.limits {
		if l != nil {
			limits[i] = l
		}
	}
	for i, d := range o.defaults {
		if d != nil {
			defaults[i] = d
		}
	}
	s.limits, s.defaults = &limits, &defaults
	return s
}

func (r *reader) readOverrides(v value) []override {
	var all []override
	for _, e := range r.elements(v) {
		o := override{set: set{limits: new([limitCount]*limit), defaults: new([defaultCount]*setting)}}
		matched := false
		for _, m := range r.members(e) {
			switch m.name {
			case "match":
				matched = true
				o.match = r.readMatch(m.value)
			case "mode":
				o.set.mode = Mode(r.oneOf(m.value, modes...))
			case "rules":
				o.set.rules, o.set.severity = r.readRules(m.value)
			case "limits":
				o.set.limits = r.readLimits(m.value, true)
			case "defaults":
				o.set.defaults = r.readDefaults(m.value, true)
			default:
				r.unknown(m, "match", "mode", "rules", "limits", "defaults")
			}
		}
		if !matched {
			r.wrong(e, "the override does not say what it is for", "write match with namespaces, namespaceSelector, objectSelector or kinds")
		}
		all = append(all, o)
	}
	return all
}

func (r *reader) readMatch(v value) match {
	var result match
	members := r.members(v)
	for _, m := range members {
		switch m.name {
		case "kinds":
			for _, kind := range r.elements(m.value) {
				result.kinds = append(result.kinds, r.oneOf(kind, kindJob, kindCronJob))
			}
		case "namespaces":
			result.namespaces = r.texts(m.value)
		case "namespaceSelector":
			result.namespaceSelector = r.selector(m.value)
		case "objectSelector":
			result.objectSelector = r.selector(m.value)
		default:
			r.unknown(m, "kinds", "namespaces", "namespaceSelector", "objectSelector")
		}
	}
	if len(members) == 0 {
		r.wrong(v, "match is empty, and so for every object", "write namespaces, namespaceSelector, objectSelector or kinds, or leave match out (in overrides: move the content out)")
	}
	return result
}

const (
	kindJob     = "Job"
	kindCronJob = "CronJob"
)

// selector reads a label selector, in the form of Kubernetes.
func (r *reader) selector(v value) labels.Selector {
	var written metav1.LabelSelector
	before := len(r.problems)
	r.api(v, &written)
	if len(r.problems) > before {
		return nil
	}
	selector, err := metav1.LabelSelectorAsSelector(&written)
	if err != nil {
		r.wrong(v, "the selector is not possible: "+err.Error(), "")
		return nil
	}
	return selector
}

// exemptions are who and what the policy is silent about.
type exemptions struct {
	users, groups, namespaces []string
}

// serviceAccountPrefix is how the API server names the user that a service account is.
const serviceAccountPrefix = "system:serviceaccount:"

func (r *reader) readExemptions(v value) exemptions {
	var e exemptions
	for _, m := range r.members(v) {
		switch m.name {
		case "users":
			e.users = append(e.users, r.texts(m.value)...)
		case "groups":
			e.groups = r.texts(m.value)
		case "namespaces":
			e.namespaces = r.texts(m.value)
		case "serviceAccounts":
			for i, text := range r.texts(m.value) {
				namespace, name, found := strings.Cut(text, "/")
				if !found || namespace == "" || name == "" || strings.Contains(name, "/") {
					r.wrong(r.elements(m.value)[i], text+" is no service account", "write NAMESPACE/NAME")
				}
				e.users = append(e.users, serviceAccountPrefix+namespace+":"+name)
			}
		default:
			r.unknown(m, "users", "groups", "serviceAccounts", "namespaces")
		}
	}
	return e
}

func (e *exemptions) hold(request Request) bool {
	if request.Namespace != "" && matchesAny(e.namespaces, request.Namespace) {
		return true
	}
	if request.User == "" {
		return false
	}
	for _, group := range request.Groups {
		if matchesAny(e.groups, group) {
			return true
		}
	}
	return matchesAny(e.users, request.User)
}
