package ignore

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

func TestComments(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // of each request: its rules, the line it is about (0 is all), where it stands
	}{
		"none":                  {"a: 1 # a comment\n", ""},
		"behind something":      {"a: 1\nb: 2 # jobvalidate:ignore no-ttl because\n", "no-ttl 6 6:6"},
		"alone, for the next":   {"a: 1\n# jobvalidate:ignore no-ttl\n\n# another\nb: 2\n", "no-ttl 9 6:1"},
		"before all content":    {"# a file\n# jobvalidate:ignore no-ttl,no-deadline it is so\na: 1\n", "no-ttl,no-deadline 0 6:1"},
		"two rules, one line":   {"a: 1\n# jobvalidate:ignore x-y\nb: 2 #jobvalidate:ignore u-v\n", "x-y 7 6:1; u-v 7 7:6"},
		"part of a value":       {"a: x#jobvalidate:ignore no-ttl\n", ""},
		"names no rule":         {"a: 1 # jobvalidate:ignore\n", ""},
		"another word":          {"a: 1 # jobvalidate:ignored no-ttl\n", ""},
		"mentioned in a text":   {"# see jobvalidate:ignore no-ttl\na: 1\n", ""},
		"at the end of nothing": {"a: 1\n# jobvalidate:ignore no-ttl", "no-ttl 0 6:1"},
		"windows":               {"a: 1 # jobvalidate:ignore no-ttl\r\n", "no-ttl 5 5:6"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range Comments(manifest.Document{Line: 5, Text: []byte(c.text)}) {
				var names []string
				for _, n := range r.names {
					names = append(names, n.rule)
				}
				got = append(got, fmt.Sprintf("%s %d %d:%d", strings.Join(names, ","), r.Line, r.At.Line, r.At.Column))
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

func TestLeft(t *testing.T) {
	r := Rules("no-ttl, no-dedline,image-latest, schedule-form,zzz")
	if !r.Drops(&finding.Finding{Rule: "no-ttl"}, 3, true) || r.Drops(&finding.Finding{Rule: "schedule-form"}, 3, false) || r.Drops(&finding.Finding{Rule: "no-deadline"}, 3, true) {
		t.Error("drops the wrong findings")
	}
	var got []string
	for _, f := range r.Left("x", rules.Set{}) {
		got = append(got, f.Rule+": "+f.Message+" · "+f.Hint)
	}
	want := []string{
		"ignore-unused: no-dedline is ignored, but no rule is called that · did you mean no-deadline?",
		"ignore-unused: image-latest is ignored, but has nothing to say here · remove it",
		"ignore-refused: schedule-form cannot be ignored here: the API server rejects what it is about, or the policy does not allow it · mend what it says, and remove it from the list",
		"ignore-unused: zzz is ignored, but has nothing to say here · remove it",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if Rules(" , ") != nil {
		t.Error("a request for nothing")
	}
}

func FuzzComments(f *testing.F) {
	f.Add("a: 1\n# jobvalidate:ignore no-ttl x\nb: 2 # jobvalidate:ignore no-deadline\n")
	f.Add("# jobvalidate:ignore ,\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range Comments(manifest.Document{Line: 1, Text: []byte(text)}) {
			if lines := strings.Count(text, "\n") + 1; r.Line > lines || r.At.Line > lines || len(r.names) == 0 {
				t.Errorf("%+v of %d lines", r, lines)
			}
		}
	})
}
