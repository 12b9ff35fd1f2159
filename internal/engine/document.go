package engine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/internal/changes"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/ignore"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// Located is a finding of an object in a file.
type Located struct {
	Document   int    `json:"document"`
	Line       int    `json:"line"`
	Column     int    `json:"column"`
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
	finding.Finding

	EndColumn    int    `json:"-"` // the column after what is at fault
	Source       string `json:"-"` // the line that it is on, or a piece of it
	SourceColumn int    `json:"-"` // the column that Source begins in
	Prefix       string `json:"-"` // the path of the object in its document, where that is a List
}

// Result is what was found in one file.
type Result struct {
	Findings                           []Located
	Documents, Jobs, CronJobs, Skipped int

	// Hidden is how much advice was below the severity that is shown.
	Hidden int

	// Ignored is how much was found that a comment or an annotation asks away.
	Ignored int
	// Cut says that there were more findings than enough, and that the rest of the file was not read.
	Cut bool
	// Templated says that a document is no YAML because it is the source of a template.
	Templated bool
}

// File says what the API server would say to the creation of every Job and CronJob in the data. Other
// kinds are skipped and counted. It never fails: what cannot be read is a finding.
func (e Engine) File(data []byte, fields decode.FieldValidation) Result {
	return e.FileOver(data, nil, fields)
}

// FileOver is File where the cluster holds what is live: of objects that are there it says what the API
// server would say to an update, as `kubectl apply` makes one. A nil live holds nothing.
func (e Engine) FileOver(data []byte, live *Live, fields decode.FieldValidation) Result {
	var result Result
	documents, err := manifest.Split(data)
	if err != nil {
		f, line := decode.NotText(err)
		result.Findings = []Located{{Line: line, Column: 1, Finding: f}}
		return result
	}
	o := object{engine: e, file: data, fields: fields, neighbours: neighbours(data, documents), live: live, result: &result}
	if live != nil {
		o.names = namesOf(documents)
	}
	for _, d := range documents {
		if o.hasEnough() {
			break
		}
		result.Documents++
		o.documentIn(d)
	}
	result.sort()
	return result
}

// sort puts the findings in the order of the file. At one place the worse goes first; the rest of the order only
// must be the same each time, for what is found in a map comes in any.
func (r *Result) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Located) int {
		if order := cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)); order != 0 {
			return order
		}
		switch {
		case b.Severity.Below(a.Severity):
			return -1
		case a.Severity.Below(b.Severity):
			return 1
		}
		return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
}

// header is what tells kinds apart.
type header struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Items             []json.RawMessage `json:"items"`

	elements []*plainyaml.Tree // instead of Items, where the document is plain
}

// headerOf reads the header of an object in JSON. Where the metadata is of a wrong type the kind alone says
// whether it matters.
func headerOf(data []byte) (header, bool) {
	var h header
	if kjson.UnmarshalCaseSensitivePreserveInts(data, &h) == nil {
		return h, true
	}
	h = header{}
	return h, kjson.UnmarshalCaseSensitivePreserveInts(data, &h.TypeMeta) == nil
}

// plainHeader reads the header from the tree of a plain document, which costs next to nothing. It reports
// false where the header has more to it.
func plainHeader(tree *plainyaml.Tree) (h header, ok bool) {
	if tree == nil {
		return h, false
	}
	var okVersion, okKind, okName bool
	h.APIVersion, okVersion = tree.Text("apiVersion")
	h.Kind, okKind = tree.Text("kind")
	if tree.Has("items") {
		h.elements, okName = tree.Elements("items")
		return h, okVersion && okKind && okName && isList(h.TypeMeta)
	}
	h.Name, okName = tree.Text("metadata", "name")
	h.Namespace, _ = tree.Text("metadata", "namespace")
	for _, text := range []*string{&h.APIVersion, &h.Kind, &h.Name, &h.Namespace} {
		*text = strings.Clone(*text) // findings keep them, and would keep the whole document
	}
	return h, okVersion && okKind && okName
}

