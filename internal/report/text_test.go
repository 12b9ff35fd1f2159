package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

func TestText(t *testing.T) {
	long := strings.Repeat("a", 300)
	for _, test := range []struct {
		name    string
		located engine.Located
		want    string
	}{
		{"without a source line", engine.Located{Line: 1, Column: 1}, "f.yaml:1:1: error: m [r]\n"},
		{"tabs stay under tabs", engine.Located{Line: 7, Column: 3, EndColumn: 6, Source: "\t\tabc"},
			"f.yaml:7:3: error: m [r]\n    7 | \t\tabc\n      | \t\t^~~\n"},
		{"wide characters are two columns", engine.Located{Line: 70, Column: 4, EndColumn: 6, Source: "名: 日本"},
			"f.yaml:70:4: error: m [r]\n   70 | 名: 日本\n      |     ^~~~\n"},
		{"at the end of the line", engine.Located{Line: 1, Column: 3, EndColumn: 3, Source: "ab"},
			"f.yaml:1:3: error: m [r]\n    1 | ab\n      |   ^\n"},
		{"control characters do nothing", engine.Located{Line: 1, Column: 1, EndColumn: 2, Source: "a\x1b[31mb"},
			"f.yaml:1:1: error: m [r]\n    1 | a\uFFFD[31mb\n      | ^\n"},
		{"a long line is cut around the fault", engine.Located{Line: 1, Column: 301, EndColumn: 304, Source: long + "bcd" + long},
			"f.yaml:1:301: error: m [r]\n    1 | …" + strings.Repeat("a", 70) + "bcd" + strings.Repeat("a", 67) + "…\n      |  " + strings.Repeat(" ", 70) + "^~~\n"},
		{"what can be mended says so", engine.Located{Line: 1, Column: 1, Finding: finding.Finding{Hint: "h", Fix: &finding.Fix{Safe: true}}},
			"f.yaml:1:1: error: m [r]\n  help: h (fixable)\n"},
		{"what might be mended says so", engine.Located{Line: 1, Column: 1, Finding: finding.Finding{Hint: "h", Fix: &finding.Fix{}}},
			"f.yaml:1:1: error: m [r]\n  help: h (--fix=unsafe)\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			test.located.Rule, test.located.Severity, test.located.Message = "r", finding.Error, "m"
			if err := New("text", &out, Style{}).Add("f.yaml", engine.Result{Findings: []engine.Located{test.located}}); err != nil {
				t.Fatal(err)
			}
			if out.String() != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", out.String(), test.want)
			}
		})
	}
}

func TestTextInColor(t *testing.T) {
	var out bytes.Buffer
	if err := New("text", &out, Style{Color: true}).Add("f.yaml", example(1)); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "\x1b[1mf.yaml:1:22:\x1b[0m \x1b[1;31merror:\x1b[0m ") {
		t.Errorf("got %q", out.String())
	}
}
