package podtemplate

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	serviceAccountInvalid check.ID = "service-account-name-invalid"
	serviceAccountTwo     check.ID = "service-account-names-differ"
)

// serviceAccount is about whom the pod acts as. imagePullSecrets have only a name, of which nothing is asked.
//
// Parity: core ValidatePodSpec. Since 1.37 the old field must say the same; defaulting makes it so.
func serviceAccount(r *check.Report, p *check.Path, spec *corev1.PodSpec) {
	if spec.ServiceAccountName != "" {
		subdomainName(r, serviceAccountInvalid, p, "serviceAccountName", spec.ServiceAccountName)
	}
	if r.Target.Since(37) && spec.DeprecatedServiceAccount != spec.ServiceAccountName {
		at := p.Child("deprecatedServiceAccount")
		r.Invalid(serviceAccountTwo, &at, spec.DeprecatedServiceAccount, "serviceAccount is "+words.Quoted(spec.DeprecatedServiceAccount)+" and serviceAccountName "+words.Quoted(spec.ServiceAccountName), "remove serviceAccount")
	}
}