// documentIn reads one document of the file. o is a copy: each document has objects and positions of its own.
func (o object) documentIn(d manifest.Document) {
	if tree := d.Plain(); tree != nil { // kept with the document, for what is asked of it below
		defer tree.Release()
	}
	o.annotated = bytes.Contains(d.Text, []byte("jobvalidate.dev/"))
	source, duplicates, err := decode.Read(d)
	if err != nil {
		o.result.Templated = o.result.Templated || manifest.IsTemplated(d.Text)
		o.result.Findings = append(o.result.Findings, syntaxAt(o.file, d, err))
		return
	}
	o.document, o.duplicates = d, duplicates
	o.comments = ignore.Comments(d)
	first := len(o.result.Findings)
	o.read(source, "")
	o.notRead()
	o.ignored(first)
}

// notRead warns of text after the end of the document.
func (o *object) notRead() {
	line := o.document.NotRead()
	if line == 0 {
		return
	}
	severity := o.severities.Severity("text-not-read")
	switch {
	case severity == finding.Off:
		return
	case len(o.comments) == 0 && severity.Below(o.engine.Show): // else see ignored
		o.result.Hidden++
		return
	}
	o.result.Findings = append(o.result.Findings, o.located(header{}, "", o.document.LineOf(o.file, line), finding.Finding{
		Rule: "text-not-read", Severity: severity, Origin: finding.Advice,
		Message: "kubectl reads nothing from this line on: the document has ended before", Hint: "write a line of --- above it, or remove it",
	}))
}

// object is one object of a document on its way through the pipeline.
type object struct {
	engine     Engine
	file       []byte
	document   manifest.Document
	fields     decode.FieldValidation
	duplicates bool
	annotated  bool // our annotations may stand in the document, which the whole header is read for
	neighbours *rules.Neighbours
	live       *Live              // nil: the cluster holds nothing
	names      map[objectKey]bool // with live: all objects of the file
	result     *Result
	positions  *manifest.Positions // made when the first finding needs it

	comments        []*ignore.Request // what the document's comments ask away
	mayIgnorePolicy bool              // what the organisation wants, too
	severities      rules.Set         // of the object that was read last
}

// read handles an object, which stands at prefix in its document, and those in it if it is a List.
func (o *object) read(source *decode.Source, prefix string) {
	h, ok := header{}, false
	if !o.annotated {
		h, ok = plainHeader(source.Tree())
	}
	if !ok {
		if h, ok = headerOf(source.JSON()); !ok {
			o.result.Skipped++
			return
		}
	}
	switch group, _, _ := strings.Cut(h.APIVersion, "/"); {
	case isList(h.TypeMeta):
		for i, item := range h.Items {
			if o.hasEnough() {
				return
			}
			o.read(decode.FromJSON(typedItem(item, h.TypeMeta)), element(prefix, i))
		}
		for i, item := range h.elements {
			if o.hasEnough() {
				return
			}
			source := decode.FromTree(item)
			if kind, _ := item.Text("kind"); kind == "" {
				source = decode.FromJSON(typedItem(source.JSON(), h.TypeMeta))
			}
			o.read(source, element(prefix, i))
		}
	case h.Kind == "Job" && (group == "batch" || group == "extensions"):
		o.result.Jobs++
		o.readJob(h, source, prefix)
	case h.Kind == "CronJob" && (group == "batch" || group == "extensions"):
		o.result.CronJobs++
		o.readCronJob(h, source, prefix)
	default:
		o.result.Skipped++
		o.add(h, prefix, unknownKind(h))
	}
}

// hasEnough reports whether no more objects are to be read.
func (o *object) hasEnough() bool {
	o.result.Cut = o.result.Cut || o.engine.Enough > 0 && len(o.result.Findings) > o.engine.Enough
	return o.result.Cut
}

// unknownKind says that batch/v1 has no such kind: a slip like Cronjob is no other resource, to be passed over.
func unknownKind(h header) []finding.Finding {
	if h.APIVersion != batchv1.SchemeGroupVersion.String() {
		return nil
	}
	f := finding.Finding{
		Rule: "decode-kind", Severity: finding.Error, Origin: finding.API, Type: "FieldValueNotSupported", Field: "kind", Value: h.Kind,
		Message: fmt.Sprintf("batch/v1 has no kind %q", h.Kind), Hint: "write Job or CronJob",
	}
	if h.Kind == "" {
		f.Type, f.Value, f.Message = "FieldValueRequired", nil, "kind is missing"
	} else if meant, ok := nearest.Of(h.Kind, "Job", "CronJob"); ok {
		f.Hint = "did you mean " + meant + "?"
	}
	return []finding.Finding{f}
}

