// Package nearest finds the word that was meant.
package nearest

import "strings"

// longest bounds the time of a comparison for a word of any length.
const longest = 64

// Of returns the choice closest to what was written, ignoring case, and whether it is close enough to have
// been meant: at most half of the word is different. Of two equally close the first wins.
func Of[S ~string](written S, choices ...S) (S, bool) {
	var best S
	from := strings.ToLower(cut(string(written)))
	distance := len(from)/2 + 1
	for _, choice := range choices {
		if d := edits(from, strings.ToLower(cut(string(choice)))); d < distance {
			best, distance = choice, d
		}
	}
	return best, best != ""
}

// Close reports whether a word is so near to another that it can be nothing but a slip of it: another case, or
// at most two letters of eight and more.
func Close(written, meant string) bool {
	a, b := strings.ToLower(cut(written)), strings.ToLower(cut(meant))
	d := edits(a, b)
	return d == 0 || d <= 2 && d*4 <= len(b)
}

func cut(s string) string { return s[:min(len(s), longest)] }

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
