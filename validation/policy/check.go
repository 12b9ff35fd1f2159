package policy

import (
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// checker holds an object against the limits of a set. Each method is about one form of limit; it does
// nothing where the policy has no such limit.
// Cost: nothing is allocated for an object that keeps all limits.
type checker struct {
	set   *set
	found []finding.Finding

	beyond map[string]bool // rules that have spoken since found was full
}

func (c *checker) limit(id limitID) *limit {
	if l := c.set.limits[id]; l != nil && !l.none {
		return l
	}
	return nil
}

const (
	causeRequired     = metav1.CauseTypeFieldValueRequired
	causeInvalid      = metav1.CauseTypeFieldValueInvalid
	causeNotSupported = metav1.CauseTypeFieldValueNotSupported
	causeForbidden    = metav1.CauseType("FieldValueForbidden")
)

// breach writes a finding. what is the field in the words of a person; says goes on from there.
func (c *checker) breach(l *limit, kind metav1.CauseType, at *check.Path, seen any, message, hint string) {
	mode := l.mode
	if mode == "" {
		mode = c.set.mode
	}
	if l.message != "" {
		hint = l.message
	}
	if len(c.found) >= finding.Most && !c.isNew(l.rule) {
		return
	}
	c.found = append(c.found, finding.Finding{
		Rule: l.rule, Severity: mode.severity(), Origin: finding.Policy, Type: string(kind), Field: at.String(),
		Message: message, Hint: hint, Value: seen, AuditOnly: mode == Audit,
	})
}

// isNew reports whether the rule has not spoken since there were finding.Most findings: what one limit says a thousand
// times must not keep another from refusing.
func (c *checker) isNew(rule string) bool {
	if c.beyond[rule] {
		return false
	}
	if c.beyond == nil {
		c.beyond = map[string]bool{}
	}
	c.beyond[rule] = true
	return true
}

// number checks a whole number that may be left out. The path is that of what the field is in.
func (c *checker) number(id limitID, at *check.Path, name string, n int64, written bool) {
	l := c.limit(id)
	if l == nil {
		return
	}
	if !written {
		if l.required {
			p := at.Child(name)
			c.missing(l, &p, name, numberHint(l))
		}
		return
	}
	switch p := at.Child(name); {
	case l.forbidden:
		c.breach(l, causeForbidden, &p, n, "the policy does not want "+name+" set", "remove it")
	case l.min != nil && n < *l.min:
		c.breach(l, causeInvalid, &p, n, name+" is "+itoa(n)+"; the policy wants at least "+itoa(*l.min), numberHint(l))
	case l.max != nil && n > *l.max:
		c.breach(l, causeInvalid, &p, n, name+" is "+itoa(n)+"; the policy allows at most "+itoa(*l.max), numberHint(l))
	}
}

func (c *checker) missing(l *limit, at *check.Path, name, hint string) {
	c.breach(l, causeRequired, at, "", "the policy wants "+name+", and it is missing", hint)
}

func numberHint(l *limit) string {
	switch {
	case l.min != nil && l.max != nil:
		return "write " + itoa(*l.min) + " to " + itoa(*l.max)
	case l.max != nil:
		return "write " + itoa(*l.max) + " or less"
	case l.min != nil:
		return "write " + itoa(*l.min) + " or more"
	default:
		return "write a number"
	}
}

// text checks a text that may be left out, which is empty then. at is its own path, what names it in a
// sentence.
func (c *checker) text(l *limit, at *check.Path, what, text string) {
	if text == "" {
		if l.required {
			c.missing(l, at, what, textHint(l, ""))
		}
		return
	}
	c.textValue(l, at, what, text)
}

// textValue checks a text that is there, be it empty.
func (c *checker) textValue(l *limit, at *check.Path, what, text string) {
	switch {
	case l.forbidden:
		c.breach(l, causeForbidden, at, text, "the policy does not want "+what+" set; it is "+strconv.Quote(text), "remove it")
	case len(l.oneOf) > 0 && !matchesAny(l.oneOf, text):
		c.breach(l, causeNotSupported, at, text, what+" is "+strconv.Quote(text)+"; the policy allows "+listed(l.oneOf, text), textHint(l, text))
	case matchesAny(l.noneOf, text):
		c.breach(l, causeNotSupported, at, text, what+" is "+strconv.Quote(text)+", which the policy does not allow", textHint(l, text))
	case l.pattern != nil && !l.pattern.MatchString(text):
		c.breach(l, causeInvalid, at, text, what+" is "+strconv.Quote(text)+", which is not of the form that the policy wants", textHint(l, text))
	case l.maxLength > 0 && int64(len(text)) > l.maxLength:
		c.breach(l, causeInvalid, at, text, what+" has "+itoa(int64(len(text)))+" characters; the policy allows "+itoa(l.maxLength), "shorten it by "+itoa(int64(len(text))-l.maxLength))
	}
}

// listed names the choices, the nearest to what was written first.
func listed(choices []string, text string) string {
	if len(choices) > 1 {
		if meant, ok := nearest.Of(text, choices...); ok {
			sorted := []string{meant}
			for _, choice := range choices {
				if choice != meant {
					sorted = append(sorted, choice)
				}
			}
			choices = sorted
		}
	}
	return strings.Join(choices, ", ")
}

func textHint(l *limit, text string) string {
	switch {
	case len(l.oneOf) == 1:
		return "write " + l.oneOf[0]
	case len(l.oneOf) > 0:
		if meant, ok := nearest.Of(text, l.oneOf...); ok && text != "" {
			return "did you mean " + meant + "?"
		}
		return "write one of " + strings.Join(l.oneOf, ", ")
	case text == "":
		return "write one"
	case len(l.noneOf) > 0:
		return "choose another"
	default:
		return "ask those who keep the policy for the form"
	}
}

// child checks a text field of what at is the path of.
func (c *checker) child(id limitID, at *check.Path, name, text string) {
	if l := c.limit(id); l != nil {
		p := at.Child(name)
		c.text(l, &p, name, text)
	}
}

// flag checks a truth value, as it takes effect.
func (c *checker) flag(id limitID, at *check.Path, name string, on bool) {
	l := c.limit(id)
	if l == nil || l.equals == nil || *l.equals == on {
		return
	}
	p := at.Child(name)
	want := strconv.FormatBool(*l.equals)
	c.breach(l, causeInvalid, &p, on, name+" is "+strconv.FormatBool(on)+"; the policy wants "+want, "write "+name+": "+want)
}

// present checks something that is there or not.
func (c *checker) present(id limitID, at *check.Path, name string, there bool, hint string) {
	l := c.limit(id)
	switch {
	case l == nil:
	case l.required && !there:
		p := at.Child(name)
		c.missing(l, &p, name, hint)
	case l.forbidden && there:
		p := at.Child(name)
		c.breach(l, causeForbidden, &p, "", "the policy does not want "+name+" set", "remove it")
	}
}

// pairs checks a map of texts, key by key.
func (c *checker) pairs(id limitID, at *check.Path, what string, pairs map[string]string) {
	l := c.limit(id)
	if l == nil {
		return
	}
	for i := range l.entries {
		e := &l.entries[i]
		text, there := pairs[e.key]
		switch p := at.Key(e.key); {
		case there:
			c.textValue(e.limit, &p, what+" "+e.key, text)
		case e.limit.required:
			hint := textHint(e.limit, "")
			if len(e.limit.oneOf) == 0 {
				hint = "add the " + what + " " + e.key
			}
			c.missing(e.limit, &p, what+" "+e.key, hint)
		}
	}
}

// amount checks a quantity.
func (c *checker) amount(l *limit, at *check.Path, what string, q resource.Quantity, written bool) {
	switch {
	case !written:
		if l.required {
			c.missing(l, at, what, amountHint(l))
		}
	case l.forbidden:
		c.breach(l, causeForbidden, at, q.String(), "the policy does not want "+what+" set; it is "+q.String(), "remove it")
	case l.least != nil && q.Cmp(*l.least) < 0:
		c.breach(l, causeInvalid, at, q.String(), what+" is "+q.String()+"; the policy wants at least "+l.least.String(), amountHint(l))
	case l.most != nil && q.Cmp(*l.most) > 0:
		c.breach(l, causeInvalid, at, q.String(), what+" is "+q.String()+"; the policy allows at most "+l.most.String(), amountHint(l))
	}
}

func amountHint(l *limit) string {
	switch {
	case l.least != nil && l.most != nil:
		return "write " + l.least.String() + " to " + l.most.String()
	case l.most != nil:
		return "write " + l.most.String() + " or less"
	case l.least != nil:
		return "write " + l.least.String() + " or more"
	default:
		return "write a quantity, such as 500m or 1Gi"
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
