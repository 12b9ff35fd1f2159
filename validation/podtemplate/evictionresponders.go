package podtemplate

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	respondersTooMany         check.ID = "eviction-responders-too-many"
	responderDuplicate        check.ID = "eviction-responder-duplicate"
	responderNameMissing      check.ID = "eviction-responder-name-missing"
	responderNameInvalid      check.ID = "eviction-responder-name-invalid"
	responderNameReserved     check.ID = "eviction-responder-name-reserved"
	responderPriorityMissing  check.ID = "eviction-responder-priority-missing"
	responderPriorityRange    check.ID = "eviction-responder-priority-range"
	responderPriorityReserved check.ID = "eviction-responder-priority-reserved"

	maxResponders        = 10
	minResponderPriority = 1000
	maxResponderPriority = 100_000
)

// keepsEvictionResponders: since 1.37, off by default.
func keepsEvictionResponders(r *check.Report, opts *Options) bool {
	return r.Target.Enabled(target.EvictionRequestAPI) || opts.KeepEvictionResponders
}

// evictionResponders is about who is asked before the pod is evicted. These rules are declared in the API's
// types: what an update does not change is not looked at again.
//
// Parity: core/v1 Validate_PodSpec (generated).
func evictionResponders(r *check.Report, p *check.Path, spec *corev1.PodSpec, opts *Options) {
	if len(spec.EvictionResponders) == 0 || !keepsEvictionResponders(r, opts) ||
		len(opts.OldEvictionResponders) > 0 && equality.Semantic.DeepEqual(spec.EvictionResponders, opts.OldEvictionResponders) {
		return
	}
	list := p.Child("evictionResponders")
	if n := len(spec.EvictionResponders); n > maxResponders {
		r.TooMany(respondersTooMany, &list, n, "there are "+words.Itoa(n)+" evictionResponders; at most "+words.Itoa(maxResponders)+" are possible", "remove "+words.Itoa(n-maxResponders))
		return
	}
	var names nameSet
	for i := range spec.EvictionResponders {
		e := &spec.EvictionResponders[i]
		at := list.Index(i)
		if !names.add(e.Name) {
			r.Duplicate(responderDuplicate, &at, e.Name, "two evictionResponders are called "+words.Quoted(e.Name), "remove one")
		}
		old := responderNamed(opts.OldEvictionResponders, e.Name)
		if old == nil {
			responderName(r, &at, e.Name)
		}
		if old == nil || !equality.Semantic.DeepEqual(old.Priority, e.Priority) {
			responderPriority(r, &at, e.Priority)
		}
	}
}

func responderNamed(responders []corev1.EvictionResponder, name string) *corev1.EvictionResponder {
	for i := range responders {
		if responders[i].Name == name {
			return &responders[i]
		}
	}
	return nil
}

func responderName(r *check.Report, p *check.Path, name string) {
	at := p.Child("name")
	if name == "" {
		r.Required(responderNameMissing, &at, "the responder has no name", "write a domain, / and a name")
		return
	}
	domain, _, prefixed := strings.Cut(name, "/")
	if isReservedDomain(domain) {
		r.Invalid(responderNameReserved, &at, name, "responder "+words.Quoted(name)+" is in a domain of Kubernetes itself", "write a domain of your own")
	}
	switch {
	case !syntax.IsQualifiedName(name):
		r.Invalid(responderNameInvalid, &at, name, qualifiedNameFault("responder", name), "write a domain, / and a name")
	case !prefixed:
		r.Invalid(responderNameInvalid, &at, name, "responder "+words.Quoted(name)+" has no domain before it", "write a domain, / and a name")
	}
}

func isReservedDomain(domain string) bool {
	domain = strings.TrimRight(strings.TrimSpace(strings.ToLower(domain)), ".")
	return domain == "k8s.io" || domain == "kubernetes.io" || strings.HasSuffix(domain, ".k8s.io") || strings.HasSuffix(domain, ".kubernetes.io")
}

func responderPriority(r *check.Report, p *check.Path, priority *int32) {
	at := p.Child("priority")
	switch {
	case priority == nil:
		r.Required(responderPriorityMissing, &at, "the responder has no priority", "write 1000 to 100000; the highest is asked first")
	case *priority < 0 || *priority > maxResponderPriority:
		r.Invalid(responderPriorityRange, &at, *priority, "priority is "+words.Itoa(*priority)+"; it must be 1000 to 100000", "")
	case *priority < minResponderPriority:
		r.Invalid(responderPriorityReserved, &at, *priority, "priority is "+words.Itoa(*priority)+"; 0 to 999 are for Kubernetes itself", "write 1000 to 100000")
	}
}
