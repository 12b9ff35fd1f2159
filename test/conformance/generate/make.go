package generate

import (
	"slices"

	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

// maxDepth ends the growth of made-up objects.
const maxDepth = 6

// plausible makes a value of the type, mostly right. def and name are those of the field that it is for.
func (g *Generator) plausible(n *schema.Node, def, name string, depth int) any {
	switch n.Kind {
	case schema.Object:
		return g.object(n, depth)
	case schema.Array:
		items := make([]any, 0, 2)
		for range g.length() {
			items = append(items, g.plausible(n.Elem, def, name+"[]", depth+1))
		}
		if !g.Chance(10) {
			slices.SortFunc(items, compareNumbers)
		}
		return items
	case schema.Map:
		m := map[string]any{}
		for range g.length() {
			m[g.key(def, name)] = g.plausible(n.Elem, def, name+"[]", depth+1)
		}
		return m
	default:
		return g.leaf(n, def, name, 93)
	}
}

// compareNumbers orders numbers and leaves the rest as it is.
func compareNumbers(a, b any) int {
	x, ok := a.(int)
	y, both := b.(int)
	if !ok || !both {
		return 0
	}
	return x - y
}

func (g *Generator) length() int {
	switch n := g.r.IntN(10); {
	case n == 0:
		return 0
	case n < 8:
		return 1
	default:
		return 2
	}
}

func (g *Generator) object(n *schema.Node, depth int) map[string]any {
	m := map[string]any{}
	members := unions[n.Def]
	for _, f := range n.Fields {
		if slices.Contains(members, f.Name) {
			continue
		}
		if !f.Required && (depth > maxDepth || !g.Chance(18)) {
			continue
		}
		m[f.Name] = g.plausible(f.Node, n.Def, f.Name, depth+1)
	}
	if len(members) > 0 {
		for range g.length() {
			if f := n.Field(members[g.r.IntN(len(members))]); f != nil {
				m[f.Name] = g.plausible(f.Node, n.Def, f.Name, depth+1)
			}
		}
	}
	return m
}

func (g *Generator) key(def, name string) string {
	if pool, ok := pools[def+"."+name+"{}"]; ok {
		return g.pick(pool, 80).(string)
	}
	return g.pick(anyText, 80).(string)
}

func (g *Generator) pick(pool pool, goodPercent int) any {
	if len(pool.bad) == 0 || len(pool.good) > 0 && g.Chance(goodPercent) {
		return pool.good[g.r.IntN(len(pool.good))]
	}
	return pool.bad[g.r.IntN(len(pool.bad))]
}

// leaf makes a value of a type that has no parts.
func (g *Generator) leaf(n *schema.Node, def, name string, goodPercent int) any {
	if g.typed && (n.Kind == schema.Quantity || n.Kind == schema.Time) {
		goodPercent = 100 // others may not be readable
	}
	pool, ok := pools[def+"."+name]
	if !ok && n.Kind == schema.String {
		pool, ok = pools[name]
	}
	if !ok && n.Kind != schema.String {
		if pool, ok = pools[name]; ok && !holdsNumbers(pool) {
			ok = false
		}
	}
	if ok {
		return g.pick(pool, goodPercent)
	}
	switch n.Kind {
	case schema.Int32:
		return g.pick(byKind["int32"], goodPercent)
	case schema.Int64:
		return g.pick(byKind["int64"], goodPercent)
	case schema.Bool:
		return g.Chance(50)
	case schema.Quantity:
		return g.pick(quantity, goodPercent)
	case schema.IntOrString:
		return g.pick(byKind["port"], goodPercent)
	case schema.Time:
		return g.pick(time, goodPercent)
	case schema.Free:
		return map[string]any{}
	default:
		return g.pick(byKind["text"], goodPercent)
	}
}

func holdsNumbers(pool pool) bool {
	switch pool.good[0].(type) {
	case int, int64:
		return true
	default:
		return false
	}
}
