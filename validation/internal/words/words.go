// Package words holds the small turns of phrase that all messages share: which choice was meant, how a
// seen value is shown, how numbers are written. Only error paths call it.
package words

import (
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
)

// Nearest returns the choice that was probably meant.
func Nearest[S ~string](written S, choices ...S) (S, bool) { return nearest.Of(written, choices...) }

// OneOf says what to write instead of a value that is none of the choices: the nearest where one is near,
// else all of them.
func OneOf[S ~string](written S, choices ...S) string {
	if meant, ok := nearest.Of(written, choices...); ok {
		return "did you mean " + string(meant) + "?"
	}
	return "write " + Or(choices...)
}

// Or joins the choices: "a, b or c".
func Or[S ~string](choices ...S) string {
	text := ""
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

// ThereAre goes on a sentence with what there is instead.
func ThereAre(names []string) string {
	const most = 5
	switch n := len(names); {
	case n == 0:
		return "; there are none"
	case n == 1:
		return "; there is " + names[0]
	case n > most:
		return "; there are " + strings.Join(names[:most], ", ") + " and " + Itoa(n-most) + " more"
	default:
		return "; there are " + strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// Quoted shows a value that was seen, cut where it would drown the sentence.
func Quoted[S ~string](value S) string {
	const longest = 80
	if len(value) > longest {
		return strconv.Quote(string(value[:longest])) + "… (" + strconv.Itoa(len(value)) + " bytes)"
	}
	return strconv.Quote(string(value))
}

// Itoa writes a number.
func Itoa[I ~int | ~int32 | ~int64](n I) string { return strconv.FormatInt(int64(n), 10) }

// Plural returns "1 thing" or "n things".
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return Itoa(n) + " " + thing + "s"
}
