package campaign

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/generate"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/test/conformance/schema"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Check is what is compared.
type Check string

// The checks. Verdict compares the errors' types and fields, Defaults the defaulted objects, Warnings the
// number of warnings and their fields.
const (
	Verdict  Check = "verdict"
	Defaults Check = "defaults"
	Warnings Check = "warnings"
)

// Config describes a campaign.
type Config struct {
	Version, Gates string
	Kind           oracle.Kind
	Operation      oracle.Operation
	Check          Check
	Template       bool // change only what is in the pod template
	Seed           uint64
	Count          int
}

// Report is what came out.
type Report struct {
	Cases, Accepted, Rejected, Unreadable int
	Panics                                map[string]int
	Disagreements                         []Disagreement
	Reach                                 *Reach

	weights generate.Weights
}

// NeverSet returns the fields that should have been set in some case and were not.
func (r *Report) NeverSet() []string { return r.Reach.neverSet(r.weights) }

// Disagreement is one kind of difference: how often it was seen, and the smallest question that shows it.
type Disagreement struct {
	Line       string
	Seen       int
	Question   oracle.Request
	Difference string
}

// maxMinimised is how many kinds of disagreement are minimised.
const maxMinimised = 40

const batchSize = 64

// Run runs the campaign on all processors.
func Run(config Config) (*Report, error) {
	if config.Check == "" {
		config.Check = Verdict
	}
	t, err := target.Parse(config.Version)
	if err != nil {
		return nil, err
	}
	if t, err = t.WithGates(config.Gates); err != nil {
		return nil, err
	}
	job, cronJob, err := schema.Load(config.Version)
	if err != nil {
		return nil, err
	}
	root := job
	if config.Kind == oracle.CronJob {
		root = cronJob
	}
	r := runner{config: config, target: t, root: root, found: map[string]*Disagreement{}, report: Report{Panics: map[string]int{}, Reach: newReach(root), weights: weightsOf(config)}}
	var group sync.WaitGroup
	errs := make([]error, runtime.GOMAXPROCS(0))
	for i := range errs {
		group.Go(func() { errs[i] = r.work() })
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	if err := r.minimise(); err != nil {
		return nil, err
	}
	return &r.report, nil
}

type runner struct {
	config Config
	target target.Version
	root   *schema.Node
	next   atomic.Int64

	mu     sync.Mutex
	report Report
	found  map[string]*Disagreement
}

// work runs batches of cases until there are no more.
func (r *runner) work() error {
	process, err := oracle.Start(r.config.Version, r.config.Gates)
	if err != nil {
		return err
	}
	defer process.Close()
	m, err := newMaker(r.config, r.root, process)
	if err != nil {
		return err
	}
	reach := newReach(r.root)
	for {
		from := int(r.next.Add(batchSize)) - batchSize
		if from >= r.config.Count {
			break
		}
		if err := r.batch(process, m, reach, from, min(from+batchSize, r.config.Count)); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Reach.add(reach)
	return nil
}

func (r *runner) batch(process *oracle.Process, m *maker, reach *Reach, from, to int) error {
	questions := make([]oracle.Request, 0, to-from)
	for i := from; i < to; i++ {
		q, object, err := m.make(uint64(i))
		if err != nil {
			return fmt.Errorf("case %d: %w", i, err)
		}
		reach.set.note(object)
		questions = append(questions, q)
	}
	replies, err := process.Ask(questions)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range questions {
		r.note(&questions[i], &replies[i], reach)
	}
	return nil
}

func (r *runner) note(q *oracle.Request, reply *oracle.Reply, reach *Reach) {
	r.report.Cases++
	switch {
	case reply.Panic != "":
		r.report.Panics[reply.Panic]++
	case reply.Decode != "":
		r.report.Unreadable++
	case reply.Accepted():
		r.report.Accepted++
	default:
		r.report.Rejected++
	}
	for _, e := range reply.Errors {
		reach.errors[folded(e.Field)]++
	}
	for line := range strings.Lines(r.difference(q, reply)) {
		line = folded(strings.TrimSpace(line))
		if d := r.found[line]; d != nil {
			d.Seen++
			if len(q.Object)+len(q.Old) < len(d.Question.Object)+len(d.Question.Old) {
				d.Question = *q
			}
		} else {
			r.found[line] = &Disagreement{Line: line, Seen: 1, Question: *q}
		}
	}
}

func (r *runner) difference(q *oracle.Request, reply *oracle.Reply) string {
	if reply.OldUnreadable() {
		return "" // nothing of the kind can be stored
	}
	switch r.config.Check {
	case Defaults:
		return compare.DefaultsDifference(q, reply, r.target)
	case Warnings:
		ours := compare.Ours(q, r.target)
		return compare.WarningsDifference(&ours, reply)
	default:
		ours := compare.Ours(q, r.target)
		return compare.Difference(&ours, reply)
	}
}

// minimise turns what was found into the report's list, the most frequent first.
func (r *runner) minimise() error {
	for _, line := range slices.Sorted(maps.Keys(r.found)) {
		r.report.Disagreements = append(r.report.Disagreements, *r.found[line])
	}
	slices.SortStableFunc(r.report.Disagreements, func(a, b Disagreement) int { return b.Seen - a.Seen })
	if len(r.report.Disagreements) == 0 {
		return nil
	}
	process, err := oracle.Start(r.config.Version, r.config.Gates)
	if err != nil {
		return err
	}
	defer process.Close()
	for i := range r.report.Disagreements[:min(maxMinimised, len(r.report.Disagreements))] {
		d := &r.report.Disagreements[i]
		differs := func(q oracle.Request) string {
			reply, err := process.AskOne(q)
			if err != nil {
				return ""
			}
			return r.difference(&q, &reply)
		}
		d.Question = compare.Minimise(d.Question, func(q oracle.Request) bool {
			for line := range strings.Lines(differs(q)) {
				if folded(strings.TrimSpace(line)) == d.Line {
					return true
				}
			}
			return false
		})
		d.Difference = differs(d.Question)
	}
	return nil
}

// String prints the disagreements with their questions.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d cases: %d accepted, %d rejected, %d unreadable; %d kinds of disagreement\n", r.Cases, r.Accepted, r.Rejected, r.Unreadable, len(r.Disagreements))
	for _, text := range slices.Sorted(maps.Keys(r.Panics)) {
		fmt.Fprintf(&b, "the API server panicked %d times: %s\n", r.Panics[text], text)
	}
	for _, d := range r.Disagreements {
		fmt.Fprintf(&b, "\n%6d × %s\n", d.Seen, d.Line)
		if d.Difference != "" {
			fmt.Fprintf(&b, "%s\n  %s\n", strings.TrimSpace(d.Difference), d.Question.Object)
			if len(d.Question.Old) > 0 {
				fmt.Fprintf(&b, "  old: %s\n", d.Question.Old)
			}
		}
	}
	return b.String()
}
