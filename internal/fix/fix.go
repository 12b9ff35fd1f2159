// Package fix mends manifests by editing their text where a finding stands. Everything else stays byte
// for byte as it was: comments, order, quotes, line ends.
package fix

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Safety says which fixes are wanted.
type Safety int

// The safeties.
const (
	Safe   Safety = iota // those that keep the meaning, or what was plainly meant
	Unsafe               // those too that decide something for the author
)

// Lint says what is wrong with a file.
type Lint func(data []byte) engine.Result

// A fix can bring out the next, and be worth nothing: the first is bounded by how often a file is read again,
// the second by how many fixes are tried in vain.
const (
	maxPasses  = 200
	maxRefused = 20
)

// Fix applies the fixes of the findings, and lints again until there is nothing to mend. It returns the file
// as it is then, what is still wrong with it, and how many fixes were made. A fix that does not make its
// finding go away, or that makes the document unreadable, is taken back.
func Fix(data []byte, result engine.Result, safety Safety, lint Lint) (mended []byte, left engine.Result, fixes int) {
	refused := make(map[string]bool)
	for range maxPasses {
		edits, applied := plan(data, result.Findings, wanted(result.Findings, safety, refused))
		if len(applied) == 0 {
			break
		}
		next, after, ok := try(data, result, applied, edits, lint)
		if !ok && len(applied) > 1 { // one of them is to blame: try the first alone
			edits, applied = plan(data, result.Findings, applied[:1])
			next, after, ok = try(data, result, applied, edits, lint)
		}
		if !ok {
			refused[key(&result.Findings[applied[0]])] = true
			if len(refused) == maxRefused {
				break
			}
			continue
		}
		fixes += len(applied)
		data, result = next, after
	}
	return data, result, fixes
}

// try makes the edits of the applied fixes and reports whether that is better.
func try(data []byte, result engine.Result, applied []int, edits []textedit.Edit, lint Lint) (next []byte, after engine.Result, ok bool) {
	next, err := textedit.Apply(data, edits)
	if err != nil {
		return data, result, false
	}
	after = lint(next)
	return next, after, !worse(result, after, applied)
}

// worse reports whether the fixes made the document less readable or brought errors, or mended nothing. What was
// hidden by the fault that was mended does not count: the value that is judged now that its field is spelt right.
// Nor does advice: a document with errors of its form is given none.
func worse(before, after engine.Result, applied []int) bool {
	if count(after, isSyntax) > count(before, isSyntax) {
		return true
	}
	left := make(map[string]bool, len(after.Findings))
	for i := range after.Findings {
		left[key(&after.Findings[i])] = true
	}
	unmended := func(f *engine.Located) bool { return left[key(f)] }
	shown := func(f *engine.Located) bool {
		return isError(f) && !slices.ContainsFunc(applied, func(i int) bool { return brings(&before.Findings[i], f) })
	}
	return count(before, unmended) == len(before.Findings) || count(after, shown) > count(before, isError)
}

// brings reports whether the fix of a finding puts something to the place of the other, or above it.
func brings(fixed, f *engine.Located) bool {
	return fixed.Document == f.Document && fixed.Prefix == f.Prefix && slices.ContainsFunc(fixed.Fix.Edits, func(e finding.Edit) bool {
		to := cmp.Or(e.To, e.Field)
		rest, ok := strings.CutPrefix(f.Place(), to)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

func isSyntax(f *engine.Located) bool { return f.Rule == "decode-syntax" }

func isError(f *engine.Located) bool { return f.Severity == finding.Error }

func count(r engine.Result, is func(*engine.Located) bool) int {
	n := 0
	for i := range r.Findings {
		if is(&r.Findings[i]) {
			n++
		}
	}
	return n
}

func key(f *engine.Located) string {
	return strconv.Itoa(f.Document) + f.Prefix + "\x00" + f.Rule + "\x00" + f.Field + "\x00" + f.Message
}

// wanted returns the findings whose fixes are wanted, as indexes: document by document, and in each those first that
// move something, for what is written beside a misspelt field would stand in the way of its right name.
func wanted(findings []engine.Located, safety Safety, refused map[string]bool) (indexes []int) {
	for i := range findings {
		if f := &findings[i]; f.Fix != nil && (f.Fix.Safe || safety == Unsafe) && !refused[key(f)] {
			indexes = append(indexes, i)
		}
	}
	slices.SortStableFunc(indexes, func(i, j int) int {
		f, g := &findings[i], &findings[j]
		return cmp.Or(cmp.Compare(f.Document, g.Document), cmp.Compare(rank(f), rank(g)))
	})
	return indexes
}

func rank(f *engine.Located) int {
	if moves(f) {
		return 0
	}
	return 1
}

func moves(f *engine.Located) bool {
	return f.Fix != nil && slices.ContainsFunc(f.Fix.Edits, func(e finding.Edit) bool { return e.Op == finding.Move })
}

// plan returns the edits of the fixes that do not touch each other, and the findings that they are of.
func plan(data []byte, findings []engine.Located, wanted []int) (edits []textedit.Edit, applied []int) {
	edits, applied, ok := planWith(newPlanner(data, false), findings, wanted)
	if !ok { // one of the insertions is to blame: each is proved, and those that fail are left out
		edits, applied, _ = planWith(newPlanner(data, true), findings, wanted)
	}
	return edits, applied
}

// planWith is plan. It reports false where the insertions, proved together, are not what they should be.
func planWith(p *planner, findings []engine.Located, wanted []int) (edits []textedit.Edit, applied []int, ok bool) {
	for _, i := range wanted {
		f := &findings[i]
		if made, inserted, ok := p.edits(f); ok && !overlap(edits, made) && !p.claims.clash(f) {
			edits = add(edits, made)
			applied = append(applied, i)
			p.claims.add(f)
			p.inserted.add(inserted)
		}
	}
	p.prove()
	return edits, applied, !p.failed
}

// fix returns the edits of a fix; false where the text does not allow it.
func (m *mender) fix(fix *finding.Fix) (edits []textedit.Edit, ok bool) {
	for _, e := range fix.Edits {
		made, ok := m.one(e)
		if !ok || share(edits, made) {
			return nil, false
		}
		edits = add(edits, made)
	}
	return edits, len(edits) > 0
}

// share reports whether an edit of one is about bytes that one of the other is about. Those of one fix may follow
// each other, as two lines that are taken away.
func share(edits, others []textedit.Edit) bool {
	return slices.ContainsFunc(others, func(e textedit.Edit) bool {
		return slices.ContainsFunc(edits, func(x textedit.Edit) bool {
			return x.Start < e.End && e.Start < x.End || x.Start == e.Start && (x.End == x.Start || e.End == e.Start)
		})
	})
}

// overlap reports whether an edit of one touches one of the other; two insertions at one place do.
// Cost: for edits in order, the logarithm of their number for each of the others.
func overlap(sorted, others []textedit.Edit) bool {
	for _, e := range others {
		i, _ := slices.BinarySearchFunc(sorted, e.Start, func(x textedit.Edit, start int) int { return cmp.Compare(x.End, start) })
		if i < len(sorted) && sorted[i].Start <= e.End {
			return true
		}
	}
	return false
}

// add puts edits that do not touch the others among them, in order.
func add(sorted, others []textedit.Edit) []textedit.Edit {
	for _, e := range others {
		i, _ := slices.BinarySearchFunc(sorted, e, func(x, y textedit.Edit) int { return cmp.Compare(x.Start, y.Start) })
		sorted = slices.Insert(sorted, i, e)
	}
	return sorted
}
