package explain

import (
	"fmt"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// Outcome is how one pod of a Job ended.
type Outcome struct {
	// Container is the one that exited; empty means the only regular container, or any.
	Container string
	// ExitCode is what it exited with; 0 means that it succeeded.
	ExitCode int32
	// Conditions are the pod's conditions that are True, such as DisruptionTarget.
	Conditions []corev1.PodConditionType
}

// Verdict is what a Job makes of an outcome.
type Verdict struct {
	// Rule is the index of the podFailurePolicy rule that matched, -1 where none did.
	Rule int
	// Action is the rule's action, empty where none matched.
	Action batchv1.PodFailurePolicyAction
	// Text says what follows, in one line.
	Text string
}

// Simulate tells which rule of the Job's podFailurePolicy matches a pod that ended so. It fails where the
// outcome cannot be: a container that the template does not have, or nothing that happened.
//
// Source: matchPodFailurePolicy of the Job controller: the first rule that matches decides; a rule on exit
// codes never matches 0.
func Simulate(spec *batchv1.JobSpec, outcome Outcome) (Verdict, error) {
	spec = defaulted(spec)
	if outcome.Container != "" && !slices.Contains(containerNames(spec), outcome.Container) {
		return Verdict{}, fmt.Errorf("no container is called %q; there is %s", outcome.Container, or(containerNames(spec)))
	}
	if outcome.ExitCode == 0 && len(outcome.Conditions) == 0 {
		return Verdict{Rule: -1, Text: "the pod has succeeded: " + success(spec)}, nil
	}
	if spec.PodFailurePolicy != nil {
		for i := range spec.PodFailurePolicy.Rules {
			rule := &spec.PodFailurePolicy.Rules[i]
			if matchesOutcome(rule, outcome, spec) {
				return Verdict{i, rule.Action, fmt.Sprintf("rule %d (%s): %s", i, matches(rule), consequence(rule.Action, spec))}, nil
			}
		}
		return Verdict{Rule: -1, Text: "no rule matches: " + counted(spec)}, nil
	}
	if restartsInPlace(spec) && outcome.ExitCode != 0 {
		return Verdict{Rule: -1, Text: "the container is restarted in its pod; " + restartLimit(spec)}, nil
	}
	return Verdict{Rule: -1, Text: "there is no podFailurePolicy: " + counted(spec)}, nil
}

func matchesOutcome(rule *batchv1.PodFailurePolicyRule, outcome Outcome, spec *batchv1.JobSpec) bool {
	if on := rule.OnExitCodes; on != nil {
		if outcome.ExitCode == 0 || on.ContainerName != nil && !isOf(*on.ContainerName, outcome.Container, spec) {
			return false
		}
		among := slices.Contains(on.Values, outcome.ExitCode)
		switch on.Operator {
		case batchv1.PodFailurePolicyOnExitCodesOpIn:
			return among
		case batchv1.PodFailurePolicyOnExitCodesOpNotIn:
			return !among
		default:
			return false
		}
	}
	return slices.ContainsFunc(rule.OnPodConditions, func(pattern batchv1.PodFailurePolicyOnPodConditionsPattern) bool {
		return pattern.Status == corev1.ConditionTrue && slices.Contains(outcome.Conditions, pattern.Type)
	})
}

// isOf reports whether the container that ended is the named one. Where the outcome does not say which it
// was, it is the regular container if there is only one.
func isOf(name, ended string, spec *batchv1.JobSpec) bool {
	if ended == "" && len(spec.Template.Spec.Containers) == 1 {
		ended = spec.Template.Spec.Containers[0].Name
	}
	return name == ended
}

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
