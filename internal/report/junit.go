package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// The elements of JUnit's XML, as far as CI systems read it.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		File      string        `xml:"file,attr,omitempty"`
		Line      int           `xml:"line,attr,omitempty"`
		Failure   *junitFailure `xml:"failure,omitempty"`
		Output    string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a suite a file: errors and warnings are failures, infos are output of a test that passed,
// and a file without findings is a test that passed.
func writeJUnit(w io.Writer, r *Report) error {
	suites := junitSuites{Name: "jobvalidate"}
	next := 0
	for _, file := range r.files {
		suite := junitSuite{Name: file}
		for ; next < len(r.Findings) && r.Findings[next].File == file; next++ {
			f := &r.Findings[next]
			test := junitCase{Name: caseName(f), ClassName: file, File: file, Line: f.Line}
			if f.Severity == finding.Info {
				test.Output = sentence(f)
			} else {
				suite.Failures++
				test.Failure = &junitFailure{
					Message: f.Message, Type: string(f.Severity),
					Text: fmt.Sprintf("%s:%d:%d: %s: %s [%s]", f.File, f.Line, f.Column, f.Severity, sentence(f), f.Rule),
				}
			}
			suite.Cases = append(suite.Cases, test)
		}
		if len(suite.Cases) == 0 {
			suite.Cases = []junitCase{{Name: "no findings", ClassName: file, File: file}}
		}
		suite.Tests = len(suite.Cases)
		suites.Tests += suite.Tests
		suites.Failures += suite.Failures
		suites.Suites = append(suites.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func caseName(f *Finding) string {
	name := f.Rule
	if f.Kind != "" {
		name += " " + f.Kind + " " + f.Name
	}
	return fmt.Sprintf("%s (line %d)", name, f.Line)
}
