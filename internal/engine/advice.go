package engine

import (
	"bytes"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/policy"
	"github.com/jobvalidate/jobvalidate/validation/rules"
)

// advise adds what the rules and the policy say of an object of a manifest. It must have been decoded
// without an error.
func (o *object) advise(h header, prefix string, s *rules.Subject, asked policy.Effective) {
	s.Neighbours, s.Manifest = o.neighbours, true
	var shown []finding.Finding
	for _, f := range o.engine.judge(s, asked) {
		if f.Severity.Below(o.engine.Show) {
			o.result.Hidden++
			continue
		}
		shown = append(shown, f)
	}
	o.add(h, prefix, shown)
}

// neighbours returns the objects of the documents that rules look at beside a Job; nil where there are none.
// Cost: nothing is decoded in a file that does not speak of such kinds.
func neighbours(data []byte, documents []manifest.Document) *rules.Neighbours {
	near := new(rules.Neighbours)
	if !bytes.Contains(data, []byte("Service")) && !bytes.Contains(data, []byte("PersistentVolumeClaim")) {
		return near
	}
	for _, d := range documents {
		if bytes.Contains(d.Text, []byte("Service")) || bytes.Contains(d.Text, []byte("PersistentVolumeClaim")) {
			if json, _, err := decode.ToJSON(d); err == nil {
				addNeighbours(near, json)
			}
		}
	}
	return near
}

func addNeighbours(near *rules.Neighbours, data []byte) {
	var h struct {
		metav1.TypeMeta `json:",inline"`
		Items           []rawObject `json:"items"`
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
		if kjson.UnmarshalCaseSensitivePreserveInts(data, &claim) == nil {
			near.AddClaim(&claim)
		}
	}
}
