package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/internal/amount"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	resourceNameInvalid     check.ID = "resource-name-invalid"
	resourceNameUnknown     check.ID = "resource-name-unknown"
	resourceNegative        check.ID = "resource-negative"
	resourceNotWhole        check.ID = "resource-not-whole"
	resourceHugePages       check.ID = "resource-huge-pages-indivisible"
	resourceHugePagesAlone  check.ID = "resource-huge-pages-alone"
	resourceAboveLimit      check.ID = "resource-request-above-limit"
	resourceNotLimit        check.ID = "resource-request-not-limit"
	resourceLimitMissing    check.ID = "resource-limit-missing"
	resourceClaimMissing    check.ID = "resource-claim-name-missing"
	resourceClaimRequest    check.ID = "resource-claim-request-invalid"
	resourceClaimDuplicate  check.ID = "resource-claim-duplicate"
	resourceClaimUnknown    check.ID = "resource-claim-unknown"
	resizePolicyDuplicate   check.ID = "resize-policy-duplicate"
	resizePolicyMissing     check.ID = "resize-policy-missing"
	resizePolicyUnknown     check.ID = "resize-policy-unknown"
	resizePolicyNeedsStable check.ID = "resize-policy-restart-never"
)

// resources reports what is wrong with a container's resources.
//
// Parity: core ValidateContainerResourceRequirements.
func resources(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	res := &c.Resources
	if len(res.Limits) == 0 && len(res.Requests) == 0 && len(res.Claims) == 0 {
		return
	}
	at := p.Child("resources")
	resourceLists(r, &at, res.Limits, res.Requests, false, opts)
	if len(res.Claims) > 0 && (r.Target.Enabled(target.DynamicResourceAllocation) || opts.KeepResourceClaims) {
		claims := at.Child("claims")
		resourceClaims(r, &claims, res.Claims, s)
	}
}

// resourceLists is about the names and amounts of limits and requests, which stand at p: of a container, or of
// the pod as a whole, which has fewer resources.
//
// Parity: core validateResourceRequirements.
func resourceLists(r *check.Report, p *check.Path, limits, requests corev1.ResourceList, ofPod bool, opts *Options) {
	hugePages, compute := false, false
	list := p.Child("limits")
	for name, quantity := range limits {
		item := list.Key(string(name))
		resourceAmount(r, &item, name, &quantity, ofPod, opts)
		hugePages = hugePages || isHugePages(name)
		compute = compute || name == corev1.ResourceCPU || name == corev1.ResourceMemory
	}
	list = p.Child("requests")
	for name, quantity := range requests {
		item := list.Key(string(name))
		resourceAmount(r, &item, name, &quantity, ofPod, opts)
		limit, limited := limits[name]
		withinLimit(r, p, name, &quantity, &limit, limited)
		hugePages = hugePages || isHugePages(name)
		compute = compute || name == corev1.ResourceCPU || name == corev1.ResourceMemory
	}
	if hugePages && !compute {
		r.Forbidden(resourceHugePagesAlone, p, "huge pages are asked for without cpu or memory", "write cpu or memory too")
	}
}

// withinLimit holds a request against the limit beside it. p is the path of both.
func withinLimit(r *check.Report, p *check.Path, name corev1.ResourceName, request, limit *resource.Quantity, limited bool) {
	overcommit := isNativeResource(name) && !isHugePages(name)
	if !limited {
		if !overcommit {
			at := p.Child("limits")
			r.Required(resourceLimitMissing, &at, string(name)+" has a request and no limit; it cannot be overcommitted", "write a limit equal to the request")
		}
		return
	}
	switch order := request.Cmp(*limit); {
	case order != 0 && !overcommit:
		at := p.Child("requests")
		r.Invalid(resourceNotLimit, &at, inKey(name, request.String()), string(name)+" request "+request.String()+" is not its limit "+limit.String()+"; it cannot be overcommitted", "write the same for both")
	case order > 0:
		at := p.Child("requests")
		r.Invalid(resourceAboveLimit, &at, inKey(name, request.String()), string(name)+" request "+request.String()+" is above its limit "+limit.String(), "raise the limit, or lower the request")
	}
}

// inKey is a value that stands under a key of the map that the API server names.
func inKey(name corev1.ResourceName, value string) finding.Part {
	return finding.Part{Path: "[" + string(name) + "]", Value: value}
}

