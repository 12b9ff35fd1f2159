package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	schedulingv1alpha3 "k8s.io/api/scheduling/v1alpha3"

	"github.com/jobvalidate/jobvalidate/internal/same"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	schedulingClaimsTooMany   check.ID = "scheduling-claims-too-many"
	schedulingClaimDuplicate  check.ID = "scheduling-claim-duplicate"
	schedulingClaimUnion      check.ID = "scheduling-claim-union"
	schedulingClaimNameAbsent check.ID = "scheduling-claim-name-missing"
	schedulingClaimNameForm   check.ID = "scheduling-claim-name-form"
	schedulingClaimRefForm    check.ID = "scheduling-claim-reference-form"
	maxSchedulingClaims                = 4
)

// schedulingClaims checks the resource claims that the pods of a Job share.
//
// Parity: declarative rules of JobSchedulingConfiguration.resourceClaims.
func schedulingClaims(r *check.Report, p *check.Path, now, before *batchv1.JobSchedulingConfiguration, isUpdate bool) {
	claims := now.ResourceClaims
	list := p.Child("resourceClaims")
	if isUpdate {
		if same.List(claims, before.ResourceClaims) {
			return
		}
		schedulingImmutable(r, p, "resourceClaims", claims, before.ResourceClaims)
	}
	if n := len(claims); n > maxSchedulingClaims {
		r.TooMany(schedulingClaimsTooMany, &list, n, "there are "+words.Itoa(n)+" resource claims; at most "+words.Itoa(maxSchedulingClaims)+" are possible", "remove "+words.Itoa(n-maxSchedulingClaims))
		return
	}
	if isUpdate {
		return
	}
	for i := range claims {
		at := list.Index(i)
		for j := range i {
			if claims[j].Name == claims[i].Name {
				r.Duplicate(schedulingClaimDuplicate, &at, claims[i].Name, "another claim is called "+words.Quoted(claims[i].Name)+" too", "give each claim a name of its own")
				break
			}
		}
		schedulingClaim(r, &at, &claims[i])
	}
}

func schedulingClaim(r *check.Report, p *check.Path, claim *schedulingv1alpha3.WorkloadPodGroupResourceClaim) {
	one(r, schedulingClaimUnion, p, claim.ResourceClaimName != nil, claim.ResourceClaimTemplateName != nil, "resourceClaimName", "resourceClaimTemplateName")
	switch name := p.Child("name"); {
	case claim.Name == "":
		r.Required(schedulingClaimNameAbsent, &name, "the claim has no name", "write name")
	case !syntax.IsDNSLabel(claim.Name):
		r.Invalid(schedulingClaimNameForm, &name, claim.Name, words.Quoted(claim.Name)+" cannot be the name of a claim", "use lower case letters, digits and -, 63 at most")
	}
	claimReference(r, p, "resourceClaimName", claim.ResourceClaimName)
	claimReference(r, p, "resourceClaimTemplateName", claim.ResourceClaimTemplateName)
}

func claimReference(r *check.Report, p *check.Path, field string, name *string) {
	if name == nil || syntax.IsDNSSubdomain(*name) {
		return
	}
	at := p.Child(field)
	r.Invalid(schedulingClaimRefForm, &at, *name, field+" is "+words.Quoted(*name)+", which cannot be a name of Kubernetes", nameHint)
}