func (o *object) readJob(h header, source *decode.Source, prefix string) {
	var job batchv1.Job
	findings := append(oldVersion(h), source.Job(&job, o.engine.Target, o.fields)...)
	o.add(h, prefix, findings)
	o.addDuplicates(h, prefix)
	if hasSyntaxError(findings) {
		return
	}
	var record, own defaults.Record
	var written *batchv1.Job
	if o.live != nil {
		written = job.DeepCopy()
	}
	asked := o.engine.JobPolicy(&job, policy.Request{})
	left := o.engine.DefaultJob(&job, asked, nil, &record, &own)
	o.add(h, prefix, withoutCoveredBy(o.job(h, &job, written, &record), findings))
	if !hasError(findings) {
		record.Append(&own)
		o.add(h, prefix, left)
		o.advise(h, prefix, &rules.Subject{Job: &job, Defaulted: &record}, asked)
	}
}

func (o *object) readCronJob(h header, source *decode.Source, prefix string) {
	var cronJob batchv1.CronJob
	findings := append(oldVersion(h), source.CronJob(&cronJob, o.engine.Target, o.fields)...)
	o.add(h, prefix, findings)
	o.addDuplicates(h, prefix)
	if hasSyntaxError(findings) {
		return
	}
	var record, own defaults.Record
	var written *batchv1.CronJob
	if o.live != nil {
		written = cronJob.DeepCopy()
	}
	asked := o.engine.CronJobPolicy(&cronJob, policy.Request{})
	left := o.engine.DefaultCronJob(&cronJob, asked, nil, &record, &own)
	o.add(h, prefix, withoutCoveredBy(o.cronJob(h, &cronJob, written, &record), findings))
	if !hasError(findings) {
		record.Append(&own)
		o.add(h, prefix, left)
		o.advise(h, prefix, &rules.Subject{CronJob: &cronJob, Defaulted: &record}, asked)
	}
}

// oldVersion says that no API server serves the version any more. The fields are those of batch/v1, and what else is
// wrong is told with it.
func oldVersion(h header) []finding.Finding {
	if h.APIVersion == batchv1.SchemeGroupVersion.String() {
		return nil
	}
	return []finding.Finding{{
		Rule: "decode-api-version", Severity: finding.Error, Origin: finding.API, Type: "FieldValueNotSupported", Field: "apiVersion",
		Message: fmt.Sprintf("%s %s is not served by any Kubernetes version from 1.29 on", h.APIVersion, h.Kind), Hint: "write apiVersion: batch/v1",
	}}
}

func isList(t metav1.TypeMeta) bool {
	return t.APIVersion == "v1" && t.Kind == "List" || t.APIVersion == "batch/v1" && (t.Kind == "JobList" || t.Kind == "CronJobList")
}

// typedItem gives an item of a JobList the kind that the list implies where it has none.
func typedItem(item []byte, list metav1.TypeMeta) []byte {
	kind, typed := strings.CutSuffix(list.Kind, "List")
	inner := bytes.TrimSpace(item)
	if !typed || kind == "" || len(inner) < 2 || inner[0] != '{' {
		return item
	}
	var own metav1.TypeMeta
	if kjson.UnmarshalCaseSensitivePreserveInts(item, &own) != nil || own.Kind != "" {
		return item
	}
	implied := fmt.Sprintf(`{"apiVersion":%q,"kind":%q`, list.APIVersion, kind)
	if len(bytes.TrimSpace(inner[1:len(inner)-1])) > 0 {
		implied += ","
	}
	return append([]byte(implied), inner[1:]...)
}

func (o *object) add(h header, prefix string, findings []finding.Finding) {
	for _, f := range findings {
		if o.positions == nil {
			o.positions = manifest.NewPositions(o.document)
		}
		if f.Fix == nil {
			f.Fix = fixFor(&f)
		}
		place := o.positions.Find(prefix, placeOf(f), aim(f))
		if f.Fix != nil && f.Fix.Edits[0].Op == finding.Quote && !place.IsKey {
			f.Hint = fmt.Sprintf("write %q in quotes", o.file[place.Start:place.End])
		}
		if f.Rule == "restart-policy-with-pod-failure-policy" {
			other := strings.TrimSuffix(f.Field, "template.spec.restartPolicy") + "podFailurePolicy"
			f.Hint += fmt.Sprintf(" (line %d)", o.positions.Find(prefix, other, manifest.AimKey).Line)
		}
		o.result.Findings = append(o.result.Findings, o.located(h, prefix, place, f))
	}
}