// resourceAmount is about one resource by name and amount.
//
// Parity: core ValidateResourceQuantityValue.
func resourceAmount(r *check.Report, p *check.Path, name corev1.ResourceName, quantity *resource.Quantity, ofPod bool, opts *Options) {
	switch {
	case name == corev1.ResourceCPU, name == corev1.ResourceMemory:
	case ofPod:
		podResourceName(r, p, name)
	case !isPlainResource(name) && !isHugePages(name) || !syntax.IsQualifiedName(string(name)):
		containerResourceName(r, p, name)
	}
	quantityNotNegative(r, p, name, quantity)
	if (isCounted(name) || isExtendedResource(name)) && quantity.MilliValue()%1000 != 0 {
		r.Invalid(resourceNotWhole, p, quantity.String(), string(name)+" is "+quantity.String()+"; only whole numbers of it can be had", "")
	}
	if isHugePages(name) {
		wholePages(r, p, name, quantity, opts)
	}
}

func quantityNotNegative(r *check.Report, p *check.Path, name corev1.ResourceName, quantity *resource.Quantity) {
	if quantity.Sign() < 0 {
		r.Invalid(resourceNegative, p, quantity.String(), string(name)+" is "+quantity.String()+", less than 0", "")
	}
}

func wholePages(r *check.Report, p *check.Path, name corev1.ResourceName, quantity *resource.Quantity, opts *Options) {
	if opts.AllowIndivisibleHugePages || hugePagesDivisible(name, quantity) {
		return
	}
	r.Invalid(resourceHugePages, p, quantity.String(), quantity.String()+" is no whole number of pages of "+string(name[len(corev1.ResourceHugePagesPrefix):]), "write a multiple of the page size")
}

func isPlainResource(name corev1.ResourceName) bool {
	return name == corev1.ResourceCPU || name == corev1.ResourceMemory || name == corev1.ResourceEphemeralStorage
}

func containerResourceName(r *check.Report, p *check.Path, name corev1.ResourceName) {
	switch {
	case !syntax.IsQualifiedName(string(name)):
		r.Invalid(resourceNameInvalid, p, name, words.Quoted(name)+" is no name of a resource", "write cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME")
	case !strings.Contains(string(name), "/"):
		r.Invalid(resourceNameUnknown, p, name, "containers have no resource "+words.Quoted(name), words.OneOf(name, corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage))
	case !isNativeResource(name) && !isExtendedResource(name):
		r.Invalid(resourceNameInvalid, p, name, words.Quoted(name)+" cannot name an extended resource: it begins with requests. or is too long", "")
	}
}

func isHugePages(name corev1.ResourceName) bool {
	return strings.HasPrefix(string(name), corev1.ResourceHugePagesPrefix)
}

// isNativeResource reports whether the resource is Kubernetes' own: without a domain, or in kubernetes.io.
func isNativeResource(name corev1.ResourceName) bool {
	return !strings.Contains(string(name), "/") || strings.Contains(string(name), corev1.ResourceDefaultNamespacePrefix)
}

// isExtendedResource reports whether the name is one of an extended resource: another domain, not
// beginning with requests., and short enough that a quota can put that before it.
func isExtendedResource(name corev1.ResourceName) bool {
	if isNativeResource(name) || strings.HasPrefix(string(name), corev1.DefaultResourceRequestsPrefix) {
		return false
	}
	domain, _, _ := strings.Cut(string(name), "/")
	return len(domain)+len(corev1.DefaultResourceRequestsPrefix) <= syntax.MaxSubdomain && syntax.IsQualifiedName(string(name))
}

// hugePagesDivisible reports whether the amount is a whole number of the pages that the name tells.
func hugePagesDivisible(name corev1.ResourceName, quantity *resource.Quantity) bool {
	text := string(name[len(corev1.ResourceHugePagesPrefix):])
	if amount.IsEndless(text) {
		return false
	}
	page, err := resource.ParseQuantity(text)
	if err != nil || page.Sign() <= 0 || page.MilliValue()%1000 != 0 {
		return false
	}
	size := page.Value()
	return size != 0 && quantity.Value()%size == 0
}

