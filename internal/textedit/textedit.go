// Package textedit changes documents in YAML and JSON by editing their text at places, so that comments,
// order, quotes and blank lines stay as the author wrote them.
package textedit

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Edit replaces the bytes from Start to End, which may be the same, with New.
type Edit struct {
	Start, End int
	New        string
}

// ErrOverlap says that two edits are about the same bytes.
var ErrOverlap = errors.New("two edits are about the same text")

// Apply makes the edits, which may come in any order; those at one place are made in the order in which
// they come. An edit that stands twice is made once. The text itself stays as it is.
func Apply(text []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	sorted = slices.Compact(sorted)
	size, end := len(text), 0
	for _, e := range sorted {
		if e.Start < end {
			return nil, ErrOverlap
		}
		if e.End < e.Start || e.End > len(text) {
			return nil, fmt.Errorf("an edit of bytes %d to %d does not fit a text of %d", e.Start, e.End, len(text))
		}
		size += len(e.New) - (e.End - e.Start)
		end = e.End
	}
	out, at := make([]byte, 0, size), 0
	for _, e := range sorted {
		out = append(out, text[at:e.Start]...)
		out = append(out, e.New...)
		at = e.End
	}
	return append(out, text[at:]...), nil
}
