package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// github writes workflow commands, which GitHub Actions shows beside the lines of a pull request.
type github struct{ w io.Writer }

// Add writes as the findings come.
func (g *github) Add(file string, result engine.Result) error {
	var b strings.Builder
	for i := range result.Findings {
		f := Finding{file, result.Findings[i]}
		end := ""
		if f.EndColumn > f.Column {
			end = fmt.Sprintf(",endColumn=%d", f.EndColumn)
		}
		fmt.Fprintf(&b, "::%s file=%s,line=%d,col=%d%s,title=%s::%s\n",
			command(f.Severity), commandProperty(filepath.ToSlash(file)), f.Line, f.Column, end, commandProperty(f.Rule), commandData(sentence(&f)))
	}
	_, err := io.WriteString(g.w, b.String())
	return err
}

// Close writes nothing.
func (g *github) Close(Summary) error { return nil }

func command(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Warning:
		return "warning"
	default:
		return "notice"
	}
}

// commandData escapes the text of a workflow command, commandProperty the values before it.
func commandData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func commandProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
