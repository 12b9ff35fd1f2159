package rules

import corev1 "k8s.io/api/core/v1"

// traits are what an object has that many rules are about. A rule that needs some is not called for an object
// without them: on a small Job most rules have nothing to look at.
type traits uint16

const (
	parallel        traits = 1 << iota // several pods at once
	withFailureRule                    // a podFailurePolicy
	indexes                            // completionMode Indexed
	severalWorkers                     // containers that the pod waits for
	onFailure                          // restartPolicy OnFailure
	volumes
	hooked
	templateAnnotated // the pod template
	templateLabelled
	waits    // suspended
	deadline // activeDeadlineSeconds of the Job
)

// traitsOf looks once for all rules.
func (s *subject) traitsOf() (t traits) {
	if s.parallelism() > 1 {
		t |= parallel
	}
	if s.PodFailurePolicy != nil {
		t |= withFailureRule
	}
	if s.indexed() {
		t |= indexes
	}
	if len(s.pod.Containers) > 1 {
		t |= severalWorkers
	}
	if s.pod.RestartPolicy == corev1.RestartPolicyOnFailure {
		t |= onFailure
	}
	if len(s.pod.Volumes) > 0 {
		t |= volumes
	}
	if s.hooked != "" {
		t |= hooked
	}
	if len(s.Template.Annotations) > 0 {
		t |= templateAnnotated
	}
	if len(s.Template.Labels) > 0 {
		t |= templateLabelled
	}
	if s.suspended() {
		t |= waits
	}
	if s.ActiveDeadlineSeconds != nil {
		t |= deadline
	}
	return t
}
