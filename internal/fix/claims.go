package fix

import (
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// claims are the places that fixes bring into being. Two of them may not make the same one, each in its own way: an
// entry that is given the name spec, and a field of a spec that was not there.
type claims struct {
	moved   map[claim]bool // the places that something is moved to
	reached map[claim]bool // the places that something is moved or written to, and all above those
}

// claim is a place in a file.
type claim struct {
	document     int
	prefix, path string
}

// clash reports whether the fix makes a place that another makes.
func (c *claims) clash(f *engine.Located) bool {
	for _, e := range f.Fix.Edits {
		to, ok := claimed(f, e)
		if !ok {
			continue
		}
		if e.Op == finding.Move && c.reached[to] {
			return true
		}
		for ; to.path != ""; to.path = above(to.path) {
			if c.moved[to] {
				return true
			}
		}
	}
	return false
}

// add notes what the fix makes.
func (c *claims) add(f *engine.Located) {
	for _, e := range f.Fix.Edits {
		to, ok := claimed(f, e)
		if !ok {
			continue
		}
		if e.Op == finding.Move {
			c.moved[to] = true
		}
		for ; to.path != ""; to.path = above(to.path) {
			c.reached[to] = true
		}
	}
}

// claimed returns the place that an edit puts something to; false where it does not.
func claimed(f *engine.Located, e finding.Edit) (claim, bool) {
	to := claim{document: f.Document, prefix: f.Prefix}
	switch e.Op {
	case finding.Move:
		to.path = e.To
	case finding.Set:
		to.path = e.Field
	}
	return to, to.path != ""
}
