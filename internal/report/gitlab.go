package report

import (
	"io"
	"path/filepath"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// codeQuality is an entry of GitLab's code quality report.
type codeQuality struct {
	Description string              `json:"description"`
	CheckName   string              `json:"check_name"`
	Fingerprint string              `json:"fingerprint"`
	Severity    string              `json:"severity"`
	Location    codeQualityLocation `json:"location"`
}

type codeQualityLocation struct {
	Path  string `json:"path"`
	Lines struct {
		Begin int `json:"begin"`
	} `json:"lines"`
}

// writeGitLab writes a list of code quality entries.
func writeGitLab(w io.Writer, r *Report) error {
	entries := make([]codeQuality, len(r.Findings))
	seen := make(map[string]int)
	for i := range r.Findings {
		f := &r.Findings[i]
		entry := codeQuality{
			Description: sentence(f), CheckName: f.Rule, Fingerprint: fingerprint(f, seen), Severity: "info",
			Location: codeQualityLocation{Path: filepath.ToSlash(f.File)},
		}
		switch f.Severity {
		case finding.Error:
			entry.Severity = "critical"
		case finding.Warning:
			entry.Severity = "minor"
		}
		entry.Location.Lines.Begin = f.Line
		entries[i] = entry
	}
	return encode(w, entries)
}
