package decode

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// walker goes over a decoded document beside the API type that it should fit.
type walker struct {
	fields   FieldValidation
	findings []finding.Finding
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// value returns the part of v that fits the type, and notes what does not. nil stands for nothing.
func (w *walker) value(v any, t reflect.Type, path string) any {
	if v == nil {
		return nil
	}
	if reflect.PointerTo(t).Implements(unmarshaler) {
		return w.own(v, t, path)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.value(v, t.Elem(), path)
	case reflect.Struct:
		return w.object(v, t, path)
	case reflect.Map:
		return w.mapping(v, t, path)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return w.text(v, path)
		}
		return w.list(v, t, path)
	case reflect.String:
		return w.text(v, path)
	case reflect.Bool:
		return w.boolean(v, path)
	case reflect.Int32, reflect.Int64:
		return w.number(v, t, path)
	default:
		return v
	}
}

// own asks a type that reads JSON by itself: a quantity, a time, a number or text.
func (w *walker) own(v any, t reflect.Type, path string) any {
	encoded, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(encoded, reflect.New(t).Interface())
	}
	if err == nil {
		return v
	}
	switch t.Name() {
	case "Quantity":
		w.wrong(path, fmt.Sprintf("%s is %s, not a quantity", leaf(path), shown(v)), quantityHint(v))
	case "Time", "MicroTime":
		w.wrong(path, fmt.Sprintf("%s is %s, not a time", leaf(path), shown(v)), "write it as 2006-01-02T15:04:05Z")
	case "IntOrString":
		w.wrong(path, fmt.Sprintf("%s is %s; a number or text is due", leaf(path), shown(v)), "write a port number or name")
	default:
		w.wrong(path, fmt.Sprintf("%s is %s, which cannot be read: %s", leaf(path), shown(v), plain(err.Error())), "")
	}
	return nil
}

func (w *walker) object(v any, t reflect.Type, path string) any {
	tree, ok := v.(map[string]any)
	if !ok {
		w.wrong(path, fmt.Sprintf("%s is %s; fields are due", leaf(path), shown(v)), "write its fields indented below it")
		return nil
	}
	known := fieldsOf(t)
	kept := make(map[string]any, len(tree))
	for _, name := range sortedKeys(tree) {
		field, ok := known[name]
		if !ok {
			w.unknown(path, name, t, known)
			continue
		}
		if fit := w.value(tree[name], field, join(path, name)); fit != nil {
			kept[name] = fit
		}
	}
	return kept
}

func (w *walker) mapping(v any, t reflect.Type, path string) any {
	tree, ok := v.(map[string]any)
	if !ok {
		w.wrong(path, fmt.Sprintf("%s is %s; keys and values are due", leaf(path), shown(v)), "write KEY: VALUE lines below it")
		return nil
	}
	kept := make(map[string]any, len(tree))
	for _, name := range sortedKeys(tree) {
		if fit := w.value(tree[name], t.Elem(), path+"["+name+"]"); fit != nil {
			kept[name] = fit
		}
	}
	return kept
}

func (w *walker) list(v any, t reflect.Type, path string) any {
	elements, ok := v.([]any)
	if !ok {
		w.wrong(path, fmt.Sprintf("%s is %s; a list is due", leaf(path), shown(v)), "begin each element with -")
		return nil
	}
	kept := make([]any, len(elements))
	for i, element := range elements {
		kept[i] = w.value(element, t.Elem(), path+"["+strconv.Itoa(i)+"]")
	}
	return kept
}

func (w *walker) text(v any, path string) any {
	if s, ok := v.(string); ok {
		return s
	}
	switch v.(type) {
	case bool, int64, float64:
		what := leaf(path)
		if strings.Contains(path, "].value") && strings.Contains(path, ".env[") {
			what = "the env value"
		}
		w.wrong(path, fmt.Sprintf("%s is %s to YAML; text is due", what, shown(v)), fmt.Sprintf("write %q in quotes", fmt.Sprint(v)))
	default:
		w.wrong(path, fmt.Sprintf("%s is %s; text is due", leaf(path), shown(v)), "")
	}
	return nil
}

func (w *walker) boolean(v any, path string) any {
	if b, ok := v.(bool); ok {
		return b
	}
	hint := "write true or false"
	if s, ok := v.(string); ok && (s == "true" || s == "false") {
		hint = "remove the quotes"
	}
	w.wrong(path, fmt.Sprintf("%s is %s; true or false is due", leaf(path), shown(v)), hint)
	return nil
}

