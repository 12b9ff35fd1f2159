package validation

import (
	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/validation/indexes"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	successPolicyMode          check.ID = "success-policy-mode"
	successRulesEmpty          check.ID = "success-policy-rules-empty"
	successRulesTooMany        check.ID = "success-policy-rules-too-many"
	successRuleEmpty           check.ID = "success-policy-rule-empty"
	succeededIndexesTooLong    check.ID = "succeeded-indexes-too-long"
	succeededIndexesForm       check.ID = "succeeded-indexes-form"
	succeededCountNegative     check.ID = "succeeded-count-negative"
	succeededCountAboveAll     check.ID = "succeeded-count-above-completions"
	succeededCountAboveIndexes check.ID = "succeeded-count-above-indexes"
	maxSuccessRules                     = 20
	maxSucceededIndexesInBytes          = 64 * 1024
)

// Parity: batch validateSuccessPolicy. Since 1.30 (KEP-3998). The API server crashes where completions is
// missing; that is answered in completions.go, and nothing is said here that would need it.
func successPolicy(r *check.Report, p *check.Path, spec *batchv1.JobSpec) {
	policy := spec.SuccessPolicy
	if policy == nil {
		return
	}
	at := p.Child("successPolicy")
	if !isIndexed(spec) {
		r.Invalid(successPolicyMode, &at, nil, "successPolicy is set, but this Job has no indexes: its completionMode is not Indexed", "set completionMode: Indexed, or remove successPolicy")
		return
	}
	rules := at.Child("rules")
	switch n := len(policy.Rules); {
	case n == 0:
		r.Required(successRulesEmpty, &rules, "successPolicy has no rules, so it can never be met", "add a rule, or remove successPolicy")
	case n > maxSuccessRules:
		r.TooMany(successRulesTooMany, &rules, n, "successPolicy has "+words.Itoa(n)+" rules; at most "+words.Itoa(maxSuccessRules)+" are possible", "join or remove "+words.Itoa(n-maxSuccessRules))
	}
	for i := range policy.Rules {
		element := rules.Index(i)
		successRule(r, &element, spec.Completions, &policy.Rules[i])
	}
}

func successRule(r *check.Report, p *check.Path, completions *int32, rule *batchv1.SuccessPolicyRule) {
	if rule.SucceededCount == nil && rule.SucceededIndexes == nil {
		r.Required(successRuleEmpty, p, "the rule says nothing that must succeed", "add succeededIndexes, succeededCount or both")
		return
	}
	if completions == nil {
		return
	}
	var named int32
	if rule.SucceededIndexes != nil {
		named = succeededIndexes(r, p, *completions, *rule.SucceededIndexes)
	}
	if rule.SucceededCount == nil {
		return
	}
	count := *rule.SucceededCount
	if count < 0 {
		negative(r, succeededCountNegative, p, "succeededCount", int64(count))
	}
	if count > *completions {
		at := p.Child("succeededCount")
		r.Invalid(succeededCountAboveAll, &at, count, "succeededCount is "+words.Itoa(count)+", but the Job has only "+words.Itoa(*completions)+" completions", "write "+words.Itoa(*completions)+" or less")
	}
	if rule.SucceededIndexes != nil && count > named {
		at := p.Child("succeededCount")
		r.Invalid(succeededCountAboveIndexes, &at, count, "succeededCount is "+words.Itoa(count)+", but succeededIndexes names "+words.Itoa(named), "write "+words.Itoa(named)+" or less, or name more indexes")
	}
}

// succeededIndexes returns how many indexes the text names, 0 where it is malformed.
func succeededIndexes(r *check.Report, p *check.Path, completions int32, text string) int32 {
	if len(text) > maxSucceededIndexesInBytes {
		at := p.Child("succeededIndexes")
		r.TooLong(succeededIndexesTooLong, &at, "succeededIndexes has "+words.Itoa(len(text))+" bytes; at most "+words.Itoa(maxSucceededIndexesInBytes)+" fit", "write ranges (0-99) instead of single indexes")
	}
	named, err := indexes.Count(text, completions)
	if err != nil {
		at := p.Child("succeededIndexes")
		r.Invalid(succeededIndexesForm, &at, text, "succeededIndexes: "+err.Error(), "write ascending indexes and ranges, such as 0,2-4")
	}
	return named
}
