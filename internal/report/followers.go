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

// follower says of which finding another is a note; -1: it stands for itself.
type follower struct{ of int }

func followers(findings []engine.Located) []follower {
	notes := make([]follower, len(findings))
	for i := range findings {
		notes[i].of = -1
		for j := range findings {
			if i != j && sameObject(&findings[i], &findings[j]) && slices.Contains(causes[findings[i].Rule], findings[j].Rule) {
				notes[i].of = j
				break
			}
		}
	}
	return notes
}

func sameObject(a, b *engine.Located) bool {
	return a.Document == b.Document && a.Prefix == b.Prefix
}
