package validation

import (
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/internal/nearest"
	"github.com/jobvalidate/jobvalidate/validation/internal/check"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

const (
	exitCodesOperatorMissing check.ID = "exit-codes-operator-missing"
	exitCodesOperatorUnknown check.ID = "exit-codes-operator-unknown"
	exitCodesContainer       check.ID = "exit-codes-container-unknown"
	exitCodesEmpty           check.ID = "exit-codes-empty"
	exitCodesTooMany         check.ID = "exit-codes-too-many"
	exitCodesZero            check.ID = "exit-codes-zero"
	exitCodesDuplicate       check.ID = "exit-codes-duplicate"
	exitCodesUnordered       check.ID = "exit-codes-unordered"
	maxExitCodes                      = 255
)

// Parity: batch validatePodFailurePolicyRuleOnExitCodes. KEP-3329.
// Cost: linear; allocates only where the values do not ascend, which is an error.
func podFailureExitCodes(r *check.Report, p *check.Path, spec *batchv1.JobSpec, codes *batchv1.PodFailurePolicyOnExitCodesRequirement) {
	switch codes.Operator {
	case batchv1.PodFailurePolicyOnExitCodesOpIn, batchv1.PodFailurePolicyOnExitCodesOpNotIn:
	case "":
		at := p.Child("operator")
		r.Required(exitCodesOperatorMissing, &at, "onExitCodes has no operator", "write In or NotIn")
	default:
		at := p.Child("operator")
		r.NotSupported(exitCodesOperatorUnknown, &at, codes.Operator, "operator is "+words.Quoted(codes.Operator),
			words.OneOf(codes.Operator, batchv1.PodFailurePolicyOnExitCodesOpIn, batchv1.PodFailurePolicyOnExitCodesOpNotIn))
	}
	if codes.ContainerName != nil && !hasContainer(spec, *codes.ContainerName) {
		at := p.Child("containerName")
		names := containerNames(spec)
		hint := "leave containerName out to match any container"
		if meant, ok := nearest.Of(*codes.ContainerName, names...); ok {
			hint = "did you mean " + meant + "?"
		}
		r.Invalid(exitCodesContainer, &at, *codes.ContainerName, "no container is called "+words.Quoted(*codes.ContainerName)+words.ThereAre(names), hint)
	}
	exitCodeValues(r, p, codes)
}

func exitCodeValues(r *check.Report, p *check.Path, codes *batchv1.PodFailurePolicyOnExitCodesRequirement) {
	values := codes.Values
	switch n := len(values); {
	case n == 0:
		at := p.Child("values")
		r.Invalid(exitCodesEmpty, &at, values, "onExitCodes lists no values", "write at least one exit code: [1]")
	case n > maxExitCodes:
		at := p.Child("values")
		r.TooMany(exitCodesTooMany, &at, n, "onExitCodes lists "+words.Itoa(n)+" values; at most "+words.Itoa(maxExitCodes)+" are possible", "use NotIn with the others")
	}
	in := codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn
	ordered := -1
	var seen map[int32]struct{} // made when the values stop ascending
	for i, code := range values {
		if in && code == 0 {
			list := p.Child("values")
			at := list.Index(i)
			r.Invalid(exitCodesZero, &at, code, "exit code 0 is success and cannot match a failure rule", "remove 0")
		}
		if i == 0 || values[i-1] < code && seen == nil {
			continue // ascending so far: no duplicate can be
		}
		if seen == nil {
			seen = make(map[int32]struct{}, len(values))
			for _, before := range values[:i] {
				seen[before] = struct{}{}
			}
		}
		if _, twice := seen[code]; twice {
			list := p.Child("values")
			at := list.Index(i)
			r.Duplicate(exitCodesDuplicate, &at, code, "exit code "+words.Itoa(code)+" is listed twice", "remove one")
		}
		seen[code] = struct{}{}
		if values[i-1] > code && ordered < 0 {
			ordered = i
		}
	}
	if ordered > 0 {
		at := p.Child("values")
		r.Invalid(exitCodesUnordered, &at, values, "exit codes must ascend: "+words.Itoa(values[ordered])+" follows "+words.Itoa(values[ordered-1]), "write "+ascending(values))
	}
}

// ascending shows the values as they should be written, cut where there are many.
func ascending(values []int32) string {
	const most = 20
	sorted := slices.Compact(slices.Sorted(slices.Values(values)))
	var text strings.Builder
	for i, v := range sorted {
		switch {
		case i == most:
			return "[" + text.String() + ", …]"
		case i > 0:
			text.WriteString(", ")
		}
		text.WriteString(words.Itoa(v))
	}
	return "[" + text.String() + "]"
}

func hasContainer(spec *batchv1.JobSpec, name string) bool {
	pod := &spec.Template.Spec
	for i := range pod.Containers {
		if pod.Containers[i].Name == name {
			return true
		}
	}
	for i := range pod.InitContainers {
		if pod.InitContainers[i].Name == name {
			return true
		}
	}
	return false
}

// containerNames returns what a rule may name, for a message.
func containerNames(spec *batchv1.JobSpec) []string {
	var names []string
	for i := range spec.Template.Spec.Containers {
		names = append(names, spec.Template.Spec.Containers[i].Name)
	}
	for i := range spec.Template.Spec.InitContainers {
		names = append(names, spec.Template.Spec.InitContainers[i].Name)
	}
	return names
}
