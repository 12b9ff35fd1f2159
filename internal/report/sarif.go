package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/jobvalidate/jobvalidate/internal/rulebook"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// home is where the tool is described.
const home = "https://github.com/jobvalidate/jobvalidate"

// writeSARIF writes SARIF 2.1.0: a run with the rules that were met and a result a finding.
func writeSARIF(w io.Writer, r *Report) error {
	log := report.NewV210Report()
	run := sarif.NewRunWithInformationURI("jobvalidate", home)
	run.WithColumnKind("unicodeCodePoints")
	for _, id := range ruleIDs(r.Findings) {
		rule, ok := rulebook.Find(id)
		if !ok {
			rule = rulebook.Rule{Name: id, Summary: "The policy does not want it."}
		}
		run.AddRule(id).
			WithName(id).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(rule.Summary)).
			WithHelp(sarif.NewMultiformatMessageString().WithText(rule.Text()).WithMarkdown(rule.Text())).
			WithHelpURI(home + "/blob/main/" + rule.Document())
	}
	seen := make(map[string]int)
	for i := range r.Findings {
		f := &r.Findings[i]
		region := sarif.NewRegion().WithStartLine(max(f.Line, 1)).WithStartColumn(max(f.Column, 1))
		if f.EndColumn > f.Column {
			region.WithEndColumn(f.EndColumn)
		}
		location := sarif.NewPhysicalLocation().WithRegion(region).
			WithArtifactLocation(sarif.NewArtifactLocation().WithURI(uri(f.File)))
		run.CreateResultForRule(f.Rule).
			WithLevel(level(f.Severity)).
			WithMessage(sarif.NewTextMessage(sentence(f))).
			WithPartialFingerprints(map[string]string{"jobvalidate/v1": fingerprint(f, seen)}).
			WithLocations([]*sarif.Location{sarif.NewLocationWithPhysicalLocation(location)})
		run.AddDistinctArtifact(uri(f.File))
	}
	log.AddRun(run)
	if err := log.PrettyWrite(w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func level(s finding.Severity) string {
	switch s {
	case finding.Error:
		return sarif.LevelError
	case finding.Warning:
		return sarif.LevelWarning
	default:
		return sarif.LevelNote
	}
}

// sentence is the message with its hint, for formats that show one text.
func sentence(f *Finding) string {
	if f.Hint == "" {
		return f.Message
	}
	return f.Message + " (" + f.Hint + ")"
}

// fingerprint is the same for the same finding in a file that has changed elsewhere: it does not look at lines.
// seen counts the equal ones of a run.
func fingerprint(f *Finding, seen map[string]int) string {
	key := strings.Join([]string{f.Rule, uri(f.File), f.Kind, f.Namespace, f.Name, f.Field}, "\x00")
	seen[key]++
	hash := sha256.Sum256([]byte(key + strings.Repeat("\x00", seen[key])))
	return hex.EncodeToString(hash[:16])
}

// uri is the name of a file as a relative reference.
func uri(file string) string { return (&url.URL{Path: filepath.ToSlash(file)}).String() }

// ruleIDs returns the rules that were met, each once, in order.
func ruleIDs(findings []Finding) []string {
	var ids []string
	for i := range findings {
		ids = append(ids, findings[i].Rule)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
