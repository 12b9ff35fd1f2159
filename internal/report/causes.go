package report

import "github.com/jobvalidate/jobvalidate/internal/engine"

// causes names for a rule those whose findings come of the same mistake: text shows the one as a note of
// the other, for one thing is to be done. JSON keeps both.
var causes = map[string][]string{
	"generated-label":      {"selector-not-generated"},
	"selector-mismatch":    {"selector-not-generated", "selector-form"},
	"exit-codes-unordered": {"exit-codes-duplicate"},
	"label-value-invalid":  {"metadata-name"},
}

// onlyThere are rules whose findings come of the cause only where both stand at one place: a label that
// the author has written has mistakes of its own.
var onlyThere = map[string]bool{"label-value-invalid": true}

// grouped says which findings text shows, and the notes of each. One that says the same again is not shown.
// Cost: linear.
func grouped(findings []engine.Located) (shown []bool, notes map[int][]int) {
	type saying struct {
		rule, message string
		line, column  int
	}
	type object struct {
		document     int
		prefix, rule string
	}
	said := make(map[saying]bool, len(findings))
	first := make(map[object]int, len(findings)) // of each rule in its object, counted from 1
	shown = make([]bool, len(findings))
	for i := range findings {
		f := &findings[i]
		words := saying{f.Rule, f.Message, f.Line, f.Column}
		shown[i] = !said[words]
		said[words] = true
		if key := (object{f.Document, f.Prefix, f.Rule}); first[key] == 0 {
			first[key] = i + 1
		}
	}
	notes = map[int][]int{}
	for i := range findings {
		f := &findings[i]
		for _, rule := range causes[f.Rule] {
			cause := first[object{f.Document, f.Prefix, rule}] - 1
			if !shown[i] || cause < 0 || onlyThere[f.Rule] && (findings[cause].Line != f.Line || findings[cause].Column != f.Column) {
				continue
			}
			shown[i] = false
			notes[cause] = append(notes[cause], i)
		}
	}
	return shown, notes
}
