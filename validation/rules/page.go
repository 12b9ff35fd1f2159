package rules

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

//go:embed *.md
var pages embed.FS

// Info describes a rule.
type Info struct {
	Name     string
	Severity finding.Severity // unless it says otherwise in a case
	Kinds    []string         // Job, CronJob
	Since    int              // the first Kubernetes minor that it is for; 0: all that are known
	API      bool             // the API server says it: the rule has a page only, and cannot be turned off
	Summary  string           // one line, the first of its page
}

// All describes every rule, in the order in which they report. The caller may change what it gets.
func All() []Info {
	all := make([]Info, len(table))
	for i, r := range table {
		all[i] = r.info()
	}
	return all
}

func (r *rule) info() Info {
	info := Info{Name: r.name, Severity: r.severity, Since: r.since, API: r.api != ""}
	if r.kinds&jobs != 0 {
		info.Kinds = append(info.Kinds, "Job")
	}
	if r.kinds&cronJobs != 0 {
		info.Kinds = append(info.Kinds, "CronJob")
	}
	for line := range strings.Lines(r.page()) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			info.Summary = line
			break
		}
	}
	return info
}

// page is the text beside the rule; a test sees to it that every rule has one.
func (r *rule) page() string {
	text, err := pages.ReadFile(strings.ReplaceAll(r.name, "-", "_") + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}

// Page returns the help text of a rule in Markdown: its page, with its severity, kinds and versions below
// the title. It reports false for a rule that does not exist.
func Page(name string) (string, bool) {
	i := slices.IndexFunc(table, func(r *rule) bool { return r.name == name })
	if i < 0 {
		return "", false
	}
	title, rest, _ := strings.Cut(table[i].page(), "\n")
	return title + "\n\n" + table[i].info().header() + "\n" + rest, true
}

// header is one line: "Severity: warning. For: Job, CronJob. Kubernetes: all versions."
func (i Info) header() string {
	text := "Severity: " + string(i.Severity)
	if i.API {
		text += " (the API server's own)"
	}
	text += ". For: " + strings.Join(i.Kinds, ", ")
	if i.Since > 0 {
		text += ". Kubernetes: 1." + strconv.Itoa(i.Since) + " and above"
	}
	return text + ".\n"
}