func (w *walker) number(v any, t reflect.Type, path string) any {
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if t.Kind() == reflect.Int32 {
		low, high = math.MinInt32, math.MaxInt32
	}
	switch n := v.(type) {
	case int64:
		if n >= low && n <= high {
			return n
		}
		w.wrong(path, fmt.Sprintf("%s is %d, beyond the largest number that fits (%d)", leaf(path), n, high), "")
		return nil
	case string:
		hint := "write a whole number"
		if _, err := strconv.ParseInt(n, 10, 64); err == nil {
			hint = "remove the quotes"
		}
		w.wrong(path, fmt.Sprintf("%s is the text %q; a whole number is due", leaf(path), n), hint)
		return nil
	}
	w.wrong(path, fmt.Sprintf("%s is %s; a whole number is due", leaf(path), shown(v)), "write a whole number")
	return nil
}

func (w *walker) wrong(path, message, hint string) {
	w.findings = append(w.findings, finding.Finding{
		Rule: "decode-type", Severity: finding.Error, Origin: finding.API, Type: "FieldValueTypeInvalid", Field: path, Message: message, Hint: hint,
	})
}

func (w *walker) unknown(path, name string, t reflect.Type, known map[string]reflect.Type) {
	severity, say := w.fields.severity()
	if !say {
		return
	}
	message := fmt.Sprintf("%s has no field %s", orDocument(path), name)
	hint := "remove it"
	if belongs, ok := elsewhere[t.Name()+"."+name]; ok {
		message, hint = fmt.Sprintf("%s stands in %s; it belongs in %s", name, orDocument(path), relative(path, belongs)), "move it"
	} else if meant, ok := nearest.Of(name, sortedKeys(known)...); ok {
		hint = "did you mean " + meant + "?"
	}
	w.findings = append(w.findings, finding.Finding{
		Rule: "decode-unknown-field", Severity: severity, Origin: finding.API, Type: "FieldValueInvalid", Field: join(path, name), Message: message, Hint: hint,
	})
}

// elsewhere knows fields that are often written at the wrong level: where they stand, and the way from
// there to where they belong.
var elsewhere = map[string]string{
	"JobSpec.restartPolicy":                   "template.spec",
	"JobSpec.containers":                      "template.spec",
	"JobSpec.volumes":                         "template.spec",
	"JobSpec.serviceAccountName":              "template.spec",
	"JobSpec.imagePullSecrets":                "template.spec",
	"JobSpec.nodeSelector":                    "template.spec",
	"JobSpec.tolerations":                     "template.spec",
	"JobSpec.affinity":                        "template.spec",
	"PodTemplateSpec.containers":              "spec",
	"PodTemplateSpec.restartPolicy":           "spec",
	"PodSpec.backoffLimit":                    "../..",
	"PodSpec.completions":                     "../..",
	"PodSpec.parallelism":                     "../..",
	"PodSpec.ttlSecondsAfterFinished":         "../..",
	"Container.privileged":                    "securityContext",
	"Container.readOnlyRootFilesystem":        "securityContext",
	"Container.runAsNonRoot":                  "securityContext",
	"Container.runAsUser":                     "securityContext",
	"Container.capabilities":                  "securityContext",
	"Container.seccompProfile":                "securityContext",
	"Container.allowPrivilegeEscalation":      "securityContext",
	"Container.limits":                        "resources",
	"Container.requests":                      "resources",
	"Container.restartPolicy":                 "..",
	"CronJobSpec.template":                    "jobTemplate.spec",
	"CronJobSpec.backoffLimit":                "jobTemplate.spec",
	"CronJobSpec.ttlSecondsAfterFinished":     "jobTemplate.spec",
	"CronJobSpec.activeDeadlineSeconds":       "jobTemplate.spec",
	"CronJobSpec.completions":                 "jobTemplate.spec",
	"CronJobSpec.parallelism":                 "jobTemplate.spec",
	"JobTemplateSpec.template":                "spec",
	"JobTemplateSpec.backoffLimit":            "spec",
	"JobTemplateSpec.ttlSecondsAfterFinished": "spec",
	"JobSpec.concurrencyPolicy":               "../..",
	"JobSpec.schedule":                        "../..",
	"JobSpec.successfulJobsHistoryLimit":      "../..",
	"JobSpec.failedJobsHistoryLimit":          "../..",
}
