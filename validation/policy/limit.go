package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// limit is what a policy says of one field. Only the constraints of the field's form are set.
type limit struct {
	rule    string // its key in the file, which is the rule's name in findings: limits.backoffLimit
	mode    Mode   // empty: that of the policy
	message string // what the organisation has to say

	required, forbidden bool
	min, max            *int64
	least, most         *resource.Quantity
	equals              *bool
	oneOf, noneOf       []string // in which * stands for any text
	pattern             *regexp.Regexp
	maxLength           int64

	entries []entry // of a keyed field
	none    bool    // an override takes the limit away
}

// entry is the limit of one key of a map.
type entry struct {
	key   string
	limit *limit
}

// readLimits reads the section limits. In an override a limit may be null: there is none then.
func (r *reader) readLimits(v value, override bool) *[limitCount]*limit {
	var all [limitCount]*limit
	names := limitNames()
	for _, m := range r.members(v) {
		i := slices.Index(names, m.name)
		switch {
		case i < 0:
			r.unknown(m, names...)
		case override && isNull(r.resolved(m.value)):
			all[i] = &limit{none: true}
		case limitTable[i].keyed:
			all[i] = r.readKeyed(m.value, &limitTable[i])
		default:
			all[i] = r.readLimit(m.value, &limitTable[i])
		}
	}
	return &all
}

func (r *reader) readKeyed(v value, f *limitRow) *limit {
	all := &limit{rule: v.key}
	for _, m := range r.members(v) {
		m.value.key = v.key + "[" + m.name + "]"
		all.entries = append(all.entries, entry{m.name, r.readLimit(m.value, f)})
	}
	if len(all.entries) == 0 {
		r.wrong(v, "there is no key here that is limited", "write one, or remove "+f.name)
	}
	slices.SortFunc(all.entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return all
}

func (r *reader) readLimit(v value, f *limitRow) *limit {
	l := &limit{rule: v.key}
	before := len(r.problems)
	read := constraint(0)
	at := map[string]value{}
	for _, m := range r.members(v) {
		at[m.name] = m.value
		switch m.name {
		case "mode":
			l.mode = Mode(r.oneOf(m.value, modes...))
			continue
		case "message":
			l.message = r.text(m.value)
			continue
		}
		i := slices.IndexFunc(constraintNames, func(c struct {
			constraint constraint
			name       string
		}) bool {
			return c.name == m.name
		})
		if i < 0 || f.constraints&constraintNames[i].constraint == 0 {
			r.unknown(m, f.keys()...)
			continue
		}
		read |= constraintNames[i].constraint
		r.readConstraint(m.value, constraintNames[i].constraint, f, l)
	}
	if len(r.problems) > before {
		return l
	}
	if read == 0 {
		keys := f.keys()
		r.wrong(v, "this limits nothing", "write one of "+strings.Join(keys[:len(keys)-2], ", "))
		return l
	}
	r.contradictions(at, f, l)
	return l
}

func (r *reader) readConstraint(v value, c constraint, f *limitRow, l *limit) {
	switch c {
	case required:
		l.required = r.flag(v)
	case forbidden:
		l.forbidden = r.flag(v)
	case minimum, maximum:
		r.readBound(v, c, f, l)
	case oneOf:
		l.oneOf = r.choices(v, f)
	case noneOf:
		l.noneOf = r.choices(v, f)
	case pattern:
		l.pattern = r.pattern(v)
	case maxLength:
		l.maxLength = r.number(v)
		if l.maxLength < 1 {
			r.wrong(v, fmt.Sprintf("maxLength is %d: no value is that short", l.maxLength), "write 1 or more")
		}
	case equals:
		l.equals = new(r.flag(v))
	}
}

func (r *reader) readBound(v value, c constraint, f *limitRow, l *limit) {
	if f.form == formAmount {
		amount := r.amount(v)
		if c == minimum {
			l.least = amount
		} else {
			l.most = amount
		}
		return
	}
	n := r.number(v)
	if c == minimum {
		l.min = &n
		return
	}
	l.max = &n
	if n < f.lowest {
		r.wrong(v, fmt.Sprintf("max is %d: %s is never below %d", n, f.name, f.lowest), "")
	}
}

// amount reads a quantity: a text such as 500m, or a number.
func (r *reader) amount(v value) *resource.Quantity {
	v = r.resolved(v)
	if v.Tag == "!!str" || v.Tag == "!!int" || v.Tag == "!!float" {
		if quantity, err := resource.ParseQuantity(v.Value); err == nil {
			if quantity.Sign() < 0 {
				r.wrong(v, v.Value+" is below 0", "")
			}
			return &quantity
		}
	}
	r.wrong(v, "this is "+shown(v)+", not a quantity", "write it as Kubernetes does: 500m, 2, 1Gi")
	return new(resource.Quantity)
}

func (r *reader) choices(v value, f *limitRow) []string {
	if f.name == limitTable[limitScheduleMinutes].name { // minutes are written as numbers
		return r.minutes(v)
	}
	texts := r.texts(v)
	if len(texts) == 0 && len(r.problems) == 0 {
		r.wrong(v, "the list is empty", "write what is possible, or remove it")
	}
	for i, text := range texts {
		if len(f.choices) > 0 && !slices.ContainsFunc(f.choices, func(c string) bool { return matches(text, c) }) {
			r.oneOf(r.elements(v)[i], f.choices...)
		}
	}
	return texts
}

func (r *reader) minutes(v value) []string {
	var texts []string
	for _, e := range r.elements(v) {
		n := r.number(e)
		if n < 0 || n > 59 {
			r.wrong(e, fmt.Sprintf("%d is no minute of an hour", n), "write 0 to 59")
		}
		texts = append(texts, strconv.FormatInt(n, 10))
	}
	return texts
}

// minutes are all of an hour.
func minutes() []string {
	all := make([]string, 60)
	for i := range all {
		all[i] = strconv.Itoa(i)
	}
	return all
}

// pattern compiles an expression that the whole value must match.
func (r *reader) pattern(v value) *regexp.Regexp {
	text := r.text(v)
	_, err := regexp.Compile(text) // alone, so that the error quotes what was written
	var whole *regexp.Regexp
	if err == nil {
		whole, err = regexp.Compile("^(?:" + text + ")$")
	}
	if err != nil {
		r.wrong(v, fmt.Sprintf("%q is not a regular expression: %s", text, strings.TrimPrefix(err.Error(), "error parsing regexp: ")), "see https://github.com/google/re2/wiki/Syntax")
	}
	return whole
}

// matches reports whether text is what the glob says, in which * stands for any text, an empty one too.
func matches(glob, text string) bool {
	first, rest, starred := strings.Cut(glob, "*")
	if !starred {
		return glob == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for {
		var middle string
		if middle, rest, starred = strings.Cut(rest, "*"); !starred {
			return strings.HasSuffix(text, middle)
		}
		i := strings.Index(text, middle)
		if i < 0 {
			return false
		}
		text = text[i+len(middle):]
	}
}

func matchesAny(globs []string, text string) bool {
	for _, glob := range globs {
		if matches(glob, text) {
			return true
		}
	}
	return false
}
