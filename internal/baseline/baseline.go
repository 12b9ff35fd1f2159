// Package baseline keeps the findings of an old repository that are known and left for later: a file that
// takes them out of the report, so that only what is new is told. What the API server rejects is not taken.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/wholefile"
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

// Entry is a known finding: where it is, without lines, which move.
type Entry struct {
	File      string `json:"file"` // relative to the baseline's own folder, with slashes
	Kind      string `json:"kind,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
	Rule      string `json:"rule"`
	Field     string `json:"field"`
}

// known is an entry with how often it is there, and how often it has been seen.
type known struct {
	Entry
	Count int `json:"count"`
	seen  int
}

// file is what is written.
type file struct {
	Version  int      `json:"version"`
	Findings []*known `json:"findings"`
}

const version = 1

// Baseline is a set of known findings. It serves one run, and no two goroutines at once. A nil one knows none.
type Baseline struct {
	folder  string
	entries map[Entry]*known
}

// New returns an empty baseline that will stand at path.
func New(path string) *Baseline {
	return &Baseline{folder: folderOf(path), entries: map[Entry]*known{}}
}

// folderOf is absolute, so that a run from another folder finds the same files.
func folderOf(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return filepath.Dir(path)
}

// Read reads the baseline at path.
func Read(path string) (*Baseline, error) {
	data, err := manifest.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f file
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("%s is no baseline: %w: write it with --write-baseline", path, err)
	}
	if f.Version != version {
		return nil, fmt.Errorf("%s has the version %d, and %d is read: write it again with --write-baseline", path, f.Version, version)
	}
	b := New(path)
	for _, k := range f.Findings {
		if k == nil || k.Rule == "" || k.Count < 1 {
			return nil, fmt.Errorf("%s has a finding without rule or count: write it again with --write-baseline", path)
		}
		b.entries[k.Entry] = k
	}
	return b, nil
}

// Filter takes the known findings out of the result of a file, and counts them as ignored.
func (b *Baseline) Filter(name string, result *engine.Result) {
	if b == nil {
		return
	}
	before := len(result.Findings)
	result.Findings = slices.DeleteFunc(result.Findings, func(l engine.Located) bool {
		k := b.entries[b.entry(name, &l)]
		if k == nil || k.seen >= k.Count || l.Origin == finding.API {
			return false
		}
		k.seen++
		return true
	})
	result.Ignored += before - len(result.Findings)
}

// Take makes the findings of a file known, all that can be.
func (b *Baseline) Take(name string, result *engine.Result) {
	for i := range result.Findings {
		l := &result.Findings[i]
		if l.Origin == finding.API {
			continue
		}
		key := b.entry(name, l)
		if b.entries[key] == nil {
			b.entries[key] = &known{Entry: key}
		}
		b.entries[key].Count++
	}
}

func (b *Baseline) entry(name string, l *engine.Located) Entry {
	return Entry{File: b.relative(name), Kind: l.Kind, Namespace: l.Namespace, Name: l.Name, Rule: l.Rule, Field: l.Field}
}

func (b *Baseline) relative(name string) string {
	if absolute, err := filepath.Abs(name); err == nil && name != "-" {
		if relative, err := filepath.Rel(b.folder, absolute); err == nil {
			name = relative
		}
	}
	return filepath.ToSlash(name)
}

// Unused returns the entries that were seen less often than they are known, in order.
func (b *Baseline) Unused() []Entry {
	if b == nil {
		return nil
	}
	var unused []Entry
	for _, k := range b.sorted() {
		if k.seen < k.Count {
			unused = append(unused, k.Entry)
		}
	}
	return unused
}

func (b *Baseline) sorted() []*known {
	all := make([]*known, 0, len(b.entries))
	for _, k := range b.entries {
		all = append(all, k)
	}
	slices.SortFunc(all, func(x, y *known) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Namespace, y.Namespace), cmp.Compare(x.Name, y.Name),
			cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Field, y.Field))
	})
	return all
}

// Write writes the baseline to path; an old one is never half gone.
func (b *Baseline) Write(path string) error {
	data, err := json.MarshalIndent(file{Version: version, Findings: b.sorted()}, "", "  ")
	if err != nil {
		return err
	}
	return wholefile.Write(path, append(data, '\n'))
}
