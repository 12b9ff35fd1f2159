package generate

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

//go:embed seeds/*.yaml
var seedFiles embed.FS

// Seeds returns good objects of the kind at a Kubernetes version, without the fields that its root does not
// have, in a fixed order. A CronJob of each Job seed is among the seeds of CronJobs. A seed that begins with
// "# since 1.N" is not for older versions.
func Seeds(kind oracle.Kind, version string, root *schema.Node) ([]any, error) {
	entries, err := seedFiles.ReadDir("seeds")
	if err != nil {
		return nil, err
	}
	var seeds []any
	for _, e := range entries {
		text, err := seedFiles.ReadFile("seeds/" + e.Name())
		if err != nil {
			return nil, err
		}
		if since, ok := bytes.CutPrefix(text, []byte("# since ")); ok && version < string(since[:len("1.NN")]) {
			continue
		}
		data, err := yaml.YAMLToJSON(text)
		if err != nil {
			return nil, fmt.Errorf("seed %s: %w", e.Name(), err)
		}
		tree, err := Decode(data)
		if err != nil {
			return nil, fmt.Errorf("seed %s: %w", e.Name(), err)
		}
		isJob, isCronJob := strings.HasPrefix(e.Name(), "job-"), strings.HasPrefix(e.Name(), "cronjob-")
		switch {
		case !isJob && !isCronJob:
			continue
		case kind == oracle.CronJob && isJob:
			tree = wrap(tree.(map[string]any))
		case isJob != (kind == oracle.Job):
			continue
		}
		seeds = append(seeds, prune(tree, root))
	}
	return seeds, nil
}

// wrap puts a Job into a CronJob.
func wrap(job map[string]any) any {
	spec := job["spec"].(map[string]any)
	delete(spec, "selector") // a jobTemplate may not have one
	delete(spec, "manualSelector")
	meta := job["metadata"].(map[string]any)
	return map[string]any{
		"apiVersion": "batch/v1", "kind": "CronJob", "metadata": meta,
		"spec": map[string]any{"schedule": "0 0 * * *", "jobTemplate": map[string]any{"spec": spec}},
	}
}

// prune leaves out the fields that a version's schema does not have, and volumes and resource claims
// that are then empty.
func prune(v any, n *schema.Node) any {
	switch v := v.(type) {
	case map[string]any:
		if n.Kind != schema.Object {
			for k, e := range v {
				if n.Elem != nil {
					v[k] = prune(e, n.Elem)
				}
			}
			return v
		}
		for k, e := range v {
			if f := n.Field(k); f != nil {
				v[k] = prune(e, f.Node)
			} else {
				delete(v, k)
			}
		}
		return v
	case []any:
		for i, e := range v {
			v[i] = prune(e, n.Elem)
		}
		return slices.DeleteFunc(v, func(e any) bool {
			m, ok := e.(map[string]any)
			_, named := m["name"]
			return ok && (n.Elem.Def == "Volume" || n.Elem.Def == "EnvVar") && named && emptied(m)
		})
	default:
		return v
	}
}

// emptied tells a volume or a variable whose source went away.
func emptied(m map[string]any) bool {
	if source, ok := m["valueFrom"].(map[string]any); ok {
		return len(source) == 0
	}
	return len(m) == 1
}

// Decode reads JSON into a tree whose whole numbers are ints.
func Decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return numbers(v), nil
}

func numbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = numbers(e)
		}
	case []any:
		for i, e := range v {
			v[i] = numbers(e)
		}
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return int(i)
		}
		f, _ := v.Float64()
		return f
	}
	return v
}

// Statuses returns statuses that a stored object of the kind may have, nil where it has none to speak of.
func Statuses(kind oracle.Kind) ([]any, error) {
	if kind != oracle.Job {
		return nil, nil
	}
	text, err := seedFiles.ReadFile("seeds/status.yaml")
	if err != nil {
		return nil, err
	}
	data, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	statuses, err := Decode(data)
	if err != nil {
		return nil, err
	}
	return statuses.([]any), nil
}
