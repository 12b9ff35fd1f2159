// Package report writes findings: as text for people, in the formats of programs for the rest.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Finding is a finding with its file. Its JSON form is a contract, see the README.
type Finding struct {
	File string `json:"file"`
	engine.Located
}

// Writer takes the results of a run, in the order of the files, and is closed with their sum.
type Writer interface {
	Add(file string, result engine.Result) error
	Close(Summary) error
}

// Style is how text looks.
type Style struct{ Color bool }

// formats are the ways to write a report, in the order in which they are named.
var formats = [...]struct {
	name string
	make func(io.Writer, Style) Writer
}{
	{"text", func(w io.Writer, s Style) Writer { return &text{w: w, style: s} }},
	{"json", func(w io.Writer, _ Style) Writer { return &collected{w: w, write: writeJSON} }},
	{"sarif", func(w io.Writer, _ Style) Writer { return &collected{w: w, write: writeSARIF} }},
	{"junit", func(w io.Writer, _ Style) Writer { return &collected{w: w, write: writeJUnit} }},
	{"github", func(w io.Writer, _ Style) Writer { return &github{w: w} }},
	{"gitlab", func(w io.Writer, _ Style) Writer { return &collected{w: w, write: writeGitLab} }},
}

// New makes a writer of a format that is Known.
func New(format string, w io.Writer, style Style) Writer {
	for _, f := range formats {
		if f.name == format {
			return f.make(w, style)
		}
	}
	return nil
}

// Known reports whether there is a format of the name.
func Known(format string) bool {
	for _, f := range formats {
		if f.name == format {
			return true
		}
	}
	return false
}

// FormatNames lists the formats for a sentence.
func FormatNames() string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// Report is all that a run has found.
type Report struct {
	Findings []Finding `json:"findings"`
	Summary  Summary   `json:"summary"`

	files []string // all that were read
}

// collected is a writer of a format that needs all findings at once.
type collected struct {
	w      io.Writer
	write  func(io.Writer, *Report) error
	report Report
}

func (c *collected) Add(file string, result engine.Result) error {
	c.report.files = append(c.report.files, file)
	for _, located := range result.Findings {
		c.report.Findings = append(c.report.Findings, Finding{file, located})
	}
	return nil
}

func (c *collected) Close(summary Summary) error {
	c.report.Summary = summary
	return c.write(c.w, &c.report)
}

// Summary counts what was looked at and what was found.
type Summary struct {
	Files     int `json:"files"`
	Documents int `json:"documents"`
	Jobs      int `json:"jobs"`
	CronJobs  int `json:"cronJobs"`
	Skipped   int `json:"skipped"`
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
	Infos     int `json:"infos"`

	// Hidden is how much advice was too mild to be shown; it is in none of the other numbers.
	Hidden int `json:"-"`

	// Ignored is what a comment, an annotation or the baseline asks away.
	Ignored int `json:"-"`
}

// Add counts the result of one file.
func (s *Summary) Add(result engine.Result) {
	s.Files++
	s.Documents += result.Documents
	s.Jobs += result.Jobs
	s.CronJobs += result.CronJobs
	s.Skipped += result.Skipped
	s.Hidden += result.Hidden
	s.Ignored += result.Ignored
	for _, located := range result.Findings {
		switch located.Severity {
		case finding.Error:
			s.Errors++
		case finding.Warning:
			s.Warnings++
		default:
			s.Infos++
		}
	}
}

// AtOrAbove counts the findings that are at least as bad.
func (s Summary) AtOrAbove(severity finding.Severity) int {
	switch severity {
	case finding.Info:
		return s.Errors + s.Warnings + s.Infos
	case finding.Warning:
		return s.Errors + s.Warnings
	default:
		return s.Errors
	}
}

// String is one line: what was looked at, and what was found.
func (s Summary) String() string {
	text := fmt.Sprintf("%s, %s, %s", Count(s.Files, "file"), Count(s.Jobs, "Job"), Count(s.CronJobs, "CronJob"))
	if s.Skipped > 0 {
		text += fmt.Sprintf(", %s of other kinds skipped", Count(s.Skipped, "object"))
	}
	text += fmt.Sprintf(": %s, %s", Count(s.Errors, "error"), Count(s.Warnings, "warning"))
	switch {
	case s.Infos > 0:
		text += ", " + Count(s.Infos, "info")
	case s.Hidden > 0:
		text += ", " + Count(s.Hidden, "info") + " not shown (--show info)"
	}
	if s.Ignored > 0 {
		text += fmt.Sprintf(", %d ignored", s.Ignored)
	}
	return text
}

// Count is "1 thing" or "n things".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
