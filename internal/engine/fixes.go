package engine

import (
	"reflect"
	"slices"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// fixFor returns how what the API server refuses can be mended where that is plain, or nil.
func fixFor(f *finding.Finding) *finding.Fix {
	set := func(title string, value any, safe bool) *finding.Fix {
		return &finding.Fix{Title: title, Safe: safe, Edits: []finding.Edit{{Op: finding.Set, Field: f.Place(), Value: value}}}
	}
	switch f.Rule {
	case "exit-codes-unordered":
		if values, ok := f.Value.([]int32); ok {
			return set("put the exit codes in order", slices.Compact(slices.Sorted(slices.Values(values))), true)
		}
	case "exit-codes-duplicate":
		return &finding.Fix{Title: "remove the second", Safe: true, Edits: []finding.Edit{{Op: finding.Remove, Field: f.Field}}}
	case "decode-api-version":
		return set("write batch/v1", "batch/v1", true)
	case "restart-policy":
		return set("set restartPolicy to Never", "Never", false)
	}
	// One of a few words, written with another case or a slip.
	if f.Type == "FieldValueNotSupported" {
		rest, asks := strings.CutPrefix(f.Hint, "did you mean ")
		meant, ends := strings.CutSuffix(rest, "?")
		if asks && ends && nearest.Close(textOf(f.Value), meant) {
			return set("write "+meant, meant, true)
		}
	}
	return nil
}

// textOf returns a value that is text, of whatever type of text, else "".
func textOf(value any) string {
	if v := reflect.ValueOf(value); v.Kind() == reflect.String {
		return v.String()
	}
	return ""
}
