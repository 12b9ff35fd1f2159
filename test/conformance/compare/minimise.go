package compare

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

// maxAttempts bounds the work on one disagreement.
const maxAttempts = 3000

// Minimise leaves out of the question what can be left out while holds stays true, and returns the smallest
// question found. For an update it tries each part in both objects at once, then in one.
func Minimise(q oracle.Request, holds func(oracle.Request) bool) oracle.Request {
	m := minimiser{holds: holds, best: q, object: tree(q.Object), old: tree(q.Old)}
	for shrunk := true; shrunk && m.attempts < maxAttempts; {
		shrunk = false
		for _, side := range [][]bool{{true, true}, {true, false}, {false, true}} {
			if m.old == nil && side[1] && !side[0] {
				continue
			}
			if m.pass(side[0], side[1]) {
				shrunk = true
			}
		}
	}
	return m.best
}

type minimiser struct {
	holds       func(oracle.Request) bool
	best        oracle.Request
	object, old any
	attempts    int
}

func tree(data []byte) any {
	v, err := generate.Decode(data)
	if err != nil {
		return nil
	}
	return v
}

// place is the way to a value: keys and indexes.
type place []any

// places lists all values below v, the larger before what is in them.
func places(v any, at place, out *[]place) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			p := append(slices.Clone(at), k)
			*out = append(*out, p)
			places(v[k], p, out)
		}
	case []any:
		for i := len(v) - 1; i >= 0; i-- { // from the end: indexes before it stay
			p := append(slices.Clone(at), i)
			*out = append(*out, p)
			places(v[i], p, out)
		}
	}
}

// pass tries to leave out every value once.
func (m *minimiser) pass(inObject, inOld bool) (shrunk bool) {
	var all []place
	if inObject {
		places(m.object, nil, &all)
	} else {
		places(m.old, nil, &all)
	}
	for _, p := range all {
		if m.attempts >= maxAttempts {
			return shrunk
		}
		object, old, changed := m.object, m.old, false
		if inObject {
			var ok bool
			object, ok = without(object, p)
			changed = changed || ok
		}
		if inOld && old != nil {
			var ok bool
			old, ok = without(old, p)
			changed = changed || ok
		}
		if changed && m.try(object, old) {
			shrunk = true
		}
	}
	return shrunk
}

func (m *minimiser) try(object, old any) bool {
	m.attempts++
	q := m.best
	var err error
	if q.Object, err = json.Marshal(object); err != nil {
		return false
	}
	if m.old != nil {
		if q.Old, err = json.Marshal(old); err != nil {
			return false
		}
	}
	if !m.holds(q) {
		return false
	}
	m.best, m.object, m.old = q, object, old
	return true
}

// without returns v without the value at the place, and whether that was there. v stays as it is.
func without(v any, p place) (any, bool) {
	switch at := p[0].(type) {
	case string:
		m, ok := v.(map[string]any)
		e, has := m[at]
		if !ok || !has {
			return v, false
		}
		m = maps.Clone(m)
		if len(p) == 1 {
			delete(m, at)
			return m, true
		}
		m[at], ok = without(e, p[1:])
		return m, ok
	case int:
		l, ok := v.([]any)
		if !ok || at >= len(l) {
			return v, false
		}
		l = slices.Clone(l)
		if len(p) == 1 {
			return slices.Delete(l, at, at+1), true
		}
		l[at], ok = without(l[at], p[1:])
		return l, ok
	}
	return v, false
}
