package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/rules"
)

const (
	countsFile = "findings.tsv"
	reviewFile = "review.tsv"
)

// generate returns the files of the folder by name. It reads the two tables in it.
func generate(folder string) (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(folder, countsFile))
	if err != nil {
		return nil, err
	}
	c, err := readCounts(data)
	if err != nil {
		return nil, err
	}
	if data, err = os.ReadFile(filepath.Join(folder, reviewFile)); err != nil {
		return nil, err
	}
	reviews, err := readReviews(data)
	if err != nil {
		return nil, err
	}
	files := make(map[string]string)
	for _, info := range rules.All() {
		text, _ := rules.Page(info.Name)
		files[info.Name+".md"] = text
	}
	files["README.md"] = readme(c, reviews)
	return files, nil
}

// review is what came of reading findings of a rule.
type review struct {
	read, dismissed int
	note            string
}

func readReviews(data []byte) (map[string]review, error) {
	reviews := make(map[string]review)
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(cells) != 4 {
			return nil, fmt.Errorf("%s: not four cells: %q", reviewFile, line)
		}
		if _, ok := rules.Page(cells[0]); !ok {
			return nil, fmt.Errorf("%s: there is no rule %s", reviewFile, cells[0])
		}
		r := review{note: cells[3]}
		var err error
		if r.read, err = strconv.Atoi(cells[1]); err == nil {
			r.dismissed, err = strconv.Atoi(cells[2])
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %q: %w", reviewFile, line, err)
		}
		reviews[cells[0]] = r
	}
	return reviews, nil
}

func readme(c counts, reviews map[string]review) string {
	var b strings.Builder
	all := rules.All()
	read, dismissed, warned, warnedDismissed := 0, 0, 0, 0
	for _, info := range all {
		r := reviews[info.Name]
		read += r.read
		dismissed += r.dismissed
		if info.Severity == "error" || info.Severity == "warning" {
			warned += r.read
			warnedDismissed += r.dismissed
		}
	}
	fmt.Fprintf(&b, `# Rules

What the API server accepts and production regrets: %d rules. Each has a page with an example that gives exactly the output it shows, and one that gives none; `+"`jobvalidate explain RULE`"+` prints it. These files are generated from the pages beside the rules (`+"`make generate`"+`).

## What is reported
- **error**: it cannot work. **warning**: it fails or costs in production. Both are reported.
- **info**: one should know it. `+"`jobvalidate lint`"+` counts infos and reports them with `+"`--show info`"+` (or `+"`--fail-on info`"+`): so many rules must not drown what matters. The webhook keeps them to itself.
- **off**: house style. A policy turns it on.
- The webhook tells advice as admission warnings, at most %d of at most %d bytes, and never refuses because of it. A policy can.

Rules that speak of what the author did *not* write are for manifests: in an admission request the API server has filled the defaults in.

## How they were weighed
The default set was run over %d Jobs and %d CronJobs of public repositories, and %d of its findings were read through one by one, up to 12 of a rule. A finding was dismissed where a reviewer who knows what the manifest is for would not act on it. %d were (%d%%); of those that are errors or warnings %d of %d (%d%%). A rule above one in ten is info or off. Findings are what the rules say now, after they learned from the review; the notes say what changed.

| rule | severity | for | what | findings | in objects | read | dismissed |
|---|---|---|---|---|---|---|---|
`, len(all), warningsAtAll, warningBytes, c.jobs, c.cronJobs, read, dismissed, percent(dismissed, read), warnedDismissed, warned, percent(warnedDismissed, warned))
	for _, info := range all {
		found, objects, seen, no := strconv.Itoa(c.findings[info.Name]), strconv.Itoa(c.objects[info.Name]), "–", "–"
		if r := reviews[info.Name]; r.read > 0 {
			seen, no = strconv.Itoa(r.read), strconv.Itoa(r.dismissed)
		}
		if info.API {
			found, objects = "API", "API"
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s | %s | %s | %s | %s |\n",
			info.Name, info.Name, info.Severity, strings.Join(info.Kinds, ", "), info.Summary, found, objects, seen, no)
	}
	b.WriteString("\nA rule of the API server itself (API) has a page here because people look for it; it cannot be turned off.\n\n## Notes of the review\n")
	for _, info := range all {
		if note := reviews[info.Name].note; note != "" {
			fmt.Fprintf(&b, "- **%s**: %s\n", info.Name, note)
		}
	}
	return b.String()
}

// The webhook's bounds on warnings, as it has them.
const (
	warningsAtAll = 10
	warningBytes  = 256
)

func percent(part, of int) int {
	if of == 0 {
		return 0
	}
	return (100*part + of/2) / of
}
