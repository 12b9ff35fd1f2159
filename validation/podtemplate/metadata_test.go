package podtemplate

import "strings"

var metadataCases = []templateCase{
	{name: "the valid template"},
	{name: "labels and annotations", with: `metadata: {labels: {app.kubernetes.io/name: pi, b: ""}, annotations: {EXAMPLE.com/a: "x y"}}`},
	{name: "label keys", with: `metadata: {labels: {"a b": c}}`, want: "label-key-invalid Invalid labels"},
	{name: "label value", with: `metadata: {labels: {a: "-b"}}`, want: "label-value-invalid Invalid labels"},
	{name: "label value of 63", with: "metadata: {labels: {a: " + strings.Repeat("b", 63) + "}}"},
	{name: "label value of 64", with: "metadata: {labels: {a: " + strings.Repeat("b", 64) + "}}", want: "label-value-invalid Invalid labels"},
	{name: "label of a long Job name", with: "metadata: {labels: {job-name: " + strings.Repeat("b", 64) + "}}", want: "label-value-invalid Invalid labels"},
	{name: "annotation key", with: `metadata: {annotations: {"a b": c}}`, want: "annotation-key-invalid Invalid annotations"},
	{name: "annotations of 256 KiB", with: "metadata: {annotations: {a: " + strings.Repeat("b", 256<<10-1) + "}}"},
	{name: "annotations above 256 KiB", with: "metadata: {annotations: {a: " + strings.Repeat("b", 256<<10) + "}}", want: "annotations-too-large TooLong annotations"},
	{name: "a large annotation that the server removes", with: "metadata: {annotations: {pod.beta.kubernetes.io/init-containers: " + strings.Repeat("b", 256<<10) + "}}"},

	{name: "mirror without a node", with: `metadata: {annotations: {kubernetes.io/config.mirror: a}}`,
		want: "annotation-mirror-without-node Invalid annotations[kubernetes.io/config.mirror]"},
	{name: "mirror", with: `{metadata: {annotations: {kubernetes.io/config.mirror: a}}, spec: {nodeName: n}}`},

	{name: "tolerations in an annotation", with: `metadata: {annotations: {scheduler.alpha.kubernetes.io/tolerations: '[{"key":"a","operator":"Exists"}]'}}`},
	{name: "tolerations in an empty annotation", with: `metadata: {annotations: {scheduler.alpha.kubernetes.io/tolerations: ""}}`},
	{name: "tolerations that are no JSON", with: `metadata: {annotations: {scheduler.alpha.kubernetes.io/tolerations: 'a'}}`,
		want: "annotation-tolerations-invalid Invalid annotations"},
	{name: "tolerations in an annotation, wrong", with: `metadata: {annotations: {scheduler.alpha.kubernetes.io/tolerations: '[{"key":"a b","operator":"Is"}]'}}`,
		want: `label-key-invalid Invalid annotations.scheduler.alpha.kubernetes.io/tolerations[0].key
			toleration-operator-unknown NotSupported annotations.scheduler.alpha.kubernetes.io/tolerations[0].operator`},

	{name: "deletion cost", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "-2147483648"}}`},
	{name: "deletion cost 0", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "0"}}`},
	{name: "deletion cost with a plus", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "+1"}}`,
		want: "annotation-pod-deletion-cost-invalid Invalid annotations[controller.kubernetes.io/pod-deletion-cost]"},
	{name: "deletion cost with a zero before it", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "01"}}`,
		want: "annotation-pod-deletion-cost-invalid Invalid annotations[controller.kubernetes.io/pod-deletion-cost]"},
	{name: "deletion cost too large", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "2147483648"}}`,
		want: "annotation-pod-deletion-cost-invalid Invalid annotations[controller.kubernetes.io/pod-deletion-cost]"},
	{name: "deletion cost empty", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: ""}}`,
		want: "annotation-pod-deletion-cost-invalid Invalid annotations[controller.kubernetes.io/pod-deletion-cost]"},
	{name: "deletion cost with the gate off", at: "1.37 PodDeletionCost=false", with: `metadata: {annotations: {controller.kubernetes.io/pod-deletion-cost: "x"}}`},

	{name: "seccomp in annotations", with: `metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: docker/default, container.seccomp.security.alpha.kubernetes.io/x: localhost/a/b}}`},
	{name: "seccomp in annotations, wrong", with: `metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: x, container.seccomp.security.alpha.kubernetes.io/main: localhost/../a}}`,
		want: `annotation-seccomp-invalid Invalid annotations.seccomp.security.alpha.kubernetes.io/pod
			annotation-seccomp-invalid Invalid annotations.container.seccomp.security.alpha.kubernetes.io/main`},
	{name: "AppArmor in annotations", with: `metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/main: localhost/a}}`},
	{name: "AppArmor in annotations, wrong", with: `metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/main: x, container.apparmor.security.beta.kubernetes.io/other: ""}}`,
		want: `annotation-apparmor-invalid Invalid annotations[container.apparmor.security.beta.kubernetes.io/main]
			annotation-apparmor-container-unknown Invalid annotations[container.apparmor.security.beta.kubernetes.io/other]`},
	{name: "AppArmor in annotations with the gate off", at: "1.29 AppArmor=false", with: `metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/other: x}}`},
}
