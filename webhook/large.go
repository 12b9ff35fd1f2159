package webhook

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"runtime"

	"github.com/go-json-experiment/json/jsontext"
	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// What an object may cost. Two bytes of JSON, {}, are a container of 700 bytes, and as much again of defaults for it.
const (
	// mostValues is how many values a new object may have: members of objects and elements of lists. A Job of a
	// thousand variables from Secrets has some 10,000, its managedFields included; one of these many that the API
	// server could store does not exist.
	mostValues = 50_000
	// manyValues is how many make an object a large one.
	manyValues = 2_000
	// largeReview is the size of objects in bytes from which they count as large whatever they hold.
	largeReview = 64 << 10
)

// halfOfProcessors are slots for work that is large, so that it neither takes all processors from small reviews nor
// adds up in memory.
func halfOfProcessors() slots { return make(slots, max(1, runtime.GOMAXPROCS(0)/2)) }

// isLarge reports whether the review may cost many times what others do.
func isLarge(request *admissionv1.AdmissionRequest) bool {
	return len(request.Object.Raw)+len(request.OldObject.Raw) > largeReview ||
		valuesAtMost(request.Object.Raw)+valuesAtMost(request.OldObject.Raw) > manyValues
}

// valuesAtMost is no less than the number of values in the text, and costs next to nothing: each stands behind a comma
// or is the first of its object or list. What is inside of strings is counted too.
func valuesAtMost(text []byte) int {
	return bytes.Count(text, []byte{','}) + bytes.Count(text, []byte{'{'}) + bytes.Count(text, []byte{'['})
}

// hasMoreValues reports whether there are more than so many values in the text. Of text that is no JSON it says no:
// that is refused elsewhere, in better words.
func hasMoreValues(text []byte, limit int) bool {
	if len(text) <= limit || valuesAtMost(text) <= limit { // a value takes a byte at least
		return false
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for values := 0; ; {
		token, err := decoder.ReadToken()
		if err != nil {
			return false
		}
		kind, length := decoder.StackIndex(decoder.StackDepth())
		isName := kind == jsontext.KindBeginObject && length%2 == 1
		if token.Kind() == jsontext.KindEndObject || token.Kind() == jsontext.KindEndArray || isName {
			continue
		}
		if values++; values > limit {
			return true
		}
	}
}

// withinLimits refuses an object of too many values before it is made. Where the stored object has as many already
// the update is judged: what is there must be able to change, and to go.
func withinLimits(admit admitter) admitter {
	return func(ctx context.Context, request *admissionv1.AdmissionRequest) *admissionv1.AdmissionResponse {
		if hasMoreValues(request.Object.Raw, mostValues) && !hasMoreValues(request.OldObject.Raw, mostValues) {
			return refuse(http.StatusRequestEntityTooLarge, metav1.StatusReasonRequestEntityTooLarge,
				fmt.Sprintf("the object has more than %d values (fields and elements of lists), which is more than jobvalidate judges: put some of them into a ConfigMap", mostValues))
		}
		return admit(ctx, request)
	}
}