// placeOf returns the field that a finding is shown at: of a change that is not allowed, the first leaf that
// changed.
func placeOf(f finding.Finding) string {
	if changed, ok := f.Value.(changes.List); ok && len(changed.Leaves) > 0 {
		return changed.Leaves[0].Path
	}
	return f.Place()
}

// aim says what a finding is about: a field that should not be there, or the value of one.
func aim(f finding.Finding) manifest.Aim {
	if f.AtKey || f.Rule == "decode-unknown-field" || f.Type == "FieldValueForbidden" {
		return manifest.AimKey
	}
	return manifest.AimValue
}

func (o *object) located(h header, prefix string, place manifest.Place, f finding.Finding) Located {
	source, column := manifest.Source(place, o.file)
	return Located{
		Document: o.document.Index, Line: place.Line, Column: place.Column,
		APIVersion: h.APIVersion, Kind: h.Kind, Namespace: h.Namespace, Name: h.Name, Finding: f,
		EndColumn: place.EndColumn, Source: source, SourceColumn: column, Prefix: prefix,
	}
}

// addDuplicates finds keys that stand twice, in what is below prefix.
func (o *object) addDuplicates(h header, prefix string) {
	if !o.duplicates {
		return
	}
	if o.positions == nil {
		o.positions = manifest.NewPositions(o.document)
	}
	for _, d := range o.positions.Duplicates() {
		field, below := strings.CutPrefix(d.Field, prefix)
		if !below {
			continue
		}
		if f, say := decode.DuplicateField(strings.TrimPrefix(field, "."), d.First, o.fields); say {
			o.result.Findings = append(o.result.Findings, o.located(h, prefix, d.Place, f))
		}
	}
}

func hasError(findings []finding.Finding) bool {
	return slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Severity == finding.Error })
}

func hasSyntaxError(findings []finding.Finding) bool {
	for _, f := range findings {
		if f.Rule == "decode-syntax" {
			return true
		}
	}
	return false
}

// withoutCoveredBy drops findings whose cause is a decode problem of the same field: a field that could not
// be read looks as if it were missing. The same holds for a field written at the wrong level.
func withoutCoveredBy(findings, decoded []finding.Finding) []finding.Finding {
	if len(decoded) == 0 {
		return findings
	}
	unread, misplaced := map[string]bool{}, map[string]bool{} // fields, and the last names of fields
	for _, d := range decoded {
		switch {
		case d.Rule == "decode-type":
			unread[d.Field] = true
		case d.Rule == "decode-unknown-field" && d.Hint == decode.MoveHint:
			misplaced[leafOf(d.Field)] = true
		}
	}
	return slices.DeleteFunc(findings, func(f finding.Finding) bool {
		return misplaced[leafOf(f.Field)] || isAtOrBelow(f.Field, unread)
	})
}

// isAtOrBelow reports whether the field, or one above it, is in the set.
func isAtOrBelow(field string, set map[string]bool) bool {
	for i := range len(field) {
		if (field[i] == '.' || field[i] == '[') && set[field[:i]] {
			return true
		}
	}
	return set[field]
}

func leafOf(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }

// syntaxAt places a YAML error: the parser counts lines from the document's first.
func syntaxAt(file []byte, d manifest.Document, err error) Located {
	f, line := decode.Syntax(d.Text, err)
	line += d.Line - 1
	if manifest.IsTemplated(d.Text) {
		f.Hint = "this is a template: render it first (helm template … | jobvalidate lint -)"
	}
	place := d.LineOf(file, line)
	source, column := manifest.Source(place, file)
	return Located{
		Document: d.Index, Line: line, Column: place.Column, Finding: f,
		EndColumn: place.EndColumn, Source: source, SourceColumn: column,
	}
}

// element returns the path of an item of the List at prefix.
func element(prefix string, i int) string {
	if prefix != "" {
		prefix += "."
	}
	return prefix + "items[" + strconv.Itoa(i) + "]"
}
