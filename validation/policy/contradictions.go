package policy

import (
	"fmt"
	"slices"
	"strings"
)

// contradictions finds limits that no value can keep. at is where each of the limit's keys stands.
func (r *reader) contradictions(at map[string]value, f *limitRow, l *limit) {
	if l.required && l.forbidden {
		r.wrong(at["forbidden"], f.name+" is both required and forbidden", "remove one of the two")
	}
	if l.forbidden && len(at) > 1 {
		for _, key := range []string{"min", "max", "oneOf", "noneOf", "pattern"} {
			if where, both := at[key]; both {
				r.wrong(where, f.name+" is forbidden, so there is nothing to limit", "remove "+key+" or forbidden")
			}
		}
	}
	switch {
	case l.min != nil && l.max != nil && *l.min > *l.max:
		r.wrong(at["min"], fmt.Sprintf("min is %d, above max %d: no value is possible", *l.min, *l.max), "exchange the two")
	case l.least != nil && l.most != nil && l.least.Cmp(*l.most) > 0:
		r.wrong(at["min"], fmt.Sprintf("min is %s, above max %s: no value is possible", l.least, l.most), "exchange the two")
	}
	if f.name == limitTable[limitRatio].name && l.most != nil && l.most.AsApproximateFloat64() < 1 {
		r.wrong(at["max"], fmt.Sprintf("max is %s: a limit is never below its request", l.most), "write 1 or more")
	}
	r.impossibleChoices(at, f, l)
}

// impossibleChoices finds what oneOf lets through and another constraint never does. Elements with a * may
// stand for anything, and are passed over.
func (r *reader) impossibleChoices(at map[string]value, f *limitRow, l *limit) {
	left := 0
	for _, choice := range l.oneOf {
		switch {
		case strings.Contains(choice, "*"):
			left++
		case matchesAny(l.noneOf, choice):
			r.wrong(at["oneOf"], fmt.Sprintf("%q is in oneOf, and noneOf forbids it", choice), "remove it from one of the two")
		case l.pattern != nil && !l.pattern.MatchString(choice):
			r.wrong(at["oneOf"], fmt.Sprintf("%q is in oneOf, but has not the form of pattern", choice), "remove it, or change pattern")
		case l.maxLength > 0 && int64(len(choice)) > l.maxLength:
			r.wrong(at["oneOf"], fmt.Sprintf("%q is in oneOf, but longer than maxLength %d", choice, l.maxLength), "remove it")
		default:
			left++
		}
	}
	if len(l.oneOf) > 0 && left == 0 {
		return // each was told
	}
	if len(f.choices) > 0 && len(l.noneOf) > 0 && !slices.ContainsFunc(f.choices, func(c string) bool {
		return !matchesAny(l.noneOf, c) && (len(l.oneOf) == 0 || matchesAny(l.oneOf, c))
	}) && l.needsValue(f) {
		r.wrong(at["noneOf"], "nothing that "+f.name+" can be is left", "remove one of them")
	}
}

// needsValue reports whether the field has a value in every object, so that one must be possible.
func (l *limit) needsValue(f *limitRow) bool {
	return l.required || f.constraints&(required|forbidden) == 0 && f.name != limitTable[limitVolumeTypes].name
}
