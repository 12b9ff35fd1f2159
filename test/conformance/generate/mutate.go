package generate

import (
	"fmt"
	"maps"
	"slices"

	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

// set writes a value at the path, makes what is missing on the way, and returns the value that v became.
func (g *Generator) set(v any, n *schema.Node, def, name string, path schema.Path) any {
	if len(path) == 0 {
		switch n.Kind {
		case schema.Object, schema.Array, schema.Map:
			return g.plausible(n, def, name, 2)
		default:
			return g.leaf(n, def, name, 45)
		}
	}
	switch n.Kind {
	case schema.Object:
		m, ok := v.(map[string]any)
		if !ok {
			m = g.object(n, maxDepth)
		}
		f := n.Field(path[0])
		_, had := m[f.Name]
		if members := unions[n.Def]; !had && slices.Contains(members, f.Name) && g.Chance(75) {
			for _, other := range members {
				delete(m, other)
			}
		}
		m[f.Name] = g.set(m[f.Name], f.Node, n.Def, f.Name, path[1:])
		return m
	case schema.Array:
		items, _ := v.([]any)
		if len(items) == 0 || g.Chance(12) {
			items = append(items, g.plausible(n.Elem, def, name+"[]", 3))
		}
		i := g.r.IntN(len(items))
		items[i] = g.set(items[i], n.Elem, def, name+"[]", path[1:])
		return items
	case schema.Map:
		m, ok := v.(map[string]any)
		if !ok {
			m = map[string]any{}
		}
		key := g.key(def, name)
		if len(m) > 0 && g.Chance(50) {
			keys := slices.Sorted(maps.Keys(m))
			key = keys[g.r.IntN(len(keys))]
		}
		m[key] = g.set(m[key], n.Elem, def, name+"[]", path[1:])
		return m
	default:
		return g.leaf(n, def, name, 45)
	}
}

// edit changes a value or says that it goes away.
type edit func(v any, n *schema.Node, def, name string) (any, bool)

// editAny picks any value below the root and edits it. Apart from the type of the object and what the
// weights leave out, all values are as likely.
func (g *Generator) editAny(tree any, w Weights, f edit) any {
	total := 0
	g.visit(tree, g.root, "", "", w, 0, func(v any, _ *schema.Node, _, _ string) (any, bool) {
		total++
		return v, true
	})
	if total == 0 {
		return tree
	}
	chosen := g.r.IntN(total)
	at := 0
	tree, _ = g.visit(tree, g.root, "", "", w, 0, func(v any, n *schema.Node, def, name string) (any, bool) {
		at++
		if at-1 == chosen {
			return f(v, n, def, name)
		}
		return v, true
	})
	return tree
}

// visit calls f for every value below v, in a fixed order, and rebuilds v of what it returns.
func (g *Generator) visit(v any, n *schema.Node, def, name string, w Weights, depth int, f edit) (any, bool) {
	if depth > 0 {
		if n, keep := f(v, n, def, name); !keep {
			return n, false
		} else {
			v = n
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if depth == 0 && (key == "apiVersion" || key == "kind" || key == "status" && w.Status == 0 || key == "metadata" && w.Meta == 0 || key == "spec" && w.Job+w.Template == 0) {
				continue
			}
			child, childDef, childName := (*schema.Node)(nil), def, name+"[]"
			if n != nil && n.Kind == schema.Object {
				childDef, childName = n.Def, key
				if field := n.Field(key); field != nil {
					child = field.Node
				}
			} else if n != nil {
				child = n.Elem
			}
			if e, keep := g.visit(v[key], child, childDef, childName, w, depth+1, f); keep {
				v[key] = e
			} else {
				delete(v, key)
			}
		}
		return v, true
	case []any:
		var elem *schema.Node
		if n != nil {
			elem = n.Elem
		}
		kept := v[:0]
		for _, e := range v {
			if e, keep := g.visit(e, elem, def, name+"[]", w, depth+1, f); keep {
				kept = append(kept, e)
			}
		}
		return kept, true
	}
	return v, true
}

// onAnyList edits one of the lists that have an element.
func (g *Generator) onAnyList(tree any, w Weights, f func(items []any, n *schema.Node, def, name string) []any) any {
	total := 0
	g.visit(tree, g.root, "", "", w, 0, func(v any, _ *schema.Node, _, _ string) (any, bool) {
		if items, ok := v.([]any); ok && len(items) > 0 {
			total++
		}
		return v, true
	})
	if total == 0 {
		return tree
	}
	chosen, at := g.r.IntN(total), 0
	tree, _ = g.visit(tree, g.root, "", "", w, 0, func(v any, n *schema.Node, def, name string) (any, bool) {
		items, ok := v.([]any)
		if !ok || len(items) == 0 {
			return v, true
		}
		at++
		if at-1 != chosen {
			return v, true
		}
		return f(items, n, def, name), true
	})
	return tree
}

// duplicate puts a copy of an element beside it, perhaps changed in one leaf.
func (g *Generator) duplicate(tree any, w Weights) any {
	return g.onAnyList(tree, w, func(items []any, n *schema.Node, def, name string) []any {
		i := g.r.IntN(len(items))
		twin := Clone(items[i])
		if n != nil && n.Elem.Kind == schema.Object && g.Chance(60) {
			if m, ok := twin.(map[string]any); ok && len(m) > 0 {
				keys := slices.Sorted(maps.Keys(m))
				if f := n.Elem.Field(keys[g.r.IntN(len(keys))]); f != nil {
					m[f.Name] = g.plausible(f.Node, n.Elem.Def, f.Name, 3)
				}
			}
		}
		return slices.Insert(items, g.r.IntN(len(items)+1), twin)
	})
}

// sizes are list lengths at which some limit lies.
var sizes = []int{2, 4, 5, 8, 10, 11, 16, 20, 21, 25, 32, 33, 64, 65, 100, 256}

// enlarge makes a list long: copies whose name or key is their own, numbers that ascend.
func (g *Generator) enlarge(tree any, w Weights) any {
	return g.onAnyList(tree, w, func(items []any, _ *schema.Node, _, _ string) []any {
		size, first := sizes[g.r.IntN(len(sizes))], items[0]
		for i := len(items); i < size; i++ {
			items = append(items, numbered(Clone(first), i))
		}
		return items
	})
}

func numbered(v any, i int) any {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range []string{"name", "key", "mountPath", "devicePath", "type", "ip"} {
			if s, ok := v[key].(string); ok {
				v[key] = fmt.Sprintf("%s%d", s, i)
			}
		}
		return v
	case string:
		return fmt.Sprintf("%s%d", v, i)
	case int:
		return v + i
	default:
		return v
	}
}

