package decode

import (
	"fmt"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// leaf returns the last name of a path: of a field with its index, or of a key.
func leaf(path string) string {
	if path == "" {
		return "the document"
	}
	if open := strings.LastIndexByte(path, '['); open >= 0 && strings.HasSuffix(path, "]") {
		key := path[open+1 : len(path)-1]
		if _, err := strconv.Atoi(key); err != nil {
			return key
		}
	}
	return path[strings.LastIndexByte(path, '.')+1:]
}

func orDocument(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// relative walks from a path: "template.spec" goes down, each ".." a field up.
func relative(path, way string) string {
	for {
		rest, ok := strings.CutPrefix(way, "..")
		if !ok {
			return join(path, way)
		}
		if i := strings.LastIndexByte(path, '.'); i >= 0 {
			path = path[:i]
		}
		if way = strings.TrimPrefix(rest, "/"); way == "" {
			return path
		}
	}
}

// shown is a value as a message shows it.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return "the text " + seenText(v)
	case bool:
		return fmt.Sprintf("a boolean (%t)", v)
	case int64, float64:
		return fmt.Sprintf("a number (%v)", v)
	default:
		return kindOf(v)
	}
}

// seenText shows text in quotes, cut where it is long, and other values as shown does.
func seenText(v any) string {
	text, ok := v.(string)
	if !ok {
		return shown(v)
	}
	const longest = 60
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return strconv.Quote(text)
}

func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case bool:
		return "a boolean"
	case int64, float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return "nothing"
}

// quantityHint mends the usual misspellings of a quantity: what was meant is "" where that is not plain.
func quantityHint(v any) (hint, meant string) {
	const form = "write a quantity, such as 500m, 2 or 1Gi"
	text, ok := v.(string)
	if !ok {
		return form, ""
	}
	bare := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	number := strings.TrimRight(bare, "KMGTPIB")
	for _, unit := range []string{"Ki", "Mi", "Gi", "Ti", "Pi"} {
		letter := strings.ToUpper(unit[:1])
		switch strings.TrimPrefix(bare, number) {
		case letter + "IB", letter + "B", letter + "I", letter:
		default:
			continue
		}
		if _, err := resource.ParseQuantity(number + unit); err == nil {
			return "write " + number + unit, number + unit
		}
	}
	return form, ""
}

// plain drops what only a Go programmer understands.
func plain(message string) string {
	message = strings.TrimPrefix(message, "error converting YAML to JSON: ")
	message = strings.TrimPrefix(message, "yaml: ")
	message = strings.TrimPrefix(message, "json: ")
	return strings.ReplaceAll(message, "Go struct field ", "field ")
}
