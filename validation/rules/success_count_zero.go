package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var successCountZero = rule{
	name: "success-count-zero", severity: finding.Warning, kinds: both, needs: indexes,
	check: func(s *subject) (found []finding.Finding) {
		if s.SuccessPolicy == nil {
			return nil
		}
		for i, r := range s.SuccessPolicy.Rules {
			if r.SucceededCount != nil && *r.SucceededCount == 0 {
				found = append(found, say(s.at("successPolicy.rules["+words.Itoa(i)+"].succeededCount"),
					"succeededCount is 0: the Job counts as succeeded as soon as any index has, whichever it is",
					"write how many indexes must succeed, 1 or more")...)
			}
		}
		return found
	},
}
