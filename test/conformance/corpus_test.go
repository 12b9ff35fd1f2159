package conformance

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const corpus = "../../../shared/corpus/manifests"

// question is a case with a name.
type question struct {
	name string
	oracle.Request
}

// TestRealManifests compares the verdict on every Job and CronJob of the corpus of real manifests.
func TestRealManifests(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("the corpus of real manifests is not here: %v", err)
	}
	questions, unreadable := realManifests(t)
	t.Logf("%d Jobs and CronJobs; %d documents are no YAML", len(questions), unreadable)
	for _, version := range oracle.Versions() {
		t.Run(version, func(t *testing.T) { compareAll(t, version, "", questions) })
	}
}

func realManifests(t *testing.T) (questions []question, unreadable int) {
	t.Helper()
	err := filepath.WalkDir(corpus, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		documents, err := manifest.Split(data)
		if err != nil {
			unreadable++
			return nil
		}
		for _, document := range documents {
			object, err := yaml.YAMLToJSON(document.Text)
			if err != nil {
				unreadable++
				continue
			}
			name, err := filepath.Rel(corpus, path)
			if err != nil {
				return err
			}
			questions = append(questions, objectsIn(object, name)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return questions, unreadable
}

// objectsIn returns the Jobs and CronJobs in an object, which may be a List.
func objectsIn(object []byte, name string) []question {
	var header struct {
		APIVersion, Kind string
		Items            []json.RawMessage
	}
	if json.Unmarshal(object, &header) != nil {
		return nil
	}
	if header.Kind == "List" {
		var all []question
		for _, item := range header.Items {
			all = append(all, objectsIn(item, name)...)
		}
		return all
	}
	kind := oracle.Kind(header.Kind)
	if header.APIVersion != "batch/v1" || kind != oracle.Job && kind != oracle.CronJob {
		return nil
	}
	return []question{{name, oracle.Request{Operation: oracle.Create, Kind: kind, Object: object}}}
}

// compareAll asks all questions of one version and reports each difference.
func compareAll(t *testing.T, version, gates string, questions []question) {
	t.Helper()
	at := targetOf(t, version, gates)
	process := start(t, version, gates)
	rejected := 0
	for _, q := range questions {
		reply, err := process.AskOne(q.Request)
		if err != nil {
			t.Fatal(err)
		}
		if !reply.Accepted() {
			rejected++
		}
		if reply.Panic != "" {
			t.Logf("%s: the API server panics: %s", q.name, reply.Panic)
		}
		ours := compare.Ours(&q.Request, at)
		if difference := compare.Difference(&ours, &reply); difference != "" {
			t.Errorf("%s: %s\n%s", q.name, difference, q.Object)
		}
	}
	t.Logf("%d accepted, %d rejected", len(questions)-rejected, rejected)
}

func targetOf(t *testing.T, version, gates string) target.Version {
	t.Helper()
	at, err := target.Parse(version)
	if err != nil {
		t.Fatal(err)
	}
	if at, err = at.WithGates(gates); err != nil {
		t.Fatal(err)
	}
	return at
}

func start(t *testing.T, version, gates string) *oracle.Process {
	t.Helper()
	process, err := oracle.Start(version, gates)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := process.Close(); err != nil {
			t.Error(err)
		}
	})
	return process
}
