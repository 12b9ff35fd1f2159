// Package generate makes Jobs and CronJobs that are mostly right and wrong in a few places: fields at any
// depth of the API's schema get values at and beyond their bounds, elements vanish or stand twice.
package generate

import (
	"math/rand/v2"
	"strings"

	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

// Generator makes objects of one kind. It is for one goroutine.
type Generator struct {
	root  *schema.Node
	paths []schema.Path
	areas map[string][]schema.Path
	aimed []schema.Path
	r     *rand.Rand
	typed bool // write only values that can be decoded
}

// New returns a generator of the objects that the root describes.
func New(root *schema.Node) *Generator {
	g := &Generator{root: root, paths: schema.Paths(root), areas: map[string][]schema.Path{}}
	for _, p := range g.paths {
		area := areaOf(p.String())
		g.areas[area] = append(g.areas[area], p)
	}
	return g
}

// Paths returns all paths of the schema.
func (g *Generator) Paths() []schema.Path { return g.paths }

// Reseed makes the next objects those of the case with this number, whatever was made before.
func (g *Generator) Reseed(seed, number uint64) { g.r = rand.New(rand.NewPCG(seed, number)) }

// The areas of an object, by who writes them.
const (
	AreaMeta     = "metadata"
	AreaJob      = "job"
	AreaTemplate = "template"
	AreaStatus   = "status"
)

func areaOf(path string) string {
	switch {
	case strings.HasPrefix(path, "status"):
		return AreaStatus
	case strings.HasPrefix(path, "spec.template.") || strings.HasPrefix(path, "spec.jobTemplate.spec.template."):
		return AreaTemplate
	case strings.HasPrefix(path, "spec"):
		return AreaJob
	default:
		return AreaMeta
	}
}

// Weights says how often a mutation goes to which area.
type Weights struct{ Meta, Job, Template, Status int }

// Mutate changes the tree in count places and returns it; parts of the argument are used.
func (g *Generator) Mutate(tree any, count int, w Weights) any {
	for range count {
		tree = g.mutate(tree, w)
	}
	return tree
}

// Aim writes the path with this number, of those that the weights touch: over enough numbers, every field.
func (g *Generator) Aim(tree any, number uint64, w Weights) any {
	if g.aimed == nil {
		for _, p := range g.paths {
			if Weighs(w, p.String()) {
				g.aimed = append(g.aimed, p)
			}
		}
	}
	return g.set(tree, g.root, "", "", g.aimed[number%uint64(len(g.aimed))])
}

// Typed makes what is written decodable for as long as the function runs.
func (g *Generator) Typed(f func()) {
	g.typed = true
	f()
	g.typed = false
}

// Chance is true in about percent of the calls.
func (g *Generator) Chance(percent int) bool { return g.r.IntN(100) < percent }

// IntN returns a number below n.
func (g *Generator) IntN(n int) int { return g.r.IntN(n) }

// Few returns a small number, at least one, mostly one or two.
func (g *Generator) Few() int {
	n := 1
	for n < 8 && g.Chance(40) {
		n++
	}
	return n
}

func (g *Generator) pathIn(w Weights) schema.Path {
	n := g.r.IntN(w.Meta + w.Job + w.Template + w.Status)
	area := AreaStatus
	switch {
	case n < w.Meta:
		area = AreaMeta
	case n < w.Meta+w.Job:
		area = AreaJob
	case n < w.Meta+w.Job+w.Template:
		area = AreaTemplate
	}
	paths := g.areas[area]
	for {
		p := paths[g.r.IntN(len(paths))]
		// Ephemeral containers are never right here, and hide much else.
		if area != AreaTemplate || g.Chance(10) || !throughEphemeral(p) {
			return p
		}
	}
}

func throughEphemeral(p schema.Path) bool {
	for _, step := range p {
		if step == "ephemeralContainers" {
			return true
		}
	}
	return false
}

func (g *Generator) mutate(tree any, w Weights) any {
	switch n := g.r.IntN(100); {
	case n < 55:
		return g.set(tree, g.root, "", "", g.pathIn(w))
	case n < 67:
		return g.editAny(tree, w, func(any, *schema.Node, string, string) (any, bool) { return nil, false })
	case n < 75:
		return g.duplicate(tree, w)
	case n < 92:
		return g.editAny(tree, w, func(v any, n *schema.Node, def, name string) (any, bool) {
			if n == nil || n.Kind == schema.Object || n.Kind == schema.Array || n.Kind == schema.Map {
				return v, true
			}
			return g.leaf(n, def, name, 35), true
		})
	case n < 95:
		return g.copyText(tree, w)
	case n < 97:
		return g.enlarge(tree, w)
	case g.typed:
		return tree
	default:
		return g.mistype(tree, w)
	}
}

// Clone returns a copy that shares nothing with the tree.
func Clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = Clone(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = Clone(e)
		}
		return l
	default:
		return v
	}
}

// Weighs tells whether mutations with these weights go to the path.
func Weighs(w Weights, path string) bool {
	switch areaOf(path) {
	case AreaStatus:
		return w.Status > 1
	case AreaTemplate:
		return w.Template > 0
	case AreaJob:
		return w.Job > 1
	default:
		return w.Meta > 1
	}
}
