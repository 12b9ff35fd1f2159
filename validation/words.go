package validation

import (
	"strconv"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
)

// oneOf says what to write instead of a value that is none of the choices: the nearest first.
func oneOf[S ~string](written S, choices ...S) string {
	if meant, ok := nearest.Of(written, choices...); ok {
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
