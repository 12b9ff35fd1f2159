package webhook

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	kjson "sigs.k8s.io/json"

	"github.com/jobvalidate/jobvalidate/internal/amount"
	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const (
	reviewAPIVersion = "admission.k8s.io/v1"
	reviewKind       = "AdmissionReview"
)

// operations are all that an API server asks about.
var operations = []admissionv1.Operation{admissionv1.Create, admissionv1.Update, admissionv1.Delete, admissionv1.Connect}

// decodeReview returns the request of an AdmissionReview. The objects in it stay bytes.
func decodeReview(body []byte) (*admissionv1.AdmissionRequest, error) {
	var review admissionv1.AdmissionReview
	if err := unmarshal(body, &review); err != nil {
		return nil, &badRequest{http.StatusBadRequest, "the body is not an AdmissionReview in JSON: " + plainJSONError(err)}
	}
	switch request := review.Request; {
	case review.Kind != reviewKind:
		return nil, &badRequest{http.StatusBadRequest, fmt.Sprintf("the body is of kind %q: an AdmissionReview is due", printable(review.Kind))}
	case review.APIVersion != reviewAPIVersion:
		return nil, &badRequest{http.StatusBadRequest, fmt.Sprintf("the AdmissionReview is of version %q: %s is served, write it into admissionReviewVersions", printable(review.APIVersion), reviewAPIVersion)}
	case request == nil:
		return nil, &badRequest{http.StatusBadRequest, "the AdmissionReview has no request"}
	case request.UID == "":
		return nil, &badRequest{http.StatusBadRequest, "the AdmissionReview's request has no uid"}
	case !slices.Contains(operations, request.Operation):
		return nil, &badRequest{http.StatusBadRequest, fmt.Sprintf("the AdmissionReview's operation is %q: CREATE, UPDATE, DELETE and CONNECT are known", printable(string(request.Operation)))}
	}
	return review.Request, nil
}

// decodeObject reads an object of a review into the API type. Fields that the type does not know are
// passed over: the API server has already said what it says of them, and a patch does not touch them.
func decodeObject[T any](raw []byte, into *T) error {
	if len(raw) == 0 || string(raw) == "null" {
		return fmt.Errorf("the review has no object")
	}
	if amount.MayBeIn(raw) {
		return decodeWithCare(raw, into)
	}
	if err := unmarshal(raw, into); err != nil {
		return fmt.Errorf("the object cannot be read: %s", plainJSONError(err))
	}
	return nil
}

// decodeWithCare looks at each quantity before it reads it: some take minutes.
func decodeWithCare(raw []byte, into any) error {
	source := decode.FromJSON(raw)
	var found []finding.Finding
	switch object := into.(type) {
	case *batchv1.Job:
		found = source.Job(object, target.Version{}, decode.Ignore)
	case *batchv1.CronJob:
		found = source.CronJob(object, target.Version{}, decode.Ignore)
	}
	if err := decode.Failure(found); err != nil {
		return fmt.Errorf("the object cannot be read: %s", printable(err.Error()))
	}
	return nil
}

// unmarshal reads JSON as the API server does. The common case is left to a faster decoder, which is stricter:
// what it does not take, sigs.k8s.io/json decides, so both verdict and words are always its own.
func unmarshal[T any](data []byte, into *T) error {
	if json.Unmarshal(data, into, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) == nil {
		return nil
	}
	clear := new(T)
	err := kjson.UnmarshalCaseSensitivePreserveInts(data, clear)
	*into = *clear
	return err
}

// plainJSONError drops what only a Go programmer understands.
func plainJSONError(err error) string {
	text := strings.TrimPrefix(err.Error(), "json: ")
	text = strings.ReplaceAll(text, " Go struct field ", " field ")
	text = strings.ReplaceAll(text, " Go value ", " value ")
	return printable(text)
}

// printable shows text that came from outside: cut, and without control characters.
func printable(text string) string {
	const longest = 300
	if len(text) > longest {
		text = text[:longest] + "…"
	}
	quoted := strconv.Quote(text)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}
