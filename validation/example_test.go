package validation_test

import (
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// A controller that builds Jobs asks what the API server would say before it sends one.
func ExampleValidateJob() {
	job := &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "train", Namespace: "ml", UID: types.UID("any")},
		Spec: batchv1.JobSpec{
			ManualSelector: new(true), // else the server makes selector and labels
			Selector:       &metav1.LabelSelector{MatchLabels: map[string]string{"run": "7"}},
			CompletionMode: new(batchv1.IndexedCompletion),
			Parallelism:    new(int32(4)),
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"run": "7"}},
				Spec: corev1.PodSpec{
					RestartPolicy: corev1.RestartPolicyNever,
					Containers:    []corev1.Container{{Name: "main", Image: "registry.example/train:1.4"}},
				},
			},
		},
	}
	defaults.SetJob(job)
	for _, f := range finding.FromErrors(validation.ValidateJob(job, target.Version{})) {
		fmt.Printf("%s %s\n%s\n%s\n", f.Type, f.Field, f.Message, f.Hint)
	}
	// Output:
	// FieldValueRequired spec.completions
	// an Indexed Job needs completions, the number of its indexes
	// write `completions: N` beside completionMode
}
