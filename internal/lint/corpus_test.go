package lint

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
)

// The corpus is a folder of manifests of public repositories beside the project. It is not part of it.
const corpus = "../../../shared/corpus"

func corpusFiles(t *testing.T) []manifest.File {
	t.Helper()
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("the corpus of real manifests is not here: %v", err)
	}
	files, problems := manifest.Files([]string{corpus}, manifest.Selection{})
	if len(problems) > 0 || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), problems)
	}
	return files
}

// TestCorpusForm: a document of which the API's own strict decoder has nothing to say has no decode- finding,
// and one of which it has has one.
func TestCorpusForm(t *testing.T) {
	l := Linter{Jobs: 2, Fields: decode.Strict}
	checked, wrong := 0, 0
	err := l.Run(t.Context(), corpusFiles(t), func(o Outcome) error {
		documents, err := manifest.Split(o.Data)
		if o.Err != nil || o.Note != "" || err != nil {
			return o.Err
		}
		for _, d := range documents {
			strict, is := strictErrors(d.Text)
			if !is {
				continue
			}
			checked++
			found := false
			for _, f := range o.Result.Findings {
				found = found || f.Document == d.Index && strings.HasPrefix(f.Rule, "decode-")
			}
			if found != (len(strict) > 0) {
				t.Errorf("%s document %d: a decode- finding: %t, the strict decoder: %v", o.File.Name, d.Index, found, strict)
			}
			if found {
				wrong++
			}
		}
		return nil
	})
	if err != nil || checked < 100 {
		t.Errorf("%d documents were checked, %v", checked, err)
	}
	t.Logf("%d documents, of which %d of wrong form", checked, wrong)
}

// strictErrors asks the API's decoder about a Job or CronJob; is tells that the document is one.
func strictErrors(text []byte) (problems []error, is bool) {
	data, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		if data, err = yaml.YAMLToJSON(text); err != nil {
			return nil, false
		}
		problems = append(problems, os.ErrExist) // a key stands twice
	}
	var kind metav1.TypeMeta
	if kjson.UnmarshalCaseSensitivePreserveInts(data, &kind) != nil || kind.APIVersion != "batch/v1" {
		return nil, false
	}
	var object any = new(batchv1.Job)
	switch kind.Kind {
	case "CronJob":
		object = new(batchv1.CronJob)
	case "Job":
	default:
		return nil, false
	}
	strict, err := kjson.UnmarshalStrict(data, object)
	if err != nil {
		strict = append(strict, err)
	}
	return append(problems, strict...), true
}

// TestCorpusPlaces reads the line of every finding again: what stands at its column is the field's name or,
// behind it on the line or alone on a list's line, its value.
func TestCorpusPlaces(t *testing.T) {
	l := Linter{Jobs: 2, Fields: decode.Strict, Engine: engine.Engine{}}
	checked := 0
	err := l.Run(t.Context(), corpusFiles(t), func(o Outcome) error {
		lines := strings.Split(string(o.Data), "\n")
		for _, f := range o.Result.Findings {
			if f.Rule == "decode-syntax" {
				continue
			}
			line := strings.TrimRight(strings.TrimPrefix(lines[f.Line-1], "\ufeff"), "\r")
			if f.Source != line {
				t.Errorf("%s:%d: the finding shows %q, the line is %q", o.File.Name, f.Line, f.Source, line)
				continue
			}
			runes := []rune(line)
			if f.Column < 1 || f.Column > len(runes) || f.EndColumn <= f.Column || f.EndColumn > len(runes)+1 {
				t.Errorf("%s:%d:%d-%d: not in the line %q", o.File.Name, f.Line, f.Column, f.EndColumn, line)
				continue
			}
			shown := string(runes[f.Column-1 : f.EndColumn-1])
			before := string(runes[:f.Column-1])
			if strings.TrimSpace(shown) != shown || shown == "" {
				t.Errorf("%s:%d:%d: shows %q of %q", o.File.Name, f.Line, f.Column, shown, line)
			}
			isKey := strings.HasPrefix(strings.TrimLeft(string(runes[f.EndColumn-1:]), " "), ":")
			isElement := strings.HasSuffix(strings.TrimRight(before, " "), "-") || strings.TrimSpace(lines[max(f.Line-2, 0)]) == "-"
			isValue := strings.Contains(before, ":") || strings.ContainsAny(before, "[{,")
			if !isKey && !isElement && !isValue {
				t.Errorf("%s:%d:%d: %q of %q is neither a key nor a value (%s)", o.File.Name, f.Line, f.Column, shown, line, f.Field)
			}
			if isKey && !isElement && !mentions(f.Field, strings.Trim(shown, `"'`)) {
				t.Errorf("%s:%d:%d: the key %q is not on the way to %s", o.File.Name, f.Line, f.Column, shown, f.Field)
			}
			checked++
		}
		return nil
	})
	if err != nil || checked < 500 {
		t.Errorf("%d findings were checked, %v", checked, err)
	}
}

func mentions(field, key string) bool {
	return strings.Contains(field, key) || strings.Contains(strings.ToLower(field), strings.ToLower(key)) || key == "kind" || field == ""
}

// TestCorpusIsMendedOnce: what --fix leaves has nothing to mend, reads as well as before, and differs from the
// original in as many lines at most as were asked for.
func TestCorpusIsMendedOnce(t *testing.T) {
	l := Linter{Jobs: 2, Fields: decode.Strict, Fix: true}
	mended := 0
	err := l.Run(t.Context(), corpusFiles(t), func(o Outcome) error {
		if o.Fixes == 0 {
			return o.Err
		}
		mended++
		name := filepath.Join(t.TempDir(), "again.yaml")
		if err := os.WriteFile(name, o.Mended, 0o600); err != nil {
			return err
		}
		again := l.one(manifest.File{Name: name, Explicit: true})
		if again.Fixes != 0 {
			t.Errorf("%s: mended twice", o.File.Name)
		}
		for _, f := range again.Result.Findings {
			if f.Rule == "decode-syntax" {
				t.Errorf("%s: %s", o.File.Name, f.Message)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	t.Logf("%d files were mended", mended)
}
