package main

// reason says why an error branch of a function cannot be reached by a Job or CronJob. line is that of the
// pinned version of the source.
type reason struct {
	function string
	line     int
	text     string
}

var reasons = []reason{
	{"validateConcurrencyPolicy", 933, "defaulting has set it"},
	{"validatePodFailurePolicyRuleOnPodConditions", 387, "defaulting has set it"},
	{"validateGeneratedSelector", 117, "the server gives every new object a uid"},
	{"ValidateEnv", 2847, "RelaxedEnvironmentVariableValidation is locked on"},
	{"ValidateEnvFrom", 3002, "RelaxedEnvironmentVariableValidation is locked on"},
	{"ValidateHasLabel", 137, "the labels were generated before"},
	{"ValidatePodSpec", 4782, "defaulting has set it"},
	{"ValidatePodSpec", 4823, "defaulting makes the two fields equal"},
	{"ValidatePortNumOrName", 3599, "a decoded value is an integer or a string"},
	{"ValidateSecurityContext", 8799, "privileged containers are allowed, as on clusters"},
	{"ValidateVolumes", 490, "a template has no name of a pod to make a claim from"},
	{"validateContainerCommon", 4018, "defaulting has set it"},
	{"validateContainerPorts", 2824, "defaulting has set it"},
	{"validateContainers", 4183, "with ContainerRestartRules off the field is dropped before"},
	{"validateInitContainerRestartPolicy", 3445, "with ContainerRestartRules off the field is dropped before"},
	{"validateDNSPolicy", 4226, "defaulting has set it"},
	{"validateHTTPGetAction", 3565, "defaulting has set it"},
	{"validateHandler", 3621, "exec is the first handler that is counted"},
	{"validateImagePullSecrets", 4366, "the type has no other field"},
	{"validateInitContainers", 3981, "InPlacePodVerticalScaling is locked on"},
	{"validateObjectFieldSelector", 2935, "defaulting has set it"},
	{"validateObjectFieldSelector", 2956, "the conversion of the path refuses a subscript there before"},
	{"validateVolumeSource", 813, "defaulting makes a volume without a source an emptyDir"},
	{"validatePodResourceClaim", 3329, "a template has no metadata of a pod"},
	{"validatePodResourceConsistency", 4937, "the conversion does not fail"},
	{"validateProjectionSources", 1229, "defaulting has set it"},
	{"validatePullPolicy", 3732, "defaulting has set it"},
	{"validateRestartPolicy", 4199, "defaulting has set it"},
	{"validateTaintEffect", 4393, "a toleration may be without an effect"},
	{"validateVolumeSource", 798, "a template has no name of a pod to make a claim from"},
	{"validateWindowsHostProcessPod", 9015, "privileged containers are allowed, as on clusters"},
}

func reasonFor(function string, line int) string {
	for _, r := range reasons {
		if r.function == function && r.line == line {
			return r.text
		}
	}
	return ""
}