// resourceClaims: each is one of the pod's, taken once, whole or by requests.
//
// Parity: core validateResourceClaimNames. Requests came with 1.31.
func resourceClaims(r *check.Report, p *check.Path, claims []corev1.ResourceClaim, s *scope) {
	var taken, partly nameSet // NAME and NAME/REQUEST; what stands before the / of those
	for i := range claims {
		name, request := claims[i].Name, claims[i].Request
		if !r.Target.Since(31) {
			request = ""
		}
		at := p.Index(i)
		if name == "" {
			r.Required(resourceClaimMissing, &at, "the claim has no name", "write the name of one of the pod's resourceClaims")
			continue
		}
		twice := taken.has(name)
		if !twice {
			key := name
			if request != "" {
				key = name + "/" + request
				if !syntax.IsDNSLabel(request) {
					in := at.Child("request")
					r.Invalid(resourceClaimRequest, &in, request, dnsLabelFault("request", request), "")
				}
			}
			twice = !taken.add(key) || request == "" && partly.has(name)
			if before, _, ok := strings.Cut(key, "/"); ok {
				partly.add(before)
			}
		}
		if twice {
			r.Duplicate(resourceClaimDuplicate, &at, name, "claim "+words.Quoted(name)+" is taken already", "remove one")
		}
		if !s.hasClaim(name) {
			r.Add(resourceClaimUnknown, field.ErrorTypeNotFound, &at, name, "the pod has no resource claim called "+words.Quoted(name), s.nearestClaim(r, name))
		}
	}
}

// inEntry is a value of an entry of the list that the API server names.
func inEntry(i int, name, value string) finding.Part {
	return finding.Part{Path: "[" + words.Itoa(i) + "]." + name, Value: value}
}

// keepsResizePolicy: with the gate off the field is dropped.
func keepsResizePolicy(r *check.Report, opts *Options) bool {
	return r.Target.Enabled(target.InPlacePodVerticalScaling) || opts.KeepResizePolicy
}

// resizePolicy: one entry a resource; a pod that never restarts has no container to restart. The API
// server says all but the duplicates of the whole list.
//
// Parity: core validateResizePolicy.
func resizePolicy(r *check.Report, p *check.Path, c *corev1.Container, s *scope, opts *Options) {
	if len(c.ResizePolicy) == 0 || !keepsResizePolicy(r, opts) {
		return
	}
	list := p.Child("resizePolicy")
	var names nameSet
	for i := range c.ResizePolicy {
		policy := &c.ResizePolicy[i]
		if !names.add(string(policy.ResourceName)) {
			at := list.Index(i)
			r.Duplicate(resizePolicyDuplicate, &at, policy.ResourceName, "resource "+words.Quoted(policy.ResourceName)+" has two resize policies", "remove one")
		}
		switch policy.ResourceName {
		case corev1.ResourceCPU, corev1.ResourceMemory:
		case "":
			r.Required(resizePolicyMissing, &list, "entry "+words.Itoa(i)+" has no resourceName", "write cpu or memory")
		default:
			r.NotSupported(resizePolicyUnknown, &list, inEntry(i, "resourceName", string(policy.ResourceName)), "resourceName of entry "+words.Itoa(i)+" is "+words.Quoted(policy.ResourceName), words.OneOf(policy.ResourceName, corev1.ResourceCPU, corev1.ResourceMemory))
		}
		switch policy.RestartPolicy {
		case corev1.NotRequired, corev1.RestartContainer:
		case "":
			r.Required(resizePolicyMissing, &list, "entry "+words.Itoa(i)+" has no restartPolicy", "write NotRequired or RestartContainer")
		default:
			r.NotSupported(resizePolicyUnknown, &list, inEntry(i, "restartPolicy", string(policy.RestartPolicy)), "restartPolicy of entry "+words.Itoa(i)+" is "+words.Quoted(policy.RestartPolicy), words.OneOf(policy.RestartPolicy, corev1.NotRequired, corev1.RestartContainer))
		}
		if s.spec.RestartPolicy == corev1.RestartPolicyNever && policy.RestartPolicy != corev1.NotRequired {
			r.Invalid(resizePolicyNeedsStable, &list, inEntry(i, "restartPolicy", string(policy.RestartPolicy)), "entry "+words.Itoa(i)+" would restart the container, but the pod's restartPolicy is Never", "write NotRequired")
		}
	}
}
