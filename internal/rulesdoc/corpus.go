package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// counts is what the default set of rules finds in a folder of manifests.
type counts struct {
	jobs, cronJobs int
	findings       map[string]int // by rule
	objects        map[string]int // how many objects have a finding of the rule
}

func count(folder string) (counts, error) {
	c := counts{findings: map[string]int{}, objects: map[string]int{}}
	files, problems := manifest.Files([]string{folder}, manifest.Selection{})
	if len(problems) > 0 {
		return c, problems[0]
	}
	for _, file := range files {
		data, err := file.Read(nil)
		if err != nil {
			return c, err
		}
		result := engine.Engine{}.File(data, decode.Strict)
		c.jobs += result.Jobs
		c.cronJobs += result.CronJobs
		seen := map[string]bool{}
		for _, f := range result.Findings {
			if f.Origin != finding.Advice {
				continue
			}
			c.findings[f.Rule]++
			if key := fmt.Sprintf("%s %d %s", f.Rule, f.Document, f.Name); !seen[key] {
				seen[key] = true
				c.objects[f.Rule]++
			}
		}
	}
	return c, nil
}

// tsv is the table as it is kept: the number of objects first, then a line a rule.
func (c counts) tsv() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "#\tJob %d\tCronJob %d\n", c.jobs, c.cronJobs)
	for _, info := range rules.All() {
		if !info.API {
			fmt.Fprintf(&b, "%s\t%d\t%d\n", info.Name, c.findings[info.Name], c.objects[info.Name])
		}
	}
	return b.Bytes()
}

func readCounts(data []byte) (counts, error) {
	c := counts{findings: map[string]int{}, objects: map[string]int{}}
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 3 {
			return c, fmt.Errorf("%s: not three cells: %q", countsFile, line)
		}
		if cells[0] == "#" {
			if _, err := fmt.Sscanf(cells[1]+" "+cells[2], "Job %d CronJob %d", &c.jobs, &c.cronJobs); err != nil {
				return c, fmt.Errorf("%s: %q: %w", countsFile, line, err)
			}
			continue
		}
		var err error
		if c.findings[cells[0]], err = strconv.Atoi(cells[1]); err == nil {
			c.objects[cells[0]], err = strconv.Atoi(cells[2])
		}
		if err != nil {
			return c, fmt.Errorf("%s: %q: %w", countsFile, line, err)
		}
	}
	return c, nil
}
