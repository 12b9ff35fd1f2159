package validation

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

const testUID = "6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11"

// validJob is a Job as the API server validates it: defaulted, with what the server generates.
func validJob() *batchv1.Job {
	made := map[string]string{
		"job-name": "pi", "batch.kubernetes.io/job-name": "pi", "controller-uid": testUID, "batch.kubernetes.io/controller-uid": testUID,
	}
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "pi", Namespace: "default", UID: testUID},
		Spec: batchv1.JobSpec{
			Parallelism: new(int32(1)), Completions: new(int32(1)), BackoffLimit: new(int32(6)), CompletionMode: new(batchv1.NonIndexedCompletion),
			Suspend: new(false), ManualSelector: new(false), PodReplacementPolicy: new(batchv1.TerminatingOrFailed),
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"batch.kubernetes.io/controller-uid": testUID}},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: made},
				Spec: corev1.PodSpec{
					RestartPolicy: corev1.RestartPolicyNever, DNSPolicy: corev1.DNSClusterFirst, TerminationGracePeriodSeconds: new(int64(30)),
					SecurityContext: &corev1.PodSecurityContext{}, SchedulerName: "default-scheduler",
					Containers: []corev1.Container{{
						Name: "main", Image: "perl:5.34", ImagePullPolicy: corev1.PullIfNotPresent,
						TerminationMessagePath: "/dev/termination-log", TerminationMessagePolicy: corev1.TerminationMessageReadFile,
					}},
				},
			},
		},
	}
}

func asIndexed(j *batchv1.Job, completions int32) {
	j.Spec.CompletionMode, j.Spec.Completions = new(batchv1.IndexedCompletion), &completions
}

func withFailure(j *batchv1.Job, rules ...batchv1.PodFailurePolicyRule) {
	j.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: rules}
	j.Spec.PodReplacementPolicy = new(batchv1.Failed)
}

func onCodes(values ...int32) batchv1.PodFailurePolicyRule {
	return batchv1.PodFailurePolicyRule{Action: batchv1.PodFailurePolicyActionFailJob, OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{
		Operator: batchv1.PodFailurePolicyOnExitCodesOpIn, Values: values,
	}}
}

func onConditions(patterns ...batchv1.PodFailurePolicyOnPodConditionsPattern) batchv1.PodFailurePolicyRule {
	return batchv1.PodFailurePolicyRule{Action: batchv1.PodFailurePolicyActionIgnore, OnPodConditions: patterns}
}

var disruption = batchv1.PodFailurePolicyOnPodConditionsPattern{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue}

func withSuccess(j *batchv1.Job, completions int32, rules ...batchv1.SuccessPolicyRule) {
	asIndexed(j, completions)
	j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{Rules: rules}
}

func upTo(n int32) []int32 {
	values := make([]int32, n)
	for i := range values {
		values[i] = int32(i + 1)
	}
	return values
}

