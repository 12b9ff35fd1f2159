// Package fix mends manifests by editing their text where a finding stands. Everything else stays byte
// for byte as it was: comments, order, quotes, line ends.
package fix

import (
	"cmp"
	"slices"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
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
		edits, applied := plan(data, result.Findings, safety, refused)
		if len(applied) == 0 {
			break
		}
		next, after, ok := try(data, result, edits, lint)
		if !ok && len(applied) > 1 { // one of them is to blame: try the first alone
			edits, applied = plan(data, result.Findings[:applied[0]+1], safety, refused)
			next, after, ok = try(data, result, edits, lint)
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

// try makes the edits and reports whether that is better.
func try(data []byte, result engine.Result, edits []textedit.Edit, lint Lint) (next []byte, after engine.Result, ok bool) {
	next, err := textedit.Apply(data, edits)
	if err != nil {
		return data, result, false
	}
	after = lint(next)
	return next, after, !worse(result, after)
}

// worse reports whether the fixes made the document less readable or brought errors, or mended nothing. Advice
// does not count: a document with errors of its form is given none.
func worse(before, after engine.Result) bool {
	if count(after, isSyntax) > count(before, isSyntax) {
		return true
	}
	left := make(map[string]bool, len(after.Findings))
	for i := range after.Findings {
		left[key(&after.Findings[i])] = true
	}
	unmended := func(f *engine.Located) bool { return left[key(f)] }
	return count(before, unmended) == len(before.Findings) || count(after, isError) > count(before, isError)
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
	return f.Prefix + "\x00" + f.Rule + "\x00" + f.Field + "\x00" + f.Message
}

// plan returns the edits of the fixes that do not touch each other, and the findings that they are of.
func plan(data []byte, findings []engine.Located, safety Safety, refused map[string]bool) (edits []textedit.Edit, applied []int) {
	documents, err := manifest.Split(data)
	if err != nil {
		return nil, nil
	}
	positions := make(map[int]*manifest.Positions)
	for i := range findings {
		f := &findings[i]
		if f.Fix == nil || !f.Fix.Safe && safety == Safe || refused[key(f)] || f.Document >= len(documents) {
			continue
		}
		if positions[f.Document] == nil {
			positions[f.Document] = manifest.NewPositions(documents[f.Document])
		}
		m := mender{data: data, document: documents[f.Document], positions: positions[f.Document], prefix: f.Prefix}
		made, ok := m.fix(f.Fix)
		if ok && !overlap(edits, made) {
			edits = add(edits, made)
			applied = append(applied, i)
		}
	}
	return edits, applied
}

// fix returns the edits of a fix; false where the text does not allow it.
func (m *mender) fix(fix *finding.Fix) (edits []textedit.Edit, ok bool) {
	for _, e := range fix.Edits {
		made, ok := m.one(e)
		if !ok || overlap(edits, made) {
			return nil, false
		}
		edits = add(edits, made)
	}
	return edits, len(edits) > 0
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
