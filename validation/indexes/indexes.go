// Package indexes reads the index strings of the Job API, "1,3-5,7": completedIndexes and failedIndexes of
// a status, succeededIndexes of a success policy.
//
// Time is linear in the string, whatever the number of completions is.
package indexes

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// Interval is the indexes from First to Last, both included.
type Interval struct{ First, Last int32 }

// A FormatError says where in a string the form is broken, in words for a user.
type FormatError struct {
	Element string // the element as written, "3-x"
	Problem string // what is wrong with it
}

// Error returns the sentence.
func (e *FormatError) Error() string { return e.Problem }

// Count returns how many indexes the string names. The empty string names none.
// It fails where the API server does: elements are a or a-b with a < b, ascend strictly, and are below
// completions. As there, numbers are read leniently: +1 and 007 pass.
//
// Since 1.30; the same in all versions.
func Count(s string, completions int32) (int32, error) {
	var total, last int32
	for first := true; s != "" || !first; first = false {
		element, rest, more := strings.Cut(s, ",")
		interval, err := parse(element, completions)
		if err != nil {
			return 0, err
		}
		if !first && interval.First <= last {
			return 0, &FormatError{element, fmt.Sprintf("index %d follows %d, but indexes must ascend", interval.First, last)}
		}
		total += interval.Last - interval.First + 1
		last = interval.Last
		if !more {
			break
		}
		s = rest
	}
	return total, nil
}

// Overlap returns the first index found that both strings name. Elements that are malformed or at or above
// completions are passed over, as the API server does: their form is reported elsewhere.
func Overlap(a, b string, completions int32) (int32, bool) {
	if a == "" || b == "" {
		return 0, false
	}
	x, restA, okX := next(a, completions)
	y, restB, okY := next(b, completions)
	for okX && okY {
		switch {
		case x.First <= y.Last && y.First <= x.Last:
			return max(x.First, y.First), true
		case x.First <= y.First:
			x, restA, okX = nextAfter(restA, completions)
		default:
			y, restB, okY = nextAfter(restB, completions)
		}
	}
	return 0, false
}

// next returns the first well-formed element of s and what follows it, from its comma on.
func next(s string, completions int32) (Interval, string, bool) {
	for {
		element, rest, more := strings.Cut(s, ",")
		if more {
			rest = s[len(element):]
		}
		if interval, err := parse(element, completions); err == nil {
			return interval, rest, true
		}
		if !more {
			return Interval{}, "", false
		}
		s = rest[1:]
	}
}

func nextAfter(rest string, completions int32) (Interval, string, bool) {
	if rest == "" {
		return Interval{}, "", false
	}
	return next(rest[1:], completions)
}

// All yields the intervals of the string in their order, and stops at the first that is not well formed.
func All(s string, completions int32) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		if s == "" {
			return
		}
		for element := range strings.SplitSeq(s, ",") {
			interval, err := parse(element, completions)
			if err != nil || !yield(interval) {
				return
			}
		}
	}
}

// Format writes intervals the short way: neighbours are joined, "1,3-5,7". They must ascend.
func Format(intervals []Interval) string {
	var b []byte
	for i := 0; i < len(intervals); {
		whole := intervals[i]
		for i++; i < len(intervals) && int64(intervals[i].First) == int64(whole.Last)+1; i++ {
			whole.Last = intervals[i].Last
		}
		if len(b) > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(whole.First), 10)
		switch {
		case whole.Last == whole.First:
			continue
		case int64(whole.Last) == int64(whole.First)+1:
			b = append(b, ',') // two neighbours are two indexes, as the job controller writes them
		default:
			b = append(b, '-')
		}
		b = strconv.AppendInt(b, int64(whole.Last), 10)
	}
	return string(b)
}

func parse(element string, completions int32) (Interval, error) {
	first, last, isRange := strings.Cut(element, "-")
	if strings.Contains(last, "-") {
		return Interval{}, &FormatError{element, fmt.Sprintf("%q has more than one '-': write first-last", element)}
	}
	a, err := number(element, first, completions)
	if err != nil {
		return Interval{}, err
	}
	if !isRange {
		return Interval{a, a}, nil
	}
	b, err := number(element, last, completions)
	if err != nil {
		return Interval{}, err
	}
	if a >= b {
		return Interval{}, &FormatError{element, fmt.Sprintf("%q must ascend: write a single index, or first-last with first below last", element)}
	}
	return Interval{a, b}, nil
}

func number(element, text string, completions int32) (int32, error) {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return 0, &FormatError{element, fmt.Sprintf("%q is not an index", text)}
	case n >= int(completions):
		return 0, &FormatError{element, fmt.Sprintf("index %d is too large for %d completions: the last index is %d", n, completions, completions-1)}
	}
	return int32(n), nil
}
