package decode

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jobvalidate/jobvalidate/internal/amount"
	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/internal/schema"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// structure says everything that is wrong with the form of a document, and takes out of it what cannot be
// read, so that the rest can.
type structure struct {
	schema   *schema.Schema
	tree     any
	fields   FieldValidation
	findings []finding.Finding
}

// check returns the rest of the document.
func (s *structure) check(kind string) (any, error) {
	violations, err := s.schema.Validate(kind, s.tree)
	for _, v := range violations {
		if v.Want == schema.WantKnownFields {
			object, _ := v.Value.(map[string]any)
			for _, name := range v.Names {
				s.unknown(v, name)
				delete(object, name)
			}
			continue
		}
		s.wrongType(v)
		s.takeOut(v.Path)
	}
	return s.tree, err
}

// takeOut removes a value; of a list its place stays, so that the others keep their index.
func (s *structure) takeOut(path []string) {
	if len(path) == 0 {
		s.tree = nil
		return
	}
	last := path[len(path)-1]
	switch parent := s.value(path[:len(path)-1]).(type) {
	case map[string]any:
		delete(parent, last)
	case []any:
		if i, err := strconv.Atoi(last); err == nil && i < len(parent) {
			parent[i] = nil
		}
	}
}

func (s *structure) value(path []string) any {
	at := s.tree
	for _, token := range path {
		switch v := at.(type) {
		case map[string]any:
			at = v[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i >= len(v) {
				return nil
			}
			at = v[i]
		}
	}
	return at
}

func (s *structure) wrongType(v schema.Violation) {
	f := finding.Finding{Rule: "decode-type", Severity: finding.Error, Origin: finding.API, Type: "FieldValueTypeInvalid", Field: v.Field}
	name, seen := leaf(v.Field), shown(v.Value)
	switch v.Want {
	case schema.WantText:
		s.textDue(&f, v)
	case schema.WantNumber:
		numberDue(&f, v)
	case schema.WantSmaller:
		f.Message, f.Hint = tooLarge(name, v.Value)
	case schema.WantBoolean:
		f.Message, f.Hint = fmt.Sprintf("%s is %s; true or false is due", name, seen), "write true or false"
		if text, ok := v.Value.(string); ok && (text == "true" || text == "false") {
			f.Hint, f.Fix = "remove the quotes", set("take the quotes off "+name, v.Field, text == "true")
		}
	case schema.WantList:
		f.Message, f.Hint = fmt.Sprintf("%s is %s; a list is due", name, seen), "begin each element with -"
		if text, ok := v.Value.(string); ok && v.OfText {
			f.Hint = "write " + asList(name, text)
		}
	case schema.WantFields:
		f.Message, f.Hint = fmt.Sprintf("%s is %s; fields are due", name, seen), "write its fields indented below it"
		if known := s.schema.Fields(v.Type); len(known) > 0 && len(known) <= 6 {
			f.Hint += ": " + strings.Join(known, ", ")
		}
	case schema.WantMap:
		f.Message, f.Hint = fmt.Sprintf("%s is %s; keys and values are due", name, seen), "write KEY: VALUE lines below it"
	case schema.WantQuantity:
		if text, ok := v.Value.(string); ok && amount.IsEndless(text) {
			f.Message, f.Hint = fmt.Sprintf("%s is %s: such an exponent would keep the API server busy for minutes", name, seenText(v.Value)), "write a quantity, such as 500m, 2 or 1Gi"
			break
		}
		f.Message = fmt.Sprintf("%s is %s, not a quantity", name, seenText(v.Value))
		var meant string
		if f.Hint, meant = quantityHint(v.Value); meant != "" {
			f.Fix = set("write "+name+" as "+meant, v.Field, meant)
		}
	case schema.WantTime:
		f.Message, f.Hint = fmt.Sprintf("%s is %s, not a time", name, seen), "write it as 2006-01-02T15:04:05Z"
	case schema.WantNumberText:
		f.Message, f.Hint = fmt.Sprintf("%s is %s; a number or text is due", name, seen), "write a port number or name"
	}
	s.findings = append(s.findings, f)
}

// asList is the text as the list that is due: of a command line one element a word, where no quotes say otherwise.
func asList(name, text string) string {
	parts := []string{text}
	if (name == "command" || name == "args") && !strings.ContainsAny(text, "\"'\\$`|&;<>(){}") {
		parts = strings.Fields(text)
	}
	for i := range parts {
		parts[i] = strconv.Quote(parts[i])
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (s *structure) textDue(f *finding.Finding, v schema.Violation) {
	switch v.Value.(type) {
	case bool, int64, float64:
	default:
		f.Message = fmt.Sprintf("%s is %s; text is due", leaf(v.Field), shown(v.Value))
		f.Hint = "write one line of text"
		return
	}
	f.Hint = fmt.Sprintf("write %q in quotes", fmt.Sprint(v.Value))
	f.Fix = &finding.Fix{Title: "quote " + leaf(v.Field), Safe: true, Edits: []finding.Edit{{Op: finding.Quote, Field: v.Field}}}
	if strings.HasSuffix(v.Field, "].value") && strings.Contains(v.Field, ".env[") {
		name := "an env value"
		if variable, ok := s.value(v.Path[:len(v.Path)-1]).(map[string]any); ok {
			if text, ok := variable["name"].(string); ok {
				name = "env " + text
			}
		}
		f.Message = fmt.Sprintf("%s is %s to YAML; env values are text", name, kindOf(v.Value))
		return
	}
	f.Message = fmt.Sprintf("%s is %s to YAML; text is due", leaf(v.Field), shown(v.Value))
}

func numberDue(f *finding.Finding, v schema.Violation) {
	name := leaf(v.Field)
	f.Hint = "write a whole number"
	text, ok := v.Value.(string)
	if !ok {
		f.Message = fmt.Sprintf("%s is %s; a whole number is due", name, shown(v.Value))
		return
	}
	f.Message = fmt.Sprintf("%s is %s; a whole number is due", name, shown(text))
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		f.Hint, f.Fix = "remove the quotes", set("take the quotes off "+name, v.Field, n)
	}
}

func set(title, field string, value any) *finding.Fix {
	return &finding.Fix{Title: title, Safe: true, Edits: []finding.Edit{{Op: finding.Set, Field: field, Value: value}}}
}

func move(title, from, to string) *finding.Fix {
	return &finding.Fix{Title: title, Safe: true, Edits: []finding.Edit{{Op: finding.Move, Field: from, To: to}}}
}

func tooLarge(name string, value any) (message, hint string) {
	number, _ := value.(int64)
	last, beyond, hint := int64(math.MaxInt32), "above", "write a smaller number"
	if number < 0 {
		last, beyond, hint = math.MinInt32, "below", "write a larger number"
	}
	if float, ok := value.(float64); ok {
		if float < 0 {
			hint = "write a larger number"
		}
		return fmt.Sprintf("%s is %v, which no field of the API can hold", name, value), hint
	}
	return fmt.Sprintf("%s is %d, %s %d, the last number that fits", name, number, beyond, last), hint
}

// MoveHint is the hint of a field that stands at the wrong level.
const MoveHint = "move it"

func (s *structure) unknown(v schema.Violation, name string) {
	severity, say := s.fields.severity()
	if !say {
		return
	}
	path := v.Field
	f := finding.Finding{
		Rule: "decode-unknown-field", Severity: severity, Origin: finding.API, Type: "FieldValueInvalid", Field: join(path, name),
		Message: fmt.Sprintf("%s has no field %s", orDocument(path), name), Hint: "remove it",
	}
	known := s.schema.Fields(v.Type)
	correct, isCase := sameButCase(name, known)
	switch way, misplaced := belongs(v.Type, name); {
	case isCase:
		s.rename(&f, v, correct)
	case misplaced && relative(path, way) == path:
		f.Message, f.Hint = fmt.Sprintf("%s has no field %s; a CronJob's has", orDocument(path), name), "remove it, or write a CronJob"
	case misplaced:
		to := relative(path, way)
		f.Message = fmt.Sprintf("%s stands in %s; it belongs in %s", name, orDocument(path), to)
		f.Hint, f.Fix = MoveHint, move("move "+name+" to "+to, f.Field, join(to, name))
	default:
		if in := versionsOf(v.Type, name); in != "" {
			f.Message = fmt.Sprintf("%s has no field %s in this version of Kubernetes: %s", orDocument(path), name, in)
			break
		}
		if meant, ok := nearest.Of(name, known...); ok {
			s.rename(&f, v, meant)
		}
	}
	s.findings = append(s.findings, f)
}

// rename tells of the field that was meant; it can be mended where that does not stand there too.
func (s *structure) rename(f *finding.Finding, v schema.Violation, meant string) {
	f.Hint = "did you mean " + meant + "?"
	name := f.Field[len(f.Field)-len(leaf(f.Field)):]
	if object, ok := v.Value.(map[string]any); ok && object[meant] == nil && nearest.Close(name, meant) {
		f.Fix = move("call it "+meant, f.Field, join(v.Field, meant))
	}
}

func sameButCase(name string, known []string) (string, bool) {
	i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, name) })
	if i < 0 {
		return "", false
	}
	return known[i], true
}
