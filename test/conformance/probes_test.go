package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// probe is an entry of probes/*.yaml: values that a person thought of, for one place of the pod template.
type probe struct {
	At     string         // the place, such as spec.containers.0.env; empty for the whole template
	With   map[string]any // merged into a good template before
	Values []any          // see expanded; merged into what is at the place, where both are objects
}

const goodTemplate = `{"metadata":{},"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"a"}]}}`

// TestProbes compares errors and warnings on each value of each probe, at each version, with and without
// gates: on the creation of a Job and of a CronJob, where the defaults are compared too, and on the update of
// every other value of the probe to it, of a CronJob and of a suspended Job.
func TestProbes(t *testing.T) {
	probes := readProbes(t)
	type setting struct{ name, version, gates string }
	var settings []setting
	for _, version := range oracle.Versions() {
		settings = append(settings, setting{"default", version, ""})
		for _, set := range gateSets {
			if set.version == version {
				settings = append(settings, setting(set))
			}
		}
	}
	for _, s := range settings {
		t.Run(s.version+"/"+s.name, func(t *testing.T) {
			process, at := start(t, s.version, s.gates), targetOf(t, s.version, s.gates)
			for _, name := range slices.Sorted(maps.Keys(probes)) {
				t.Run(name, func(t *testing.T) { ask(t, process, at, probes[name].questions(t)) })
			}
		})
	}
}

// ask puts the questions and reports each kind of difference once, on its first question.
func ask(t *testing.T, process *oracle.Process, at target.Version, questions []oracle.Request) {
	t.Helper()
	replies, err := process.Ask(questions)
	if err != nil {
		t.Fatal(err)
	}
	seen, unreadable := map[string]bool{}, 0
	for i := range questions {
		if replies[i].Decode != "" {
			unreadable++
		}
		if replies[i].OldUnreadable() {
			continue // nothing of the kind can be stored
		}
		ours := compare.Ours(&questions[i], at)
		difference := compare.Difference(&ours, &replies[i]) + compare.WarningsDifference(&ours, &replies[i])
		if questions[i].Objects {
			difference += compare.DefaultsDifference(&questions[i], &replies[i], at)
		}
		if difference == "" || seen[difference] {
			continue
		}
		seen[difference] = true
		t.Errorf("%s of a %s: %s\t%.3000s\n\told: %.3000s", questions[i].Operation, questions[i].Kind, difference, questions[i].Object, questions[i].Old)
	}
	if unreadable == len(questions) {
		t.Errorf("none of the values can be read: %s", replies[0].Decode)
	}
}

// readProbes returns the probes by a name for each: its file, its place and its number in the file.
func readProbes(t *testing.T) map[string]probe {
	t.Helper()
	files, err := filepath.Glob("probes/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no probes: %v", err)
	}
	probes := map[string]probe{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var list []probe
		if err := yaml.UnmarshalStrict(data, &list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, p := range list {
			name := fmt.Sprintf("%s/%03d %s", strings.TrimSuffix(filepath.Base(file), ".yaml"), i, p.At)
			probes[name] = p
		}
	}
	return probes
}

// questions are the probe's, the template without any of its values among them.
func (p probe) questions(t *testing.T) []oracle.Request {
	t.Helper()
	var base any
	if err := json.Unmarshal([]byte(goodTemplate), &base); err != nil {
		t.Fatal(err)
	}
	base = merged(base.(map[string]any), expanded(p.With))
	jobs := []map[string]any{jobOf(base)}
	for _, v := range p.Values {
		var place []string
		if p.At != "" {
			place = strings.Split(p.At, ".")
		}
		jobs = append(jobs, jobOf(put(t, generate.Clone(base), place, expanded(v))))
	}
	var all []oracle.Request
	for i, job := range jobs {
		all = append(all,
			oracle.Request{Operation: oracle.Create, Kind: oracle.Job, Object: object(t, oracle.Job, job)},
			oracle.Request{Operation: oracle.Create, Kind: oracle.CronJob, Object: object(t, oracle.CronJob, job)})
		for j, old := range jobs {
			if len(jobs) > 30 && i != j && j != 0 {
				continue // too many pairs
			}
			all = append(all,
				oracle.Request{Operation: oracle.Update, Kind: oracle.CronJob, Object: object(t, oracle.CronJob, job), Old: object(t, oracle.CronJob, old)},
				oracle.Request{Operation: oracle.Update, Kind: oracle.Job, Object: object(t, oracle.Job, job), Old: object(t, oracle.Job, old)})
		}
	}
	for i := range all {
		all[i].FieldValidation = "Ignore" // older versions do not know every field
		all[i].Objects = all[i].Operation == oracle.Create
	}
	return all
}

// jobOf returns the spec of a suspended Job with the template.
func jobOf(template any) map[string]any { return map[string]any{"suspend": true, "template": template} }

func object(t *testing.T, kind oracle.Kind, job map[string]any) []byte {
	t.Helper()
	spec := job
	if kind == oracle.CronJob {
		spec = map[string]any{"schedule": "@daily", "jobTemplate": map[string]any{"spec": job}}
	}
	data, err := json.Marshal(map[string]any{"apiVersion": "batch/v1", "kind": kind, "metadata": map[string]any{"name": "pi", "namespace": "default"}, "spec": spec})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// put writes the value at the place of the tree and makes what is missing on the way.
func put(t *testing.T, tree any, place []string, value any) any {
	t.Helper()
	if len(place) == 0 {
		if a, ok := tree.(map[string]any); ok {
			if b, ok := value.(map[string]any); ok {
				return merged(a, b)
			}
		}
		return value
	}
	if i, err := strconv.Atoi(place[0]); err == nil {
		items, _ := tree.([]any)
		for len(items) <= i {
			items = append(items, nil)
		}
		items[i] = put(t, items[i], place[1:], value)
		return items
	}
	fields, _ := tree.(map[string]any)
	if fields == nil {
		fields = map[string]any{}
	}
	fields[place[0]] = put(t, fields[place[0]], place[1:], value)
	return fields
}
