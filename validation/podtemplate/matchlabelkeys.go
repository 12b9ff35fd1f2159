package podtemplate

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	matchKeysAlone     check.ID = "match-label-keys-without-selector"
	matchKeyInSelector check.ID = "match-label-key-in-selector"
	matchKeyMismatch   check.ID = "match-label-key-in-mismatch"

	matchKeysAloneHint = "write the labelSelector that they add to, or remove them"
)

// matchLabelKeys is about keys whose values the server takes from the pod and merges into the selector; p
// is the path of what has them. A pod's own selector has them merged already, so only a key that stands
// there twice is one too many.
//
// Parity: core ValidateMatchLabelKeysAndMismatchLabelKeys.
func matchLabelKeys(r *check.Report, p *check.Path, match, mismatch []string, selector *metav1.LabelSelector) {
	if len(match) == 0 && len(mismatch) == 0 {
		return
	}
	mergedKeys(r, p, "matchLabelKeys", match, selector)
	mergedKeys(r, p, "mismatchLabelKeys", mismatch, selector)
	if selector != nil && len(match) > 0 {
		keysTwiceInSelector(r, p, match, selector)
	}
	if len(match) == 0 || len(mismatch) == 0 {
		return
	}
	var no nameSet
	for _, key := range mismatch {
		no.add(key)
	}
	for i, key := range match {
		if no.has(key) {
			list := p.Child("matchLabelKeys")
			at := list.Index(i)
			r.Invalid(matchKeyMismatch, &at, key, "key "+words.Quoted(key)+" is in matchLabelKeys and in mismatchLabelKeys, so no pod fits", "remove it from one of them")
		}
	}
}

// keysTwiceInSelector: the API server leaves the list's name out of the path.
func keysTwiceInSelector(r *check.Report, p *check.Path, match []string, selector *metav1.LabelSelector) {
	var before nameSet
	var last map[string]int // made when there is a key that stands twice
	for i := range selector.MatchExpressions {
		key := selector.MatchExpressions[i].Key
		_, labelled := selector.MatchLabels[key]
		if before.add(key) && !labelled {
			continue
		}
		if last == nil {
			last = make(map[string]int, len(match))
			for k, key := range match {
				last[key] = k
			}
		}
		if k, ok := last[key]; ok {
			at := p.Index(k)
			keyInSelector(r, &at, key)
		}
	}
}

// mergedKeys is about the keys of one of the two lists.
func mergedKeys(r *check.Report, p *check.Path, name string, keys []string, selector *metav1.LabelSelector) {
	if len(keys) == 0 {
		return
	}
	list := p.Child(name)
	if selector == nil {
		r.Forbidden(matchKeysAlone, &list, name+" needs a labelSelector beside it", matchKeysAloneHint)
		return
	}
	for i, key := range keys {
		at := list.Index(i)
		labelKey(r, &at, key)
	}
}

// unmergedKeys is about keys that the scheduler adds to the selector, so that none may be there already; p
// is the path of the list.
//
// Parity: core ValidateMatchLabelKeysInTopologySpread.
func unmergedKeys(r *check.Report, p *check.Path, keys []string, selector *metav1.LabelSelector) {
	if len(keys) == 0 {
		return
	}
	if selector == nil {
		r.Forbidden(matchKeysAlone, p, "matchLabelKeys needs a labelSelector beside it", matchKeysAloneHint)
	}
	var selected nameSet
	if selector != nil {
		for i := range selector.MatchExpressions {
			selected.add(selector.MatchExpressions[i].Key)
		}
	}
	for i, key := range keys {
		at := p.Index(i)
		labelKey(r, &at, key)
		if selector == nil {
			continue
		}
		if _, labelled := selector.MatchLabels[key]; labelled || selected.has(key) {
			keyInSelector(r, &at, key)
		}
	}
}

func keyInSelector(r *check.Report, p *check.Path, key string) {
	r.Invalid(matchKeyInSelector, p, key, "key "+words.Quoted(key)+" is in matchLabelKeys and in the labelSelector", "remove it from one of them")
}