// jobCases: the expected answers were taken from the source of the API server and, for each class of
// fault, from a running kube-apiserver 1.37.2 (test/e2e).
var jobCases = []struct {
	name  string
	spoil func(*batchv1.Job)
	want  []string // "id type field"; none: valid
}{
	{"valid", func(*batchv1.Job) {}, nil},
	{"zeros", func(j *batchv1.Job) {
		j.Spec.Parallelism, j.Spec.Completions, j.Spec.BackoffLimit = new(int32(0)), new(int32(0)), new(int32(0))
		j.Spec.TTLSecondsAfterFinished, j.Spec.ActiveDeadlineSeconds = new(int32(0)), new(int64(0))
	}, nil},
	{"parallelism -1", func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(-1)) }, []string{"parallelism-negative FieldValueInvalid spec.parallelism"}},
	{"completions -1", func(j *batchv1.Job) { j.Spec.Completions = new(int32(-1)) }, []string{"completions-negative FieldValueInvalid spec.completions"}},
	{"activeDeadlineSeconds -1", func(j *batchv1.Job) { j.Spec.ActiveDeadlineSeconds = new(int64(-1)) }, []string{"active-deadline-negative FieldValueInvalid spec.activeDeadlineSeconds"}},
	{"backoffLimit -1", func(j *batchv1.Job) { j.Spec.BackoffLimit = new(int32(-1)) }, []string{"backoff-limit-negative FieldValueInvalid spec.backoffLimit"}},
	{"ttl -1", func(j *batchv1.Job) { j.Spec.TTLSecondsAfterFinished = new(int32(-1)) }, []string{"ttl-negative FieldValueInvalid spec.ttlSecondsAfterFinished"}},

	{"completionMode in lower case", func(j *batchv1.Job) { j.Spec.CompletionMode = new(batchv1.CompletionMode("indexed")) }, []string{"completion-mode-unknown FieldValueNotSupported spec.completionMode"}},
	{"unknown completionMode is neither Indexed nor NonIndexed", func(j *batchv1.Job) {
		j.Spec.CompletionMode, j.Spec.BackoffLimitPerIndex = new(batchv1.CompletionMode("x")), new(int32(1))
	}, []string{"completion-mode-unknown FieldValueNotSupported spec.completionMode"}},
	{"Indexed without completions", func(j *batchv1.Job) { asIndexed(j, 1); j.Spec.Completions = nil }, []string{"completions-missing FieldValueRequired spec.completions"}},
	{"Indexed, parallelism at the bound", func(j *batchv1.Job) { asIndexed(j, 3); j.Spec.Parallelism = new(int32(100_000)) }, nil},
	{"Indexed, parallelism above the bound", func(j *batchv1.Job) { asIndexed(j, 3); j.Spec.Parallelism = new(int32(100_001)) }, []string{"parallelism-too-high FieldValueInvalid spec.parallelism"}},
	{"NonIndexed, parallelism above the bound", func(j *batchv1.Job) { j.Spec.Parallelism = new(int32(100_001)) }, nil},

	{"backoffLimitPerIndex -1", func(j *batchv1.Job) { asIndexed(j, 3); j.Spec.BackoffLimitPerIndex = new(int32(-1)) }, []string{"backoff-limit-per-index-negative FieldValueInvalid spec.backoffLimitPerIndex"}},
	{"backoffLimitPerIndex without indexes", func(j *batchv1.Job) { j.Spec.BackoffLimitPerIndex = new(int32(1)) }, []string{"backoff-limit-per-index-mode FieldValueInvalid spec.backoffLimitPerIndex"}},
	{"maxFailedIndexes alone", func(j *batchv1.Job) { asIndexed(j, 3); j.Spec.MaxFailedIndexes = new(int32(1)) }, []string{"backoff-limit-per-index-missing FieldValueRequired spec.backoffLimitPerIndex"}},
	{"maxFailedIndexes without indexes", func(j *batchv1.Job) {
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(1))
	}, []string{"backoff-limit-per-index-mode FieldValueInvalid spec.backoffLimitPerIndex", "max-failed-indexes-mode FieldValueInvalid spec.maxFailedIndexes"}},
	{"maxFailedIndexes -1", func(j *batchv1.Job) {
		asIndexed(j, 3)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(-1))
	}, []string{"max-failed-indexes-negative FieldValueInvalid spec.maxFailedIndexes"}},
	{"maxFailedIndexes equal to completions", func(j *batchv1.Job) {
		asIndexed(j, 3)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(3))
	}, nil},
	{"maxFailedIndexes above completions", func(j *batchv1.Job) {
		asIndexed(j, 3)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(4))
	}, []string{"max-failed-indexes-above-completions FieldValueInvalid spec.maxFailedIndexes"}},
	{"many indexes, at every bound", func(j *batchv1.Job) {
		asIndexed(j, 100_001)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes, j.Spec.Parallelism = new(int32(1)), new(int32(10_000)), new(int32(10_000))
	}, nil},
	{"100,000 indexes are not many", func(j *batchv1.Job) {
		asIndexed(j, 100_000)
		j.Spec.BackoffLimitPerIndex, j.Spec.Parallelism = new(int32(1)), new(int32(10_001))
	}, nil},
	{"many indexes, maxFailedIndexes missing and parallelism too high", func(j *batchv1.Job) {
		asIndexed(j, 100_001)
		j.Spec.BackoffLimitPerIndex, j.Spec.Parallelism = new(int32(1)), new(int32(10_001))
	}, []string{"max-failed-indexes-missing FieldValueRequired spec.maxFailedIndexes", "parallelism-too-high-per-index FieldValueInvalid spec.parallelism"}},
	{"many indexes, maxFailedIndexes above both bounds", func(j *batchv1.Job) {
		asIndexed(j, 200_000)
		j.Spec.BackoffLimitPerIndex, j.Spec.MaxFailedIndexes = new(int32(1)), new(int32(100_001))
	}, []string{"max-failed-indexes-too-high FieldValueInvalid spec.maxFailedIndexes", "max-failed-indexes-too-high-per-index FieldValueInvalid spec.maxFailedIndexes"}},

	{"managedBy", func(j *batchv1.Job) { j.Spec.ManagedBy = new("kueue.x-k8s.io/multikueue") }, nil},
	{"managedBy of every character", func(j *batchv1.Job) { j.Spec.ManagedBy = new("a.b/~%!$&'()*+,;=:/-._Z9") }, nil},
	{"managedBy empty", func(j *batchv1.Job) { j.Spec.ManagedBy = new("") }, []string{"managed-by-empty FieldValueRequired spec.managedBy"}},
	{"managedBy without a path", func(j *batchv1.Job) { j.Spec.ManagedBy = new("example.com") }, []string{"managed-by-form FieldValueInvalid spec.managedBy"}},
	{"managedBy with a space", func(j *batchv1.Job) { j.Spec.ManagedBy = new("example.com/a b") }, []string{"managed-by-form FieldValueInvalid spec.managedBy"}},
	{"managedBy of 63", func(j *batchv1.Job) { j.Spec.ManagedBy = new("e.com/" + strings.Repeat("a", 57)) }, nil},
	{"managedBy of 64", func(j *batchv1.Job) { j.Spec.ManagedBy = new("e.com/" + strings.Repeat("a", 58)) }, []string{"managed-by-too-long FieldValueTooLong spec.managedBy"}},

	{"podFailurePolicy", func(j *batchv1.Job) { withFailure(j, onCodes(1, 2, 255), onConditions(disruption)) }, nil},
	{"podFailurePolicy of 20 rules", func(j *batchv1.Job) { withFailure(j, slices.Repeat([]batchv1.PodFailurePolicyRule{onCodes(1)}, 20)...) }, nil},
	{"podFailurePolicy of 21 rules", func(j *batchv1.Job) { withFailure(j, slices.Repeat([]batchv1.PodFailurePolicyRule{onCodes(1)}, 21)...) }, []string{"pod-failure-policy-rules-too-many FieldValueTooMany spec.podFailurePolicy.rules"}},
	{"rule without anything", func(j *batchv1.Job) { withFailure(j, batchv1.PodFailurePolicyRule{}) }, []string{
		"pod-failure-policy-action-missing FieldValueRequired spec.podFailurePolicy.rules[0].action", "pod-failure-policy-rule-empty FieldValueInvalid spec.podFailurePolicy.rules[0]",
	}},
	{"unknown action", func(j *batchv1.Job) { r := onCodes(1); r.Action = "Retry"; withFailure(j, r) }, []string{"pod-failure-policy-action-unknown FieldValueNotSupported spec.podFailurePolicy.rules[0].action"}},
	{"FailIndex", func(j *batchv1.Job) {
		r := onCodes(1)
		r.Action = batchv1.PodFailurePolicyActionFailIndex
		withFailure(j, r)
		asIndexed(j, 3)
		j.Spec.BackoffLimitPerIndex = new(int32(1))
	}, nil},
	{"FailIndex without backoffLimitPerIndex", func(j *batchv1.Job) {
		r := onCodes(1)
		r.Action = batchv1.PodFailurePolicyActionFailIndex
		withFailure(j, r)
	}, []string{"pod-failure-policy-fail-index FieldValueInvalid spec.podFailurePolicy.rules[0].action"}},
	{"rule of both kinds", func(j *batchv1.Job) {
		r := onCodes(1)
		r.OnPodConditions = onConditions(disruption).OnPodConditions
		withFailure(j, r)
	}, []string{"pod-failure-policy-rule-both FieldValueInvalid spec.podFailurePolicy.rules[0]"}},
	{"20 conditions", func(j *batchv1.Job) {
		withFailure(j, onConditions(slices.Repeat([]batchv1.PodFailurePolicyOnPodConditionsPattern{disruption}, 20)...))
	}, nil},
	{"21 conditions", func(j *batchv1.Job) {
		withFailure(j, onConditions(slices.Repeat([]batchv1.PodFailurePolicyOnPodConditionsPattern{disruption}, 21)...))
	}, []string{"pod-failure-policy-conditions-too-many FieldValueTooMany spec.podFailurePolicy.rules[0].onPodConditions"}},
	{"condition malformed", func(j *batchv1.Job) {
		withFailure(j, onConditions(disruption, batchv1.PodFailurePolicyOnPodConditionsPattern{Type: "a b"}, batchv1.PodFailurePolicyOnPodConditionsPattern{Type: "A", Status: "true"}))
	}, []string{
		"pod-failure-policy-condition-type FieldValueInvalid spec.podFailurePolicy.rules[0].onPodConditions[1].type",
		"pod-failure-policy-condition-status-missing FieldValueRequired spec.podFailurePolicy.rules[0].onPodConditions[1].status",
		"pod-failure-policy-condition-status-unknown FieldValueNotSupported spec.podFailurePolicy.rules[0].onPodConditions[2].status",
	}},
	{"no operator", func(j *batchv1.Job) { r := onCodes(1); r.OnExitCodes.Operator = ""; withFailure(j, r) }, []string{"exit-codes-operator-missing FieldValueRequired spec.podFailurePolicy.rules[0].onExitCodes.operator"}},
	{"unknown operator", func(j *batchv1.Job) { r := onCodes(1); r.OnExitCodes.Operator = "Eq"; withFailure(j, r) }, []string{"exit-codes-operator-unknown FieldValueNotSupported spec.podFailurePolicy.rules[0].onExitCodes.operator"}},
	{"container", func(j *batchv1.Job) { r := onCodes(1); r.OnExitCodes.ContainerName = new("main"); withFailure(j, r) }, nil},
	{"init container", func(j *batchv1.Job) {
		r := onCodes(1)
		r.OnExitCodes.ContainerName = new("setup")
		withFailure(j, r)
		init := j.Spec.Template.Spec.Containers[0]
		init.Name = "setup"
		j.Spec.Template.Spec.InitContainers = []corev1.Container{init}
	}, nil},
	{"unknown container", func(j *batchv1.Job) { r := onCodes(1); r.OnExitCodes.ContainerName = new("mian"); withFailure(j, r) }, []string{"exit-codes-container-unknown FieldValueInvalid spec.podFailurePolicy.rules[0].onExitCodes.containerName"}},
	{"no exit codes", func(j *batchv1.Job) { withFailure(j, onCodes()) }, []string{"exit-codes-empty FieldValueInvalid spec.podFailurePolicy.rules[0].onExitCodes.values"}},
	{"255 exit codes", func(j *batchv1.Job) { withFailure(j, onCodes(upTo(255)...)) }, nil},
	{"256 exit codes", func(j *batchv1.Job) { withFailure(j, onCodes(upTo(256)...)) }, []string{"exit-codes-too-many FieldValueTooMany spec.podFailurePolicy.rules[0].onExitCodes.values"}},
	{"0 with In", func(j *batchv1.Job) { withFailure(j, onCodes(0, 1)) }, []string{"exit-codes-zero FieldValueInvalid spec.podFailurePolicy.rules[0].onExitCodes.values[0]"}},
	{"0 with NotIn", func(j *batchv1.Job) {
		r := onCodes(0, 1)
		r.OnExitCodes.Operator = batchv1.PodFailurePolicyOnExitCodesOpNotIn
		withFailure(j, r)
	}, nil},
	{"exit code twice", func(j *batchv1.Job) { withFailure(j, onCodes(1, 1)) }, []string{"exit-codes-duplicate FieldValueDuplicate spec.podFailurePolicy.rules[0].onExitCodes.values[1]"}},
	{"exit codes unordered, one twice behind", func(j *batchv1.Job) { withFailure(j, onCodes(3, 1, 2, 3)) }, []string{
		"exit-codes-unordered FieldValueInvalid spec.podFailurePolicy.rules[0].onExitCodes.values", "exit-codes-duplicate FieldValueDuplicate spec.podFailurePolicy.rules[0].onExitCodes.values[3]",
	}},

	{"successPolicy", func(j *batchv1.Job) {
		withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededIndexes: new("0,2-4"), SucceededCount: new(int32(4))}, batchv1.SuccessPolicyRule{SucceededCount: new(int32(0))})
	}, nil},
	{"successPolicy without indexes", func(j *batchv1.Job) {
		j.Spec.SuccessPolicy = &batchv1.SuccessPolicy{}
	}, []string{"success-policy-mode FieldValueInvalid spec.successPolicy"}},
	{"successPolicy without rules", func(j *batchv1.Job) { withSuccess(j, 5) }, []string{"success-policy-rules-empty FieldValueRequired spec.successPolicy.rules"}},
	{"successPolicy of 20 rules", func(j *batchv1.Job) {
		withSuccess(j, 5, slices.Repeat([]batchv1.SuccessPolicyRule{{SucceededCount: new(int32(1))}}, 20)...)
	}, nil},
	{"successPolicy of 21 rules", func(j *batchv1.Job) {
		withSuccess(j, 5, slices.Repeat([]batchv1.SuccessPolicyRule{{SucceededCount: new(int32(1))}}, 21)...)
	}, []string{"success-policy-rules-too-many FieldValueTooMany spec.successPolicy.rules"}},
	{"success rule empty", func(j *batchv1.Job) { withSuccess(j, 5, batchv1.SuccessPolicyRule{}) }, []string{"success-policy-rule-empty FieldValueRequired spec.successPolicy.rules[0]"}},
	{"succeededIndexes of no index", func(j *batchv1.Job) { withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededIndexes: new("")}) }, nil},
	{"succeededIndexes past the end", func(j *batchv1.Job) { withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededIndexes: new("5")}) }, []string{"succeeded-indexes-form FieldValueInvalid spec.successPolicy.rules[0].succeededIndexes"}},
	{"succeededIndexes malformed names none", func(j *batchv1.Job) {
		withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededIndexes: new("x"), SucceededCount: new(int32(1))})
	}, []string{
		"succeeded-indexes-form FieldValueInvalid spec.successPolicy.rules[0].succeededIndexes", "succeeded-count-above-indexes FieldValueInvalid spec.successPolicy.rules[0].succeededCount",
	}},
	{"succeededIndexes of 65,537 bytes", func(j *batchv1.Job) {
		withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededIndexes: new(strings.Repeat("0", 65_536) + "1")})
	}, []string{"succeeded-indexes-too-long FieldValueTooLong spec.successPolicy.rules[0].succeededIndexes"}},
	{"succeededIndexes of 65,536 bytes", func(j *batchv1.Job) {
		withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededIndexes: new(strings.Repeat("0", 65_535) + "1")})
	}, nil},
	{"succeededCount -1", func(j *batchv1.Job) { withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededCount: new(int32(-1))}) }, []string{"succeeded-count-negative FieldValueInvalid spec.successPolicy.rules[0].succeededCount"}},
	{"succeededCount above completions", func(j *batchv1.Job) { withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededCount: new(int32(6))}) }, []string{"succeeded-count-above-completions FieldValueInvalid spec.successPolicy.rules[0].succeededCount"}},
	{"the API server's panic", func(j *batchv1.Job) {
		withSuccess(j, 5, batchv1.SuccessPolicyRule{SucceededCount: new(int32(1))})
		j.Spec.Completions = nil
	}, []string{"completions-missing FieldValueRequired spec.completions"}},

	{"podReplacementPolicy unknown", func(j *batchv1.Job) { j.Spec.PodReplacementPolicy = new(batchv1.PodReplacementPolicy("x")) }, []string{"pod-replacement-policy-unknown FieldValueNotSupported spec.podReplacementPolicy"}},
	{"podReplacementPolicy beside podFailurePolicy", func(j *batchv1.Job) {
		withFailure(j, onCodes(1))
		j.Spec.PodReplacementPolicy = new(batchv1.TerminatingOrFailed)
	}, []string{"pod-replacement-policy-with-pod-failure-policy FieldValueNotSupported spec.podReplacementPolicy"}},

	{"restartPolicy OnFailure", func(j *batchv1.Job) { j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyOnFailure }, nil},
	{"restartPolicy Always", func(j *batchv1.Job) { j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyAlways }, []string{"restart-policy FieldValueRequired spec.template.spec.restartPolicy"}},
	{"restartPolicy OnFailure beside podFailurePolicy", func(j *batchv1.Job) {
		withFailure(j, onCodes(1))
		j.Spec.Template.Spec.RestartPolicy = corev1.RestartPolicyOnFailure
	}, []string{"restart-policy-with-pod-failure-policy FieldValueInvalid spec.template.spec.restartPolicy"}},

	{"manualSelector", func(j *batchv1.Job) {
		j.Spec.ManualSelector = new(true)
		j.Spec.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "job-name", Operator: metav1.LabelSelectorOpExists}}}
	}, nil},
	{"manualSelector that selects all", func(j *batchv1.Job) { j.Spec.ManualSelector, j.Spec.Selector = new(true), &metav1.LabelSelector{} }, nil},
	{"manualSelector without a selector", func(j *batchv1.Job) { j.Spec.ManualSelector, j.Spec.Selector = new(true), nil }, []string{
		"selector-missing FieldValueRequired spec.selector", "selector-mismatch FieldValueInvalid spec.template.metadata.labels",
	}},
	{"manualSelector that does not match", func(j *batchv1.Job) {
		j.Spec.ManualSelector = new(true)
		j.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"app": "pi"}}
	}, []string{"selector-mismatch FieldValueInvalid spec.template.metadata.labels"}},
	{"selector malformed", func(j *batchv1.Job) {
		j.Spec.ManualSelector = new(true)
		j.Spec.Selector = &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{
			{Key: "a b", Operator: "Is"}, {Key: "a", Operator: metav1.LabelSelectorOpIn}, {Key: "a", Operator: metav1.LabelSelectorOpExists, Values: []string{"x"}},
		}}
	}, []string{
		"selector-form FieldValueInvalid spec.selector.matchExpressions[0].operator", "selector-form FieldValueInvalid spec.selector.matchExpressions[0].key",
		"selector-form FieldValueRequired spec.selector.matchExpressions[1].values", "selector-form FieldValueForbidden spec.selector.matchExpressions[2].values",
	}},
	{"selector of an author", func(j *batchv1.Job) { j.Spec.Selector.MatchLabels["app"] = "pi" }, []string{
		"selector-not-generated FieldValueInvalid spec.selector", "selector-mismatch FieldValueInvalid spec.template.metadata.labels",
	}},
	{"labels of another Job", func(j *batchv1.Job) { j.Spec.Template.Labels["job-name"] = "e" }, []string{"generated-label FieldValueInvalid spec.template.metadata.labels[job-name]"}},
	{"generated label missing", func(j *batchv1.Job) { delete(j.Spec.Template.Labels, "job-name") }, []string{"generated-label FieldValueRequired spec.template.metadata.labels[job-name]"}},
	{"no uid", func(j *batchv1.Job) { j.UID = "" }, []string{
		"uid-missing FieldValueRequired metadata.uid", "generated-label FieldValueInvalid spec.template.metadata.labels[batch.kubernetes.io/controller-uid]",
		"generated-label FieldValueInvalid spec.template.metadata.labels[controller-uid]", "selector-not-generated FieldValueInvalid spec.selector",
	}},

	{"Indexed name of 61 with 10 indexes", func(j *batchv1.Job) { rename(j, strings.Repeat("a", 61)); asIndexed(j, 10) }, nil},
	{"Indexed name of 61 with 11 indexes", func(j *batchv1.Job) { rename(j, strings.Repeat("a", 61)); asIndexed(j, 11) }, []string{"name-without-room-for-index FieldValueInvalid metadata.name"}},
	{"Indexed name with a dot", func(j *batchv1.Job) { rename(j, "pi.v1"); asIndexed(j, 1) }, []string{"name-without-room-for-index FieldValueInvalid metadata.name"}},
	{"Indexed name with a dot and no completions", func(j *batchv1.Job) { rename(j, "pi.v1"); asIndexed(j, 0) }, nil},
	{"name with a dot", func(j *batchv1.Job) { rename(j, "pi.v1") }, nil},
	{"name in upper case", func(j *batchv1.Job) { rename(j, "Pi") }, []string{"metadata-name FieldValueInvalid metadata.name"}},
	{"generateName malformed", func(j *batchv1.Job) { j.GenerateName = "Pi-" }, []string{"metadata-generate-name FieldValueInvalid metadata.generateName"}},
	{"no namespace", func(j *batchv1.Job) { j.Namespace = "" }, []string{"metadata-namespace FieldValueRequired metadata.namespace"}},
	{"label malformed", func(j *batchv1.Job) { j.Labels = map[string]string{"a": "b c"} }, []string{"metadata-labels FieldValueInvalid metadata.labels"}},
	{"annotation in upper case", func(j *batchv1.Job) { j.Annotations = map[string]string{"EXAMPLE.com/A": "b"} }, nil},
	{"annotation malformed", func(j *batchv1.Job) { j.Annotations = map[string]string{"a b": "c"} }, []string{"metadata-annotations FieldValueInvalid metadata.annotations"}},
	{"annotations too large", func(j *batchv1.Job) { j.Annotations = map[string]string{"a": strings.Repeat("x", 256<<10)} }, []string{"metadata-annotations FieldValueTooLong metadata.annotations"}},
	{"owner incomplete", func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Name: "a", UID: "b"}}
	}, []string{"metadata-owner-references FieldValueRequired metadata.ownerReferences[0].kind"}},
	{"finalizer malformed", func(j *batchv1.Job) { j.Finalizers = []string{"a b"} }, []string{
		"metadata-finalizers FieldValueInvalid metadata.finalizers", "metadata-finalizers FieldValueInvalid metadata.finalizers[0]",
	}},
	{"finalizer without a domain", func(j *batchv1.Job) { j.Finalizers = []string{"mine"} }, []string{"metadata-finalizers FieldValueInvalid metadata.finalizers[0]"}},
	{"Kubernetes' own finalizers exclude each other", func(j *batchv1.Job) { j.Finalizers = []string{"orphan", "foregroundDeletion"} }, []string{"metadata-finalizers FieldValueInvalid metadata.finalizers"}},
	{"generateName with a dash", func(j *batchv1.Job) { j.GenerateName = "pi-" }, nil},
	{"owner complete", func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "CronJob", Name: "a", UID: "b", Controller: new(true)}}
	}, nil},
	{"owner of a malformed version", func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "a/b/c", Kind: "CronJob", Name: "a", UID: "b"}}
	}, []string{"metadata-owner-references FieldValueInvalid metadata.ownerReferences[0].apiVersion"}},
	{"owner is an Event", func(j *batchv1.Job) {
		j.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "Event", Name: "a", UID: "b"}}
	}, []string{"metadata-owner-references FieldValueInvalid metadata.ownerReferences[0]"}},
	{"two controllers", func(j *batchv1.Job) {
		o := metav1.OwnerReference{APIVersion: "v1", Kind: "Pod", Name: "a", UID: "b", Controller: new(true)}
		j.OwnerReferences = []metav1.OwnerReference{o, o}
	}, []string{"metadata-owner-references FieldValueInvalid metadata.ownerReferences"}},
	{"managedFields without operation", func(j *batchv1.Job) { j.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl"}} }, []string{"metadata-managed-fields FieldValueRequired metadata.managedFields[0].operation"}},
	{"managedFields malformed", func(j *batchv1.Job) {
		j.ManagedFields = []metav1.ManagedFieldsEntry{{Operation: metav1.ManagedFieldsOperationApply, FieldsType: "x"}}
	}, []string{"metadata-managed-fields FieldValueInvalid metadata.managedFields[0].fieldsType"}},
	{"generation negative", func(j *batchv1.Job) { j.Generation = -1 }, []string{"metadata-other FieldValueInvalid metadata.generation"}},
}

// rename changes the name and what the server makes of it.
func rename(j *batchv1.Job, name string) {
	j.Name = name
	j.Spec.Template.Labels["job-name"], j.Spec.Template.Labels["batch.kubernetes.io/job-name"] = name, name
}

func answers(errs field.ErrorList) []string {
	set := map[string]bool{}
	for _, e := range errs {
		set[e.Origin+" "+string(e.Type)+" "+e.Field] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func TestValidateJob(t *testing.T) {
	for _, c := range jobCases {
		t.Run(c.name, func(t *testing.T) {
			job := validJob()
			c.spoil(job)
			before := job.DeepCopy()
			errs := ValidateJob(job, target.Version{})
			want := slices.Sorted(slices.Values(c.want))
			if got := answers(errs); !slices.Equal(got, want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
			checkWords(t, errs)
			if !reflect.DeepEqual(before, job) {
				t.Error("validation changed the Job")
			}
		})
	}
}

// checkWords holds every message against the rules of thumb.
func checkWords(t *testing.T, errs field.ErrorList) {
	t.Helper()
	for _, e := range errs {
		message, hint, _ := strings.Cut(e.Detail, "\n")
		switch {
		case message == "":
			t.Errorf("%s at %s has no message", e.Origin, e.Field)
		case strings.Contains(e.Detail, "regex"), strings.Contains(e.Detail, "JobSpec"), strings.Contains(e.Detail, "OnExitCodes"):
			t.Errorf("%s shows what is not for users: %s", e.Origin, e.Detail)
		case strings.Contains(hint, "\n"):
			t.Errorf("%s has a hint of two lines: %q", e.Origin, hint)
		case len(message) > 400:
			t.Errorf("%s has a message of %d bytes", e.Origin, len(message))
		}
	}
}

func TestValidJobAllocatesNothing(t *testing.T) {
	job := validJob()
	if n := testing.AllocsPerRun(100, func() {
		if errs := ValidateJob(job, target.Version{}); errs != nil {
			t.Fatal(errs)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
