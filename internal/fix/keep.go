package fix

import (
	"github.com/jobvalidate/jobvalidate/internal/engine"
)

// longestTried is the longest document whose insertions are proved before a fix is promised: the document is read
// again for it. Fix proves all.
const longestTried = 64 << 10

// candidate is a finding whose fix is possible where what it inserts is proved.
type candidate struct {
	finding  *engine.Located
	inserted insertions
}

// Keep takes the fixes off the findings whose text does not allow them: what keeps its fix is mended by Fix.
func Keep(data []byte, result *engine.Result) {
	var p *planner
	var open []candidate
	for i := range result.Findings {
		f := &result.Findings[i]
		if f.Fix == nil {
			continue
		}
		if p == nil {
			p = newPlanner(data, false)
		}
		if f.Document != p.of {
			settle(p, open)
			open = open[:0]
		}
		_, inserted, ok := p.edits(f)
		switch {
		case !ok:
			f.Fix = nil
		case len(inserted.edits) > 0 && len(p.documents[f.Document].Text) <= longestTried:
			open = append(open, candidate{f, inserted})
		}
	}
	settle(p, open)
}

// settle takes the fixes off the candidates of one document that cannot be proved. Those that do not touch each other
// are proved together, for a document may have hundreds; where that fails, each for itself.
func settle(p *planner, open []candidate) {
	for len(open) > 0 {
		var all insertions
		var round, later []candidate
		for _, c := range open {
			if overlap(all.edits, c.inserted.edits) {
				later = append(later, c)
				continue
			}
			all.edits, all.values = add(all.edits, c.inserted.edits), append(all.values, c.inserted.values...)
			round = append(round, c)
		}
		if !p.proved(all) {
			for _, c := range round {
				if !p.proved(c.inserted) {
					c.finding.Fix = nil
				}
			}
		}
		open = later
	}
}
