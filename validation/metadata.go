package validation

import (
	"fmt"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/syntax"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	metadataName          check.ID = "metadata-name"
	metadataGenerateName  check.ID = "metadata-generate-name"
	metadataNamespace     check.ID = "metadata-namespace"
	metadataLabels        check.ID = "metadata-labels"
	metadataAnnotations   check.ID = "metadata-annotations"
	metadataOwners        check.ID = "metadata-owner-references"
	metadataFinalizers    check.ID = "metadata-finalizers"
	metadataManagedFields check.ID = "metadata-managed-fields"
	metadataOther         check.ID = "metadata-other"
	labelHint                      = "use letters, digits, -, _ and . (63 at most, beginning and ending with a letter or digit), in a key after an optional domain and /"
	nameHint                       = "use lower case letters, digits, - and ., beginning and ending with a letter or digit"
)

// objectMeta checks the metadata of an object that is created.
//
// Most objects pass the quick look. One that does not is given to apimachinery's own function, which is
// the one the API server calls; only its words are changed.
//
// Parity: core ValidateObjectMeta with names that are DNS subdomains.
func objectMeta(r *check.Report, p *check.Path, meta *metav1.ObjectMeta) {
	if isPlainMeta(meta) {
		return
	}
	metadataErrors(r, meta, apivalidation.ValidateObjectMeta(meta, true, apivalidation.NameIsDNSSubdomain, p.Field()))
	kubeFinalizers(r, p, meta)
}

// metadataErrors takes over errors of apimachinery: type, field and value stay, the words are ours. What
// would be said twice of one field is said once.
func metadataErrors(r *check.Report, meta *metav1.ObjectMeta, errs field.ErrorList) {
	type saying struct {
		kind           field.ErrorType
		field, message string
	}
	said := make(map[saying]bool, len(errs))
	keys := keyFinder{meta: meta}
	for _, e := range errs {
		id, message, hint := metadataWords(e)
		if hint != "" {
			message += check.HintMark + hint
		}
		if !r.Target.Since(37) {
			asBefore37(e)
		}
		e.Origin, e.Detail = string(id), message
		if key := (saying{e.Type, e.Field, message}); !said[key] {
			said[key] = true
			e.BadValue = keys.inMap(e)
			r.Take(e)
		}
	}
}

// asBefore37 puts an error where versions up to 1.36 have it: an owner reference's without the index, and
// Invalid where nothing is written; that of managedFields' operation Invalid in any case.
func asBefore37(e *field.Error) {
	if rest, ok := strings.CutPrefix(e.Field, "metadata.ownerReferences["); ok {
		_, leaf, _ := strings.Cut(rest, "]")
		e.Field = "metadata.ownerReferences" + leaf
		if e.Type == field.ErrorTypeRequired {
			e.Type = field.ErrorTypeInvalid
		}
	}
	if strings.HasPrefix(e.Field, "metadata.managedFields[") && strings.HasSuffix(e.Field, ".operation") {
		e.Type = field.ErrorTypeInvalid
	}
}

// keyFinder finds the keys of values in labels and annotations.
type keyFinder struct {
	meta    *metav1.ObjectMeta
	byValue map[string]map[string]string // by field: the first key of each value
}

// inMap says under which key of labels or annotations the value stands that an error names.
func (k *keyFinder) inMap(e *field.Error) any {
	seen, isText := e.BadValue.(string)
	var entries map[string]string
	switch e.Field {
	case "metadata.labels":
		entries = k.meta.Labels
	case "metadata.annotations":
		entries = k.meta.Annotations
	}
	if !isText || entries == nil {
		return e.BadValue
	}
	if _, ok := entries[seen]; ok {
		return finding.Part{Path: "[" + seen + "]", Value: seen, Key: true}
	}
	if k.byValue == nil {
		k.byValue = make(map[string]map[string]string)
	}
	if k.byValue[e.Field] == nil {
		k.byValue[e.Field] = firstKeys(entries)
	}
	if key, ok := k.byValue[e.Field][seen]; ok {
		return finding.Part{Path: "[" + key + "]", Value: seen}
	}
	return e.BadValue
}

// firstKeys returns the first key of each value.
func firstKeys(entries map[string]string) map[string]string {
	keys := make(map[string]string, len(entries))
	for key, value := range entries {
		if other, known := keys[value]; !known || key < other {
			keys[value] = key
		}
	}
	return keys
}

