// Package report writes findings: as text for people, as JSON for programs.
package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Finding is a finding with its file. Its JSON form is a contract, see the README.
type Finding struct {
	File string `json:"file"`
	engine.Located
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
}

// Report collects the results of a run, in the order of the files.
type Report struct {
	Findings []Finding `json:"findings"`
	Summary  Summary   `json:"summary"`
}

// Add takes the result of one file.
func (r *Report) Add(file string, result engine.Result) {
	r.Summary.Files++
	r.Summary.Documents += result.Documents
	r.Summary.Jobs += result.Jobs
	r.Summary.CronJobs += result.CronJobs
	r.Summary.Skipped += result.Skipped
	r.Summary.Hidden += result.Hidden
	for _, located := range result.Findings {
		r.Findings = append(r.Findings, Finding{file, located})
		switch located.Severity {
		case finding.Error:
			r.Summary.Errors++
		case finding.Warning:
			r.Summary.Warnings++
		default:
			r.Summary.Infos++
		}
	}
}

// AtOrAbove counts the findings that are at least as bad.
func (r *Report) AtOrAbove(severity finding.Severity) int {
	switch severity {
	case finding.Info:
		return r.Summary.Errors + r.Summary.Warnings + r.Summary.Infos
	case finding.Warning:
		return r.Summary.Errors + r.Summary.Warnings
	default:
		return r.Summary.Errors
	}
}

// JSON writes one object.
func (r *Report) JSON(w io.Writer) error {
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// Text writes a line a finding, and its hint below it.
func (r *Report) Text(w io.Writer) error {
	for _, f := range r.Findings {
		field := f.Field
		if field != "" {
			field += ": "
		}
		if _, err := fmt.Fprintf(w, "%s:%d:%d: %s: %s%s [%s]\n", f.File, f.Line, f.Column, f.Severity, field, f.Message, f.Rule); err != nil {
			return err
		}
		if f.Hint == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "    %s\n", f.Hint); err != nil {
			return err
		}
	}
	return nil
}

// String is one line: what was looked at, and what was found.
func (s Summary) String() string {
	text := fmt.Sprintf("%s, %s, %s", count(s.Files, "file"), count(s.Jobs, "Job"), count(s.CronJobs, "CronJob"))
	if s.Skipped > 0 {
		text += fmt.Sprintf(", %s of other kinds skipped", count(s.Skipped, "object"))
	}
	text += fmt.Sprintf(": %s, %s", count(s.Errors, "error"), count(s.Warnings, "warning"))
	switch {
	case s.Infos > 0:
		text += ", " + count(s.Infos, "info")
	case s.Hidden > 0:
		text += ", " + count(s.Hidden, "info") + " not shown (--show info)"
	}
	return text
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
