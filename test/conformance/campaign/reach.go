package campaign

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

// Reach counts, for each field of the schema, how often it was set, and how often an error named it.
type Reach struct {
	set    *counter
	errors map[string]int
}

// counter stands beside a place of the schema.
type counter struct {
	path   string
	count  int
	fields map[string]*counter
	elem   *counter
}

func newReach(root *schema.Node) *Reach {
	return &Reach{set: newCounter(root, "", nil), errors: map[string]int{}}
}

func newCounter(n *schema.Node, path string, above []*schema.Node) *counter {
	c := &counter{path: path}
	if slices.Contains(above, n) {
		return c
	}
	above = append(above, n)
	switch n.Kind {
	case schema.Object:
		c.fields = map[string]*counter{}
		for _, f := range n.Fields {
			at := f.Name
			if path != "" {
				at = path + "." + f.Name
			}
			c.fields[f.Name] = newCounter(f.Node, at, above)
		}
	case schema.Array, schema.Map:
		c.elem = newCounter(n.Elem, path+"[]", above)
	}
	return c
}

func (c *counter) note(v any) {
	c.count++
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if f := c.fields[k]; f != nil {
				f.note(e)
			} else if c.elem != nil {
				c.elem.note(e)
			}
		}
	case []any:
		if c.elem != nil {
			for _, e := range v {
				c.elem.note(e)
			}
		}
	}
}

func (c *counter) add(other *counter) {
	c.count += other.count
	for k, f := range c.fields {
		f.add(other.fields[k])
	}
	if c.elem != nil {
		c.elem.add(other.elem)
	}
}

func (c *counter) walk(f func(path string, count int)) {
	if c.path != "" {
		f(c.path, c.count)
	}
	for _, k := range slices.Sorted(maps.Keys(c.fields)) {
		c.fields[k].walk(f)
	}
	if c.elem != nil {
		c.elem.walk(f)
	}
}

var index = regexp.MustCompile(`\[[^\]]*\]`)

// folded is a field without the indexes and keys in it.
func folded(field string) string { return index.ReplaceAllString(field, "[]") }

func (r *Reach) add(other *Reach) {
	r.set.add(other.set)
	for k, n := range other.errors {
		r.errors[k] += n
	}
}

// neverSet returns the fields that no case had, of those that the weights touch.
func (r *Reach) neverSet(w generate.Weights) []string {
	var never []string
	r.set.walk(func(path string, count int) {
		if count == 0 && generate.Weighs(w, path) {
			never = append(never, path)
		}
	})
	return never
}

// Write prints a table: field, how often set, how often named by an error of the API server; then the
// fields that errors named under a name that the schema does not have.
func (r *Reach) Write(w io.Writer) error {
	rest := maps.Clone(r.errors)
	var err error
	r.set.walk(func(path string, count int) {
		delete(rest, path)
		if err == nil {
			_, err = fmt.Fprintf(w, "%8d %8d %s\n", count, r.errors[path], path)
		}
	})
	fields := slices.SortedFunc(maps.Keys(rest), func(a, b string) int { return cmp.Compare(a, b) })
	for _, field := range fields {
		if err == nil {
			_, err = fmt.Fprintf(w, "%8s %8d %s\n", "-", rest[field], field)
		}
	}
	return err
}