func metadataWords(e *field.Error) (id check.ID, message, hint string) {
	value := quotedAny(e.BadValue)
	name := strings.TrimPrefix(e.Field, "metadata.")
	if id, message, hint, ok := immutableMetaWords(name, e); ok {
		return id, message, hint
	}
	switch {
	case name == "resourceVersion":
		return metadataResourceVersion, "an update must say which version of the object it is of: resourceVersion is missing", "read the object, change it, and send it with its resourceVersion"
	case name == "name" && e.Type == field.ErrorTypeRequired:
		return metadataName, "the object has no name", "write metadata.name, or metadata.generateName"
	case name == "name":
		return metadataName, "the name " + value + nameFault(e.BadValue), nameRemedy(e.BadValue)
	case name == "generateName":
		return metadataGenerateName, "generateName " + value + nameFault(e.BadValue), nameHint
	case name == "namespace" && e.Type == field.ErrorTypeRequired:
		return metadataNamespace, "the object has no namespace", "write metadata.namespace"
	case name == "namespace":
		return metadataNamespace, "the namespace " + value + " cannot be the name of one", "use lower case letters, digits and -, 63 at most"
	case name == "labels":
		return metadataLabels, value + " cannot be a label's key or value", labelHint
	case name == "annotations" && e.Type == field.ErrorTypeTooLong:
		return metadataAnnotations, fmt.Sprintf("the annotations together are larger than %d bytes", apivalidation.TotalAnnotationSizeLimitB), "move large values to a ConfigMap"
	case name == "annotations":
		return metadataAnnotations, value + " cannot be an annotation's key", labelHint
	case strings.HasPrefix(name, "ownerReferences"):
		if e.Type == field.ErrorTypeRequired {
			return metadataOwners, "the owner reference lacks " + name[strings.LastIndexByte(name, '.')+1:], "apiVersion, kind, name and uid are all needed"
		}
		return metadataOwners, "the owner reference cannot be: " + e.Detail, ""
	case name == "finalizers" && e.Type == field.ErrorTypeForbidden:
		return metadataFinalizers, "the object is being deleted, and a finalizer was added: none can be any more", "remove the new finalizer"
	case strings.HasPrefix(name, "finalizers"):
		return metadataFinalizers, "finalizer " + value + " cannot be: " + plainDetail(e), "write a domain, / and a name"
	case strings.HasPrefix(name, "managedFields"):
		return metadataManagedFields, "managedFields are not as the server writes them: " + plainDetail(e), "remove metadata.managedFields"
	case name == "generation":
		return metadataOther, "generation is " + value + ", and the server alone counts it up", "remove metadata.generation"
	default:
		return metadataOther, name + " is " + value + ": " + plainDetail(e), ""
	}
}

// plainDetail is apimachinery's sentence without the regular expression.
func plainDetail(e *field.Error) string {
	detail, _, _ := strings.Cut(e.Detail, " (e.g.")
	return detail
}

// nameFault says what is wrong with a name, the first thing only.
func nameFault(value any) string {
	name, _ := value.(string)
	if n := len(name); n > syntax.MaxSubdomain {
		return " has " + words.Itoa(n) + " characters; at most " + words.Itoa(syntax.MaxSubdomain) + " fit"
	}
	for i := range len(name) {
		switch c := name[i]; {
		case 'A' <= c && c <= 'Z':
			return " has an upper-case " + string(rune(c)) + "; names are lower case letters, digits, - and ."
		case c == '_':
			return " has a _; names are lower case letters, digits, - and ."
		case c == ' ':
			return " has a space; names are lower case letters, digits, - and ."
		}
	}
	return " cannot be a name of Kubernetes"
}

// nameRemedy proposes the nearest name that is one.
func nameRemedy(value any) string {
	name, _ := value.(string)
	b := []byte(strings.ToLower(name))
	for i, c := range b {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.') {
			b[i] = '-'
		}
	}
	if proposal := strings.Trim(string(b), "-."); syntax.IsDNSSubdomain(proposal) {
		return "write " + proposal
	}
	return nameHint
}

// quotedAny shows a value that was seen, of any type.
func quotedAny(value any) string {
	switch v := value.(type) {
	case string:
		return words.Quoted(v)
	case nil, field.OmitValueType:
		return "it"
	default:
		return words.Quoted(fmt.Sprint(v))
	}
}
