package defaults

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// checkTree writes what was recorded into the JSON that came in, at the pointers, and wants what the
// defaulted object is as JSON: the record says all that happened, and where.
func checkTree(t *testing.T, before string, after any, record *Record) {
	t.Helper()
	var tree, want any
	unmarshal(t, before, &tree)
	unmarshal(t, marshal(t, after), &want)
	for _, set := range record.All() {
		var value any
		unmarshal(t, marshal(t, set.Value), &value)
		put(t, tree, strings.Split(set.Pointer[1:], "/"), value)
	}
	// What the types write beside that (status: {}, metadata: {}) is no default; zero values are dropped.
	tree, want = withoutEmpty(tree), withoutEmpty(want)
	if !reflect.DeepEqual(tree, want) {
		got, _ := json.Marshal(tree)
		text, _ := json.Marshal(want)
		t.Errorf("the record makes\n%s\nof the object, defaulting\n%s", got, text)
	}
}

func put(t *testing.T, node any, tokens []string, value any) {
	t.Helper()
	name := strings.NewReplacer("~1", "/", "~0", "~").Replace(tokens[0])
	switch node := node.(type) {
	case map[string]any:
		if len(tokens) == 1 {
			node[name] = value
			return
		}
		if node[name] == nil {
			node[name] = map[string]any{}
		}
		put(t, node[name], tokens[1:], value)
	case []any:
		i, err := strconv.Atoi(name)
		if err != nil || i >= len(node) || len(tokens) == 1 {
			t.Fatalf("pointer element %q does not fit a list of %d", name, len(node))
		}
		put(t, node[i], tokens[1:], value)
	default:
		t.Fatalf("pointer element %q stands in a value", name)
	}
}

// withoutEmpty drops empty objects, lists, texts, zeros and nulls: the types write some of them and leave
// out others, whatever was set.
func withoutEmpty(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for name, value := range node {
			if value = withoutEmpty(value); value == nil {
				delete(node, name)
			} else {
				node[name] = value
			}
		}
		if len(node) == 0 {
			return nil
		}
	case []any:
		if len(node) == 0 {
			return nil
		}
		for i := range node {
			node[i] = withoutEmpty(node[i])
		}
	case string:
		if node == "" {
			return nil
		}
	case float64:
		if node == 0 {
			return nil
		}
	}
	return node
}
