// Package policy reads what an organisation wants of its Jobs and CronJobs, and asks objects for it: limits
// on their fields, defaults for what was left out, severities of the rules, all of that by namespace and
// label, and who is exempt. One file serves the webhook, the linter and the hook.
package policy

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// What a policy file begins with.
const (
	APIVersion = "jobvalidate.dev/v1alpha1"
	Kind       = "JobPolicy"
)

// Mode says what becomes of an object that a policy does not want.
type Mode string

// The modes, in the order in which one rolls a policy out backwards.
const (
	Enforce Mode = "enforce" // refused
	Warn    Mode = "warn"    // admitted with a warning
	Audit   Mode = "audit"   // admitted with a note in the audit log
)

var modes = []string{string(Enforce), string(Warn), string(Audit)}

// Policy is a policy file that was read and found right. It is immutable and safe for concurrent use.
// A nil Policy asks for nothing.
type Policy struct {
	name       string
	base       set
	overrides  []override
	cel        []celRule
	params     any
	exemptions exemptions
	allow      allowances
	quiet      bool // no warning for what a default has set
	replace    bool // a value that the API server may have put counts as left out
}

// set is what holds for an object: the policy's own, or that with overrides laid over it.
type set struct {
	mode     Mode
	rules    map[string]ruleSetting
	severity rules.Set // what rules says, ready to run
	limits   *[limitCount]*limit
	defaults *[defaultCount]*setting
}

// ruleSetting is what a policy says of a rule.
type ruleSetting struct {
	severity finding.Severity // empty: the rule's own
	mode     Mode             // empty: that of the policy
}

// allowances are what the author of an object may ask for.
type allowances struct {
	skipDefaults bool
	ignore       bool
}

// Options are what a file is read with.
type Options struct {
	// Target is the API server that defaults must be valid for.
	Target target.Version
}

// Parse reads a policy file. name is the file's, for messages. The error is of type Problems and holds
// everything that is wrong.
func Parse(name string, data []byte, options Options) (*Policy, error) {
	r := &reader{file: name, target: options.Target}
	root, ok := r.tree(data)
	if !ok {
		return nil, r.problems
	}
	p := r.readPolicy(root)
	if len(r.problems) == 0 {
		r.checkDefaults(p, options.Target)
	}
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, r.problems
	}
	return p, nil
}

// Name is metadata.name of the file, empty where it has none.
func (p *Policy) Name() string {
	if p == nil {
		return ""
	}
	return p.name
}

// MayIgnore reports whether an annotation of the object may suppress rules in the webhook.
func (p *Policy) MayIgnore() bool { return p == nil || p.allow.ignore }

// sections are the keys of a file.
var sections = []string{"apiVersion", "kind", "metadata", "mode", "rules", "limits", "defaults", "celRules", "params", "overrides", "exemptions", "allow", "warnings", "replaceServerDefaults"}

func (r *reader) readPolicy(root value) *Policy {
	p := &Policy{base: set{mode: Enforce, limits: new([limitCount]*limit), defaults: new([defaultCount]*setting)}}
	members := r.members(root)
	for _, header := range []struct{ name, want string }{{"apiVersion", APIVersion}, {"kind", Kind}} {
		i := slices.IndexFunc(members, func(m member) bool { return m.name == header.name })
		if i < 0 {
			r.wrong(root, header.name+" is missing", "write "+header.name+": "+header.want)
		} else if text := r.text(members[i].value); text != header.want && text != "" {
			r.wrong(members[i].value, header.name+" is "+text, "write "+header.name+": "+header.want)
		}
	}
	for _, m := range members {
		switch m.name {
		case "apiVersion", "kind":
		case "metadata":
			for _, m := range r.members(m.value) {
				if m.name == "name" {
					p.name = r.text(m.value)
				} else {
					r.unknown(m, "name")
				}
			}
		case "mode":
			p.base.mode = Mode(r.oneOf(m.value, modes...))
		case "rules":
			p.base.rules, p.base.severity = r.readRules(m.value)
		case "limits":
			p.base.limits = r.readLimits(m.value, false)
		case "defaults":
			p.base.defaults = r.readDefaults(m.value, false)
		case "celRules":
			p.cel = r.readCELRules(m.value)
		case "params":
			p.params = r.readParams(m.value)
		case "overrides":
			p.overrides = r.readOverrides(m.value)
		case "exemptions":
			p.exemptions = r.readExemptions(m.value)
		case "allow":
			p.allow = r.readAllowances(m.value)
		case "replaceServerDefaults":
			p.replace = r.flag(m.value)
		case "warnings":
			for _, m := range r.members(m.value) {
				if m.name == "defaults" {
					p.quiet = !r.flag(m.value)
				} else {
					r.unknown(m, "defaults")
				}
			}
		default:
			r.unknown(m, sections...)
		}
	}
	return p
}

var severities = []string{string(finding.Error), string(finding.Warning), string(finding.Info), string(finding.Off)}

// readRules reads a severity for each rule, or a severity and a mode.
func (r *reader) readRules(v value) (map[string]ruleSetting, rules.Set) {
	all := map[string]ruleSetting{}
	var compiled rules.Set
	for _, m := range r.members(v) {
		var setting ruleSetting
		if node := r.resolved(m.value); node.Kind == yaml.ScalarNode {
			setting.severity = finding.Severity(r.oneOf(node, severities...))
		} else {
			setting = r.readRule(m.value)
		}
		severity := setting.severity
		if severity == "" {
			severity = finding.Warning // of no meaning: whether the rule may be spoken of is asked
		}
		changed, err := compiled.With(map[string]finding.Severity{m.name: severity})
		if err != nil {
			r.wrong(m.at, err.Error(), "`jobvalidate explain` lists the rules")
			continue
		}
		if all[m.name] = setting; setting.severity != "" {
			compiled = changed
		}
	}
	return all, compiled
}

func (r *reader) readRule(v value) ruleSetting {
	var setting ruleSetting
	for _, m := range r.members(v) {
		switch m.name {
		case "severity":
			setting.severity = finding.Severity(r.oneOf(m.value, severities...))
		case "mode":
			setting.mode = Mode(r.oneOf(m.value, modes...))
		default:
			r.unknown(m, "severity", "mode")
		}
	}
	return setting
}

func (r *reader) readAllowances(v value) allowances {
	var a allowances
	for _, m := range r.members(v) {
		switch m.name {
		case "skipDefaults":
			a.skipDefaults = r.flag(m.value)
		case "ignore":
			a.ignore = r.flag(m.value)
		default:
			r.unknown(m, "skipDefaults", "ignore")
		}
	}
	return a
}
