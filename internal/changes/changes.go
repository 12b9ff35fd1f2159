// Package changes finds what differs between two API objects, leaf by leaf, so that a message can say which
// field changed instead of printing the whole object.
//
// It walks by reflection and allocates: call it only where the objects are known to differ.
package changes

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Leaf is one field that differs. Path is spelled as the API server spells fields, from the object's root:
// spec.template.spec.containers[0].image. A field that was added has no Old, one that was removed no New;
// an index is of the new object, of a removed element that of the old.
type Leaf struct {
	Path     string
	Old, New any // as the API type holds it, pointers followed
}

// String is `path: old → new`.
func (l Leaf) String() string {
	switch {
	case l.Old == nil:
		return l.Path + " added" + behind(l.New)
	case l.New == nil:
		return l.Path + " removed" + behind(l.Old)
	default:
		return l.Path + ": " + shown(l.Old) + " → " + shown(l.New)
	}
}

// List is the changed leaves of one comparison, in the order of the API type's fields.
type List struct {
	Leaves []Leaf // at most what was asked for
	Total  int    // how many there are
}

// maxShown is how many leaves a sentence names.
const maxShown = 5

// Sentence joins the leaves for a message: the first few, and how many more there are.
func (l List) Sentence() string {
	named := l.Leaves[:min(len(l.Leaves), maxShown)]
	parts := make([]string, len(named))
	for i, leaf := range named {
		parts[i] = leaf.String()
	}
	text := strings.Join(parts, "; ")
	if more := l.Total - len(named); more > 0 {
		text += "; and " + strconv.Itoa(more) + " more"
	}
	return text
}

// MarshalText is String: it is what an error shows as the value that was seen.
func (l List) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// String names the paths.
func (l List) String() string {
	paths := make([]string, min(len(l.Leaves), maxShown))
	for i := range paths {
		paths[i] = l.Leaves[i].Path
	}
	text := strings.Join(paths, ", ")
	if more := l.Total - len(paths); more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}

// behind shows an added or removed value where it is short enough to help.
func behind(v any) string {
	if text := shown(v); len(text) <= maxValue && !strings.HasPrefix(text, "{") {
		return " (" + text + ")"
	}
	return ""
}

const maxValue = 80

// shown is a value as JSON, cut where it would drown the sentence.
func shown(v any) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "a value that cannot be shown"
	}
	text := strings.TrimSuffix(b.String(), "\n")
	if len(text) > maxValue {
		return strings.ToValidUTF8(text[:maxValue-1], "") + "…"
	}
	return text
}
