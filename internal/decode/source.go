package decode

import (
	"reflect"
	"sync"

	batchv1 "k8s.io/api/batch/v1"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/amount"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/plainyaml"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Source is an object as it is written: in JSON, or as a tree of plain YAML or JSON, which is turned into
// JSON only where somebody wants that.
type Source struct {
	tree *plainyaml.Tree // nil: there is json only
	json []byte
}

// FromJSON returns the source of an object in JSON.
func FromJSON(data []byte) *Source { return &Source{json: data} }

// FromTree returns the source of an object that was read already.
func FromTree(tree *plainyaml.Tree) *Source { return &Source{tree: tree} }

// Read reads a document as kubectl does. duplicates tells that a key stands twice in a mapping; the last one
// won. The error is of the YAML, with lines relative to the document.
func Read(d manifest.Document) (s *Source, duplicates bool, err error) {
	if d.Err != nil {
		return nil, false, d.Err
	}
	if tree := d.Plain(); tree != nil {
		return FromTree(tree), false, nil
	}
	if d.JSON {
		return FromJSON(d.Text), false, nil
	}
	data, err := yaml.YAMLToJSONStrict(d.Text)
	if err != nil {
		if data, err = yaml.YAMLToJSON(d.Text); err != nil {
			return nil, false, err
		}
		duplicates = true
	}
	return FromJSON(data), duplicates, nil
}

// ToJSON is Read for who needs the JSON.
func ToJSON(d manifest.Document) (data []byte, duplicates bool, err error) {
	s, duplicates, err := Read(d)
	if err != nil {
		return nil, false, err
	}
	return s.JSON(), duplicates, nil
}

// JSON returns the object in JSON.
func (s *Source) JSON() []byte {
	if s.json == nil && s.tree != nil {
		s.json = s.tree.AppendJSON(nil)
	}
	return s.json
}

// Tree returns the tree that the object was read as, nil where there is JSON only.
func (s *Source) Tree() *plainyaml.Tree { return s.tree }

// Job decodes a batch/v1 Job as the version knows it. What is wrong with its form comes back as findings; the
// job, which is zero before, then holds all that could be read.
func (s *Source) Job(job *batchv1.Job, version target.Version, fields FieldValidation) []finding.Finding {
	return s.into("Job", job, jobFiller, version, fields)
}

// CronJob is Job for a batch/v1 CronJob.
func (s *Source) CronJob(cronJob *batchv1.CronJob, version target.Version, fields FieldValidation) []finding.Finding {
	return s.into("CronJob", cronJob, cronJobFiller, version, fields)
}

var (
	jobFiller     = sync.OnceValue(func() *plainyaml.Filler { return plainyaml.NewFiller(reflect.TypeFor[batchv1.Job]()) })
	cronJobFiller = sync.OnceValue(func() *plainyaml.Filler { return plainyaml.NewFiller(reflect.TypeFor[batchv1.CronJob]()) })
)

// into decodes a document of good form in the fastest way there is for it, and leaves all others to structure.
func (s *Source) into(kind string, object any, filler func() *plainyaml.Filler, version target.Version, fields FieldValidation) []finding.Finding {
	if s.tree != nil {
		if filler().Fill(s.tree, object) && !ofOtherVersion(s.tree.HasKey, object, version) {
			return nil
		}
		reflect.ValueOf(object).Elem().SetZero()
	}
	data := s.JSON()
	if amount.MayBeIn(data) {
		return structureOf(data, kind, object, nil, version, fields) // it looks at each value before it reads it
	}
	strict, err := kjson.UnmarshalStrict(data, object)
	if err == nil && len(strict) == 0 && !ofOtherVersion(keysOf(data), object, version) {
		return nil
	}
	return structureOf(data, kind, object, strict, version, fields)
}
