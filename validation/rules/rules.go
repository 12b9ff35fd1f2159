// Package rules holds what the API server accepts and production regrets: advice about Jobs and CronJobs,
// each rule a pair of files. NAME.go has the check. NAME.md is the rule's page: its documentation, its help
// text and its first test.
package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// rule is one piece of advice. Its name is that of its page, with _ for -.
type rule struct {
	name     string
	severity finding.Severity // unless a finding says otherwise, or a Set
	kinds    kinds
	since    int                                // the first Kubernetes minor that it is for; 0: all that are known
	needs    traits                             // what an object must have for the rule to be asked
	check    func(s *subject) []finding.Finding // cheap tests first

	// api names the check of the API server that the page is about, for a rule that has no check of its own:
	// it cannot be turned off, and its findings come from package validation or from decoding.
	api string

	engine bool // the engine says it, which sees more than one object
}

// kinds are the kinds that a rule is for.
type kinds uint8

const (
	jobs     kinds = 1 << iota // Jobs that stand on their own
	cronJobs                   // CronJobs, through their jobTemplate
	both     = jobs | cronJobs
)

// Set is the rules as one run wants them. The zero value has every rule at its own severity.
// It is an immutable value, safe for concurrent use.
type Set struct {
	severities []finding.Severity // one a row of the table, empty for the rule's own; nil: all their own
}

// With returns the set with the severities of the named rules changed. It refuses a rule that does not
// exist, one that speaks for the API server, and a severity that is none.
func (set Set) With(severities map[string]finding.Severity) (Set, error) {
	if len(severities) == 0 {
		return set, nil
	}
	changed := make([]finding.Severity, len(table))
	copy(changed, set.severities)
	for _, name := range slices.Sorted(maps.Keys(severities)) {
		i := slices.IndexFunc(table, func(r *rule) bool { return r.name == name })
		switch severity := severities[name]; {
		case i < 0:
			return set, unknown(name)
		case table[i].api != "":
			return set, fmt.Errorf("%s is what the API server itself says, and cannot be changed", name)
		case !slices.Contains([]finding.Severity{finding.Error, finding.Warning, finding.Info, finding.Off}, severity):
			return set, fmt.Errorf("the severity of %s is %q: write error, warning, info or off", name, severity)
		default:
			changed[i] = severity
		}
	}
	return Set{changed}, nil
}

// unknown says that there is no such rule, and which was probably meant.
func unknown(name string) error {
	if meant, ok := nearest.Of(name, Names()...); ok {
		return fmt.Errorf("there is no rule %s: did you mean %s?", name, meant)
	}
	return fmt.Errorf("there is no rule %s", name)
}

// Run returns what the rules say of the object, in the order of the table. The object must have been
// decoded and defaulted; it need not be valid. A Subject serves one call at a time.
// Cost: nothing is allocated for an object that no rule has a word for.
func (set Set) Run(in *Subject) []finding.Finding {
	s := &in.derived
	*s = subject{
		job: in.Job, cronJob: in.CronJob,
		defaulted: in.Defaulted, neighbours: in.Neighbours, target: in.Target, manifest: in.Manifest,
	}
	rows := jobRows
	if in.CronJob != nil {
		rows, s.meta, s.JobSpec = cronJobRows, &in.CronJob.ObjectMeta, &in.CronJob.Spec.JobTemplate.Spec
		s.calendar = parseCalendar(in.CronJob.Spec.Schedule)
	} else {
		s.meta, s.JobSpec = &in.Job.ObjectMeta, &in.Job.Spec
	}
	s.pod = &s.Template.Spec
	s.hooked = hookOf(s.meta.Annotations)
	has := s.traitsOf()

	var all []finding.Finding
	minor := s.target.Minor()
	for i := range rows {
		row := &rows[i]
		if row.needs&^has != 0 || row.since > minor || row.off && set.severities == nil {
			continue
		}
		wanted := set.severity(row.index)
		if wanted == finding.Off || wanted == "" && row.off {
			continue
		}
		found := row.check(s)
		if len(found) == 0 {
			continue
		}
		found = found[:min(len(found), finding.Most)]
		r := table[row.index]
		for j := range found {
			found[j].Rule, found[j].Origin = r.name, finding.Advice
			switch {
			case wanted != "":
				found[j].Severity = wanted
			case found[j].Severity == "":
				found[j].Severity = r.severity
			}
		}
		all = append(all, found...)
	}
	return all
}

// row is what Run needs of a rule, one behind the other in memory.
type row struct {
	check func(s *subject) []finding.Finding
	index int // in the table
	since int
	needs traits
	off   bool // unless a Set says otherwise
}

var jobRows, cronJobRows = rowsFor(jobs), rowsFor(cronJobs)

func rowsFor(kind kinds) []row {
	var rows []row
	for i, r := range table {
		if r.kinds&kind != 0 && r.check != nil {
			rows = append(rows, row{r.check, i, r.since, r.needs, r.severity == finding.Off})
		}
	}
	return rows
}

// Severity is that of the named rule in the set; Off for a rule that does not exist.
func (set Set) Severity(name string) finding.Severity {
	i := slices.IndexFunc(table, func(r *rule) bool { return r.name == name })
	if i < 0 {
		return finding.Off
	}
	if wanted := set.severity(i); wanted != "" {
		return wanted
	}
	return table[i].severity
}

func (set Set) severity(i int) finding.Severity {
	if set.severities == nil {
		return ""
	}
	return set.severities[i]
}

// Names returns the names of all rules, in the order in which they report.
func Names() []string {
	names := make([]string, len(table))
	for i, r := range table {
		names[i] = r.name
	}
	return names
}
