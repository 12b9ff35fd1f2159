package engine

import (
	"bytes"
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/internal/amount"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/ignore"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// advise adds what the rules and the policy say of an object of a manifest. It must have been decoded
// without an error.
func (o *object) advise(h header, prefix string, s *rules.Subject, asked policy.Effective) {
	s.Neighbours, s.Manifest = o.neighbours, true
	request := ignore.Rules(h.Annotations[ignore.Annotation])
	found := o.engine.judge(s, asked)
	var shown []finding.Finding
	for i := range found {
		switch f := &found[i]; {
		case request.Drops(f, 0, mayIgnore(f, asked)):
			o.result.Ignored++
		case len(o.comments) == 0 && f.Severity.Below(o.engine.Show):
			o.result.Hidden++
		default:
			shown = append(shown, *f) // a comment about a line may ask away even what is not shown: see ignored
		}
	}
	shown = append(shown, request.Left("metadata.annotations["+ignore.Annotation+"]", o.engine.severities(asked))...)
	o.mayIgnorePolicy, o.severities = asked.MayIgnore(), o.engine.severities(asked)
	o.add(h, prefix, shown)
}

// mayIgnore reports whether the author of a manifest may ask a finding away: advice always, what the
// organisation wants where its policy lets them, what the API server says never.
func mayIgnore(f *finding.Finding, asked policy.Effective) bool {
	return f.Origin == finding.Advice || f.Origin == finding.Policy && asked.MayIgnore()
}

// ignored takes out of the document's findings, which begin at first, what its comments ask away, and what is
// not shown.
func (o *object) ignored(first int) {
	if len(o.comments) == 0 {
		return
	}
	kept := o.result.Findings[:first]
	for _, l := range o.result.Findings[first:] {
		may := l.Origin == finding.Advice || l.Origin == finding.Policy && o.mayIgnorePolicy
		dropped := false
		for _, c := range o.comments {
			dropped = c.Drops(&l.Finding, l.Line, may) || dropped
		}
		switch {
		case dropped:
			o.result.Ignored++
		case l.Origin != finding.API && l.Severity.Below(o.engine.Show):
			o.result.Hidden++
		default:
			kept = append(kept, l)
		}
	}
	for _, c := range o.comments {
		for _, f := range c.Left("", o.severities) {
			kept = append(kept, Located{Document: o.document.Index, Line: c.At.Line, Column: c.At.Column, Finding: f})
		}
	}
	o.result.Findings = kept
}

// neighbours returns the objects of the documents that rules look at beside a Job; nil where there are none.
// Cost: nothing is decoded in a file that does not speak of such kinds.
func neighbours(data []byte, documents []manifest.Document) *rules.Neighbours {
	near := new(rules.Neighbours)
	if !speaksOf(data, "Service") && !speaksOf(data, "PersistentVolumeClaim") {
		return near
	}
	for _, d := range documents {
		if speaksOf(d.Text, "Service") || speaksOf(d.Text, "PersistentVolumeClaim") {
			if encoded, _, err := decode.ToJSON(d); err == nil {
				addNeighbours(near, encoded)
			}
		}
	}
	return near
}

// speaksOf reports whether the word is in the text, and does not only begin another such as ServiceAccount.
func speaksOf(text []byte, word string) bool {
	for {
		i := bytes.Index(text, []byte(word))
		if i < 0 {
			return false
		}
		text = text[i+len(word):]
		if len(text) == 0 || !('a' <= text[0]|0x20 && text[0]|0x20 <= 'z') {
			return true
		}
	}
}

func addNeighbours(near *rules.Neighbours, data []byte) {
	var h struct {
		metav1.TypeMeta `json:",inline"`
		Items           []json.RawMessage `json:"items"`
	}
	if kjson.UnmarshalCaseSensitivePreserveInts(data, &h) != nil || h.APIVersion != "v1" {
		return
	}
	switch h.Kind {
	case "List":
		for _, item := range h.Items {
			addNeighbours(near, item)
		}
	case "Service":
		var service corev1.Service
		if kjson.UnmarshalCaseSensitivePreserveInts(data, &service) == nil {
			near.AddService(&service)
		}
	case "PersistentVolumeClaim":
		var claim corev1.PersistentVolumeClaim
		if !amount.MayBeIn(data) && kjson.UnmarshalCaseSensitivePreserveInts(data, &claim) == nil {
			near.AddClaim(&claim)
		}
	}
}
