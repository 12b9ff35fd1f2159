package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// text is what a person reads: a finding's line, the source line with the fault underlined, what to do.
type text struct {
	w       io.Writer
	style   Style
	written bool
}

// Add writes as the findings come.
func (t *text) Add(file string, result engine.Result) error {
	if len(result.Findings) == 0 {
		return nil
	}
	var b bytes.Buffer
	shown, notes := grouped(result.Findings)
	for i := range result.Findings {
		if !shown[i] {
			continue
		}
		if t.written {
			b.WriteByte('\n')
		}
		t.written = true
		t.finding(&b, file, &result.Findings[i])
		for _, j := range notes[i] {
			f := &result.Findings[j]
			fmt.Fprintf(&b, "  %s line %d: %s %s\n", t.paint(bold, "also:"), f.Line, f.Message, t.paint(dim, "["+f.Rule+"]"))
		}
	}
	_, err := t.w.Write(b.Bytes())
	return err
}

func (t *text) Close(Summary) error { return nil }

func (t *text) finding(b *bytes.Buffer, file string, f *engine.Located) {
	fmt.Fprintf(b, "%s %s %s %s\n",
		t.paint(bold, fmt.Sprintf("%s:%d:%d:", Printable(file), f.Line, f.Column)), t.paint(severityColor(f.Severity), string(f.Severity)+":"),
		Printable(f.Message), t.paint(dim, "["+f.Rule+"]"))
	t.excerpt(b, f)
	if f.Hint != "" {
		fmt.Fprintf(b, "  %s %s%s\n", t.paint(cyan, "help:"), Printable(f.Hint), fixable(f.Fix))
	}
}

// fixable says that --fix does it.
func fixable(fix *finding.Fix) string {
	switch {
	case fix == nil:
		return ""
	case fix.Safe:
		return " (fixable)"
	default:
		return " (--fix=unsafe)"
	}
}

// excerpt shows the source line, cut around the fault where it is long, and underlines the fault.
func (t *text) excerpt(b *bytes.Buffer, f *engine.Located) {
	if strings.TrimSpace(f.Source) == "" {
		return
	}
	line := []rune(f.Source)
	first := max(f.SourceColumn, 1)
	start := min(max(f.Column-first, 0), len(line))
	end := min(max(f.EndColumn-first, start+1), max(len(line), start+1))
	const widest = 140
	prefix, suffix := "", ""
	if len(line) > widest {
		from := min(max(start-widest/2, 0), len(line)-widest)
		if from > 0 {
			prefix = "…"
		}
		to := min(from+widest, len(line))
		if to < len(line) {
			suffix = "…"
		}
		line, start, end = line[from:to], start-from, min(end-from, widest)
	}
	number := strconv.Itoa(f.Line)
	margin := strings.Repeat(" ", max(5-len(number), 0))
	fmt.Fprintf(b, "%s%s %s%s\n", margin, t.paint(dim, number+" |"), prefix+Printable(string(line)), suffix)
	fmt.Fprintf(b, "%s%s %s%s\n", margin, t.paint(dim, strings.Repeat(" ", len(number))+" |"),
		strings.Repeat(" ", utf8.RuneCountInString(prefix))+blanks(line[:min(start, len(line))]),
		t.paint(severityColor(f.Severity), "^"+strings.Repeat("~", max(columns(line[min(start, len(line)):min(end, len(line))])-1, 0))))
}

// Printable replaces what would move a terminal's cursor or begin another line: names of files and keys of
// documents are whatever somebody made them.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f || 0x80 <= r && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return '\uFFFD'
		}
		return r
	}, text)
}

// blanks is as wide as the text: tabs stay, so that the underline stands right whatever their width.
func blanks(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		if r == '\t' {
			b.WriteByte('\t')
			continue
		}
		b.WriteString(strings.Repeat(" ", columns([]rune{r})))
	}
	return b.String()
}

// columns is the width of the text on a terminal.
func columns(text []rune) int {
	n := 0
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	yellow = "1;33"
	blue   = "1;34"
	cyan   = "36"
)

func severityColor(s finding.Severity) string {
	switch s {
	case finding.Error:
		return red
	case finding.Warning:
		return yellow
	default:
		return blue
	}
}

func (t *text) paint(color, s string) string {
	if !t.style.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}
