package conformance

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
)

// ruleCase is a row of cases/*.yaml.
type ruleCase struct {
	Name              string
	Op                oracle.Operation
	Spec, Old         map[string]any // merged into a good spec; Old is what is stored
	Status, OldStatus map[string]any
	Cron, OldCron     map[string]any // merged into a good CronJob's spec, in place of Spec and Old
	Gates             string         // at the newest version alone
	Since             string         // the rule is not asked of older versions
	Want              string         // "Type field", empty for acceptance
}

const goodSpec = `{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"main","image":"a"}]}}}`

// TestRules asks each rule on both sides of its bound, at each version that has it: the API server's answer
// must have what the case wants, and ours must be the same.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("cases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []ruleCase
		if err := yaml.UnmarshalStrict(data, &cases); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, c := range cases {
			for _, version := range oracle.Versions() {
				if version < c.Since || c.Gates != "" && version != oracle.Versions()[0] {
					continue
				}
				t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml")+"/"+version+"/"+c.Name, func(t *testing.T) { c.run(t, version) })
			}
		}
	}
}

func (c ruleCase) run(t *testing.T, version string) {
	q := oracle.Request{Operation: c.Op, Kind: oracle.Job}
	if c.Cron != nil {
		q.Kind, q.Object, q.Old = oracle.CronJob, objectOf(t, oracle.CronJob, c.Cron, nil), objectOf(t, oracle.CronJob, c.OldCron, nil)
	} else {
		q.Object, q.Old = objectOf(t, oracle.Job, c.Spec, c.Status), objectOf(t, oracle.Job, c.Old, c.OldStatus)
	}
	if c.Op == "" {
		q.Operation = oracle.Create
	}
	reply, err := sharedProcess(t, version, c.Gates).AskOne(q)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case reply.Panic != "" && strings.HasPrefix(c.Want, "Required"):
		// The panic is the API server's; ours is compared with what it would have said.
	case c.Want == "" && !reply.Accepted():
		t.Errorf("the API server refuses: %v %s%s%s", reply.Errors, reply.Decode, reply.Refused, reply.Panic)
	case c.Want != "" && !reply.ErrorSet()[c.Want]:
		t.Errorf("the API server says %v %s, want %s", slices.Sorted(maps.Keys(reply.ErrorSet())), reply.Decode, c.Want)
	}
	ours := compare.Ours(&q, targetOf(t, version, c.Gates))
	if difference := compare.Difference(&ours, &reply); difference != "" {
		t.Error(difference)
	}
}

// processes are the oracles of TestRules by version and gates; they end with the test binary.
var processes = map[string]*oracle.Process{}

func sharedProcess(t *testing.T, version, gates string) *oracle.Process {
	t.Helper()
	key := version + " " + gates
	if processes[key] == nil {
		process, err := oracle.Start(version, gates)
		if err != nil {
			t.Fatal(err)
		}
		processes[key] = process
	}
	return processes[key]
}

// TestMain ends the processes, so that an oracle that counts coverage writes its counters.
func TestMain(m *testing.M) {
	code := m.Run()
	for _, process := range processes {
		if err := process.Close(); err != nil && code == 0 {
			code = 1
		}
	}
	os.Exit(code)
}

func objectOf(t *testing.T, kind oracle.Kind, spec, status map[string]any) []byte {
	t.Helper()
	var good map[string]any
	if err := json.Unmarshal([]byte(goodSpec), &good); err != nil {
		t.Fatal(err)
	}
	if kind == oracle.CronJob {
		good = map[string]any{"schedule": "@daily", "jobTemplate": map[string]any{"spec": good}}
	}
	object := map[string]any{"apiVersion": "batch/v1", "kind": kind, "metadata": map[string]any{"name": "pi", "namespace": "default"}, "spec": merged(good, expanded(spec))}
	if status != nil {
		object["status"] = status
	}
	data, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// merged puts the values of b into a, maps into maps.
func merged(a map[string]any, b any) map[string]any {
	from, _ := b.(map[string]any)
	for k, v := range from {
		inner, ok := a[k].(map[string]any)
		if _, isMap := v.(map[string]any); ok && isMap {
			a[k] = merged(inner, v)
		} else {
			a[k] = v
		}
	}
	return a
}

// expanded replaces what stands for long values: {numbers: N} is 1 to N, {letters: N} a text of N bytes,
// {times: N, of: X} a list, {each: N, of: X} one whose elements have their number in the place of "#",
// {text: X, count: N} a text N times, {domain: N} a signer name whose domain has N bytes.
func expanded(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if n, ok := v["numbers"].(float64); ok {
			list := make([]any, int(n))
			for i := range list {
				list[i] = i + 1
			}
			return list
		}
		if n, ok := v["letters"].(float64); ok {
			return strings.Repeat("a", int(n))
		}
		if n, ok := v["domain"].(float64); ok {
			return strings.Repeat("a.", int(n)/2-1) + "aa/x"
		}
		if n, ok := v["times"].(float64); ok {
			return slices.Repeat([]any{v["of"]}, int(n))
		}
		if n, ok := v["each"].(float64); ok {
			list := make([]any, int(n))
			for i := range list {
				list[i] = numbered(v["of"], i)
			}
			return list
		}
		if n, ok := v["count"].(float64); ok {
			return strings.Repeat(v["text"].(string), int(n))
		}
		m := map[string]any{}
		for k, e := range v {
			m[k] = expanded(e)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = expanded(e)
		}
		return list
	default:
		return v
	}
}

// numbered is v with the number in the place of each "#".
func numbered(v any, number int) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, e := range v {
			m[k] = numbered(e, number)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = numbered(e, number)
		}
		return list
	case string:
		return strings.ReplaceAll(v, "#", strconv.Itoa(number))
	default:
		return v
	}
}
