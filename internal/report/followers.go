package report

import (
	"slices"

	"github.com/jobvalidate/jobvalidate/internal/engine"
)

// causes names for a rule those whose findings come of the same mistake: text shows the one as a note of
// the other, for one thing is to be done. JSON keeps both.
var causes = map[string][]string{
	"generated-label":      {"selector-not-generated"},
	"selector-mismatch":    {"selector-not-generated", "selector-form"},
	"exit-codes-unordered": {"exit-codes-duplicate"},
}

// follower says of which finding another is a note; -1: it stands for itself. One that says the same again
// is silent.
type follower struct {
	of     int
	silent bool
}

// Cost: linear, but for the few rules that have a cause elsewhere.
func followers(findings []engine.Located) []follower {
	type saying struct {
		rule, message string
		line, column  int
	}
	said := make(map[saying]int, len(findings))
	notes := make([]follower, len(findings))
	for i := range findings {
		f := &findings[i]
		notes[i].of = -1
		words := saying{f.Rule, f.Message, f.Line, f.Column}
		if first, again := said[words]; again {
			notes[i] = follower{first, true}
			continue
		}
		said[words] = i
		if rules := causes[f.Rule]; rules != nil {
			cause := slices.IndexFunc(findings, func(g engine.Located) bool { return slices.Contains(rules, g.Rule) && sameObject(f, &g) })
			notes[i].of = cause
		}
	}
	return notes
}

func sameObject(a, b *engine.Located) bool {
	return a.Document == b.Document && a.Prefix == b.Prefix
}
