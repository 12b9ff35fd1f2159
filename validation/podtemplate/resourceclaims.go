package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	podClaimNameMissing   check.ID = "pod-resource-claim-name-missing"
	podClaimNameInvalid   check.ID = "pod-resource-claim-name-invalid"
	podClaimNameDuplicate check.ID = "pod-resource-claim-duplicate"
	podClaimBoth          check.ID = "pod-resource-claim-both"
	podClaimNeither       check.ID = "pod-resource-claim-neither"
	podClaimObject        check.ID = "pod-resource-claim-object-invalid"
	podClaimTemplate      check.ID = "pod-resource-claim-template-invalid"
)

// podResourceClaims is about the claims that containers may take. Up to 1.30 the names of the claim and
// its template stand in a field called source, which today's types do not have: there only the names of
// the entries are looked at.
//
// Parity: core validatePodResourceClaims. On by default from 1.34.
func podResourceClaims(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.ResourceClaims) == 0 || !r.Target.Enabled(target.DynamicResourceAllocation) && !opts.KeepResourceClaims {
		return
	}
	list := p.Child("resourceClaims")
	var names nameSet
	for i := range spec.ResourceClaims {
		claim := &spec.ResourceClaims[i]
		at := list.Index(i)
		switch in := at.Child("name"); {
		case claim.Name == "":
			r.Required(podClaimNameMissing, &in, "the claim has no name", "write the name that containers call it by")
		case !names.add(claim.Name):
			r.Duplicate(podClaimNameDuplicate, &in, claim.Name, "two claims are called "+words.Quoted(claim.Name), "rename one")
		case !syntax.IsDNSLabel(claim.Name):
			r.Invalid(podClaimNameInvalid, &in, claim.Name, dnsLabelFault("claim name", claim.Name), "")
		}
		if r.Target.Since(31) {
			claimSource(r, &at, claim)
		}
	}
}

func claimSource(r *check.Report, p *check.Path, claim *corev1.PodResourceClaim) {
	switch {
	case claim.ResourceClaimName != nil && claim.ResourceClaimTemplateName != nil:
		r.Invalid(podClaimBoth, p, nil, "claim "+words.Quoted(claim.Name)+" has a resourceClaimName and a resourceClaimTemplateName", "remove one of them")
	case claim.ResourceClaimName == nil && claim.ResourceClaimTemplateName == nil:
		r.Invalid(podClaimNeither, p, nil, "claim "+words.Quoted(claim.Name)+" does not say which claim is meant", "write resourceClaimName or resourceClaimTemplateName")
	}
	if claim.ResourceClaimName != nil {
		subdomainName(r, podClaimObject, p, "resourceClaimName", *claim.ResourceClaimName)
	}
	if claim.ResourceClaimTemplateName != nil {
		subdomainName(r, podClaimTemplate, p, "resourceClaimTemplateName", *claim.ResourceClaimTemplateName)
	}
}
