// Package campaign runs many generated cases against the API server and against us.
package campaign

import (
	"encoding/json"
	"fmt"

	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
)

// maker makes the cases of one campaign. It is for one goroutine.
type maker struct {
	config Config
	g      *generate.Generator
	seeds  []any // for create: what a user writes; for updates: what is stored
	status []any
}

// newMaker returns a maker of cases. It asks the process for the stored form of the seeds.
func newMaker(config Config, root *schema.Node, process *oracle.Process) (*maker, error) {
	m := &maker{config: config, g: generate.New(root)}
	seeds, err := generate.Seeds(config.Kind, config.Version, root)
	if err != nil {
		return nil, err
	}
	if m.status, err = generate.Statuses(config.Kind); err != nil {
		return nil, err
	}
	if config.Operation == oracle.Create {
		m.seeds = seeds
		return m, nil
	}
	for i, seed := range seeds {
		data, err := json.Marshal(seed)
		if err != nil {
			return nil, err
		}
		reply, err := process.AskOne(oracle.Request{Operation: oracle.Create, Kind: config.Kind, Object: data, Objects: true})
		if err != nil {
			return nil, err
		}
		if !reply.Accepted() && config.Gates != "" {
			continue // it needs a gate that is off here
		}
		if !reply.Accepted() {
			return nil, fmt.Errorf("seed %d of %s is refused at %s: %v %s%s", i, config.Kind, config.Version, reply.Errors, reply.Decode, reply.Refused)
		}
		stored, err := generate.Decode(reply.Stored)
		if err != nil {
			return nil, err
		}
		m.seeds = append(m.seeds, stored)
	}
	return m, nil
}

// weightsOf says where an operation's cases are changed.
func weightsOf(config Config) generate.Weights {
	switch {
	case config.Template:
		return generate.Weights{Template: 1}
	case config.Operation == oracle.StatusUpdate:
		return generate.Weights{Meta: 1, Job: 1, Status: 20}
	case config.Operation == oracle.Update:
		return generate.Weights{Meta: 3, Job: 10, Template: 8, Status: 1}
	default:
		return generate.Weights{Meta: 2, Job: 8, Template: 10, Status: 1}
	}
}

// make returns the case of this number: the same for a seed, whoever makes it.
func (m *maker) make(number uint64) (oracle.Request, any, error) {
	g := m.g
	g.Reseed(m.config.Seed, number)
	q := oracle.Request{Operation: m.config.Operation, Kind: m.config.Kind, Objects: m.config.Check == Defaults}
	object := generate.Clone(m.seeds[g.IntN(len(m.seeds))])
	w := weightsOf(m.config)
	if q.Operation != oracle.Create {
		old := m.old(object)
		var err error
		if q.Old, err = json.Marshal(old); err != nil {
			return q, nil, err
		}
		object = generate.Clone(old)
		if g.Chance(4) {
			object = generate.Clone(m.seeds[g.IntN(len(m.seeds))])
		}
	}
	count := g.Few()
	if m.config.Check != Verdict { // defaults and warnings are seen on what is accepted
		count = 1 + g.IntN(3)
		g.Typed(func() { object = m.change(object, number, count, w) })
	} else {
		object = m.change(object, number, count, w)
	}
	var err error
	q.Object, err = json.Marshal(object)
	return q, object, err
}

// change mutates the object; in every third case the last change aims at the next field of the schema.
func (m *maker) change(object any, number uint64, count int, w generate.Weights) any {
	if number%3 == 0 {
		return m.g.Aim(m.g.Mutate(object, count-1, w), number/3, w)
	}
	return m.g.Mutate(object, count, w)
}

// old makes what was stored: suspended or not, with some status, perhaps with faults that today's rules
// no longer let in.
func (m *maker) old(object any) any {
	g := m.g
	top := object.(map[string]any)
	if spec, ok := top["spec"].(map[string]any); ok && m.config.Kind == oracle.Job && g.Chance(40) {
		spec["suspend"] = true
	}
	if len(m.status) > 0 && g.Chance(60) {
		top["status"] = generate.Clone(m.status[g.IntN(len(m.status))])
	}
	w := generate.Weights{Meta: 1, Job: 4, Template: 6, Status: 2}
	if m.config.Operation == oracle.StatusUpdate {
		w = generate.Weights{Job: 6, Template: 1, Status: 8}
	}
	if g.Chance(50) {
		g.Typed(func() { object = g.Mutate(object, g.Few(), w) })
	}
	return object
}