// copyText writes a text that stands somewhere to another place: references meet or miss their target.
func (g *Generator) copyText(tree any, w Weights) any {
	var text string
	pick := func(v any, _ *schema.Node, _, _ string) (any, bool) {
		if s, ok := v.(string); ok {
			text = s
		}
		return v, true
	}
	for tries := 0; text == "" && tries < 5; tries++ {
		tree = g.editAny(tree, w, pick)
	}
	done := false
	paste := func(v any, n *schema.Node, _, _ string) (any, bool) {
		if n != nil && n.Kind == schema.String {
			done = true
			return text, true
		}
		return v, true
	}
	for tries := 0; !done && tries < 5; tries++ {
		tree = g.editAny(tree, w, paste)
	}
	return tree
}

// mistype writes what the type does not have: a field, null, or a value of another type.
func (g *Generator) mistype(tree any, w Weights) any {
	return g.editAny(tree, w, func(v any, n *schema.Node, _, _ string) (any, bool) {
		switch g.r.IntN(4) {
		case 0:
			return nil, true
		case 1:
			if m, ok := v.(map[string]any); ok && n != nil && n.Kind == schema.Object {
				m["noSuchField"] = "x"
				return m, true
			}
			return v, true
		default:
			return []any{"text", 5, true, 1.5, []any{}, map[string]any{}, "5"}[g.r.IntN(7)], true
		}
	})
}
