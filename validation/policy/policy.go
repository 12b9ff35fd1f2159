// Package policy reads what an organisation wants of its Jobs and CronJobs, and asks objects for it: limits
// on their fields, defaults for what was left out, severities of the rules, all of that by namespace and
// label, and who is exempt. One file serves the webhook, the linter and the hook.
package policy

import (
	"slices"

	"github.com/jobvalidate/jobvalidate/validation/finding"
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
	exemptions exemptions
	allow      allowances
	quiet      bool // no warning for what a default has set
}

// set is what holds for an object: the policy's own, or that with overrides laid over it.
type set struct {
	mode     Mode
	rules    map[string]ruleSetting
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
	// Rules are the names of the rules that the file may speak of.
	Rules []string
	// Target is the API server that defaults must be valid for.
	Target target.Version
}

// Parse reads a policy file. name is the file's, for messages. The error is of type Problems and holds
// everything that is wrong.
func Parse(name string, data []byte, options Options) (*Policy, error) {
	r := &reader{file: name}
	root, ok := r.tree(data)
	if !ok {
		return nil, r.problems
	}
	p := r.readPolicy(root, options)
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
var sections = []string{"apiVersion", "kind", "metadata", "mode", "rules", "limits", "defaults", "overrides", "exemptions", "allow", "warnings"}

func (r *reader) readPolicy(root value, options Options) *Policy {
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
			p.base.rules = r.readRules(m.value, options.Rules)
		case "limits":
			p.base.limits = r.readLimits(m.value, false)
		case "defaults":
			p.base.defaults = r.readDefaults(m.value, false)
		case "overrides":
			p.overrides = r.readOverrides(m.value, options)
		case "exemptions":
			p.exemptions = r.readExemptions(m.value)
		case "allow":
			p.allow = r.readAllowances(m.value)
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

var severities = []string{string(finding.Error), string(finding.Warning), string(finding.Info), severityOff}

const severityOff = "off"

// readRules reads a severity for each rule, or a severity and a mode.
func (r *reader) readRules(v value, known []string) map[string]ruleSetting {
	all := map[string]ruleSetting{}
	for _, m := range r.members(v) {
		if !slices.Contains(known, m.name) {
			r.unknownRule(m, known)
			continue
		}
		var setting ruleSetting
		if node := r.resolved(m.value); node.Tag == "!!str" {
			setting.severity = finding.Severity(r.oneOf(node, severities...))
			all[m.name] = setting
			continue
		}
		for _, m := range r.members(m.value) {
			switch m.name {
			case "severity":
				setting.severity = finding.Severity(r.oneOf(m.value, severities...))
			case "mode":
				setting.mode = Mode(r.oneOf(m.value, modes...))
			default:
				r.unknown(m, "severity", "mode")
			}
		}
		all[m.name] = setting
	}
	return all
}

func (r *reader) unknownRule(m member, known []string) {
	const list = "`jobvalidate explain` lists them"
	if meant, ok := nearestRule(m.name, known); ok {
		r.wrong(m.at, "there is no rule "+m.name, "did you mean "+meant+"?")
		return
	}
	r.wrong(m.at, "there is no rule "+m.name, list)
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
