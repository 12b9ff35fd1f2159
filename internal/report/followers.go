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

func followers(findings []engine.Located) []follower {
	notes := make([]follower, len(findings))
	for i := range findings {
		notes[i].of = -1
		for j := range findings {
			a, b := &findings[i], &findings[j]
			again := j < i && a.Rule == b.Rule && a.Message == b.Message && a.Line == b.Line && a.Column == b.Column
			if again || i != j && sameObject(a, b) && slices.Contains(causes[a.Rule], b.Rule) {
				notes[i] = follower{j, again}
				break
			}
		}
	}
	return notes
}

func sameObject(a, b *engine.Located) bool {
	return a.Document == b.Document && a.Prefix == b.Prefix
}
