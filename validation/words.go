package validation

import "strconv"

// nearest returns the choice that is closest to what was written, ignoring case, and whether it is close
// enough to be meant. Only error paths call it.
func nearest[S ~string](written S, choices ...S) (S, bool) {
	var best S
	distance := len(written)/2 + 1 // farther than half of the word is another word
	for _, choice := range choices {
		if d := editDistance(fold(string(written)), fold(string(choice))); d < distance {
			best, distance = choice, d
		}
	}
	return best, best != ""
}

func fold(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// longestCompared bounds the time of editDistance for a value of any length.
const longestCompared = 64

func editDistance(a, b string) int {
	a, b = a[:min(len(a), longestCompared)], b[:min(len(b), longestCompared)]
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
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// oneOf says what to write instead of a value that is none of the choices: the nearest first.
func oneOf[S ~string](written S, choices ...S) string {
	if meant, ok := nearest(written, choices...); ok {
		return "did you mean " + string(meant) + "?"
	}
	text := "write "
	for i, choice := range choices {
		switch {
		case i == 0:
		case i == len(choices)-1:
			text += " or "
		default:
			text += ", "
		}
		text += string(choice)
	}
	return text
}

// quoted shows a value that was seen, cut where it would drown the sentence.
func quoted[S ~string](value S) string {
	const longest = 80
	if len(value) > longest {
		return strconv.Quote(string(value[:longest])) + "… (" + strconv.Itoa(len(value)) + " bytes)"
	}
	return strconv.Quote(string(value))
}

func itoa[I ~int | ~int32 | ~int64](n I) string { return strconv.FormatInt(int64(n), 10) }

// plural returns "1 thing" or "n things".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return itoa(n) + " " + thing + "s"
}
