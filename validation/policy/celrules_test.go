package policy

import (
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

const celHeader = "apiVersion: " + APIVersion + "\nkind: " + Kind + "\n"

func TestCELProblems(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"misspelt field": {"celRules:\n- name: a\n  match: {kinds: [Job]}\n  expression: object.spec.backOffLimit < 3\n",
			"p.yaml:6:15: celRules[0].expression: undefined field 'backOffLimit' (in a Job) (see line 1, column 12 of the expression)"},
		"in the second line of a block": {"celRules:\n- name: a\n  match: {kinds: [Job]}\n  expression: |\n    object.spec.backoffLimit < 3 &&\n    objekt.spec.suspend\n",
			"p.yaml:8:1: celRules[0].expression: undeclared reference to 'objekt'"},
		"of one kind only": {"celRules:\n- name: a\n  expression: object.spec.schedule != ''\n",
			"(see line 1, column 12 of the expression; a rule that is for one kind says so: match: {kinds: [Job]})"},
		"not true or false": {"celRules:\n- name: a\n  expression: size(object.metadata.name)\n", "celRules[0].expression: the expression gives int, and true or false is due"},
		"message of no text": {"celRules:\n- name: a\n  expression: 'true'\n  messageExpression: '1'\n",
			"p.yaml:6:22: celRules[0].messageExpression: the expression gives int, and a text is due"},
		"costs too much": {"celRules:\n- name: a\n  match: {kinds: [Job]}\n  expression: object.spec.template.spec.containers.all(a, object.spec.template.spec.containers.all(b, object.spec.template.spec.containers.all(c, object.spec.template.spec.containers.all(d, a.name + b.name != c.name + d.name))))\n",
			"celRules[0].expression: the expression costs too much"},
		"no name":           {"celRules:\n- expression: 'true'\n", "p.yaml:4:3: celRules[0]: the rule has no name"},
		"no expression":     {"celRules:\n- name: a\n", "p.yaml:4:3: celRules[0]: the rule has no expression"},
		"the same name":     {"celRules:\n- {name: a, expression: 'true'}\n- {name: a, expression: 'true'}\n", "p.yaml:5:10: celRules[1].name: the name is another rule's already"},
		"unknown key":       {"celRules:\n- {name: a, expresion: 'true'}\n", "celRules[0].expresion: there is no such key here (did you mean expression?)"},
		"unknown severity":  {"celRules:\n- {name: a, expression: 'true', severity: fatal}\n", `celRules[0].severity: "fatal" is not possible here`},
		"params of no keys": {"params: [1]\n", "p.yaml:3:9: params: this is a list; keys and values is due"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("p.yaml", []byte(celHeader+c.file), Options{})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v\nwant %s", err, c.says)
			}
		})
	}
}

// ask parses a policy and asks it about a job or cronJob.
func ask(t *testing.T, file, object string, request Request) []finding.Finding {
	t.Helper()
	p, err := Parse("p.yaml", []byte(celHeader+file), Options{Target: target.Version{}})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(object, "jobTemplate") {
		var cronJob batchv1.CronJob
		decode(t, object, &cronJob)
		return p.ForCronJob(&cronJob, request).CheckExpressions(&cronJob)
	}
	var job batchv1.Job
	decode(t, object, &job)
	return p.ForJob(&job, request).CheckExpressions(&job)
}

func decode(t *testing.T, text string, into runtime.Object) {
	t.Helper()
	if err := yaml.UnmarshalStrict([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

func TestCheckExpressions(t *testing.T) {
	const (
		job     = "metadata: {name: pi, namespace: a, labels: {team: blue}}\nspec: {backoffLimit: 7, template: {spec: {containers: [{name: c, resources: {limits: {memory: 2Gi}}}]}}}"
		cronJob = "metadata: {name: pi}\nspec: {schedule: '@daily', jobTemplate: {spec: {template: {spec: {}}}}}"
	)
	old := new(batchv1.Job)
	decode(t, "metadata: {name: pi}\nspec: {backoffLimit: 3, template: {spec: {}}}", old)
	for name, c := range map[string]struct {
		file, object string
		request      Request
		want         string // severity, rule, message
	}{
		"it holds":         {"celRules: [{name: a, match: {kinds: [Job]}, expression: object.spec.backoffLimit > 3}]", job, Request{}, ""},
		"it does not":      {"celRules: [{name: few, match: {kinds: [Job]}, expression: object.spec.backoffLimit <= 3, message: too many retries}]", job, Request{}, "error celRules.few: too many retries"},
		"not this kind":    {"celRules: [{name: few, match: {kinds: [Job]}, expression: object.spec.backoffLimit <= 3}]", cronJob, Request{}, ""},
		"its words":        {"celRules: [{name: few, match: {kinds: [Job]}, expression: object.spec.backoffLimit <= 3, messageExpression: \"'retries: ' + string(object.spec.backoffLimit)\"}]", job, Request{}, "error celRules.few: retries: 7"},
		"words that fail":  {"celRules: [{name: few, match: {kinds: [Job]}, expression: object.spec.backoffLimit <= 3, message: plain, messageExpression: \"string(object.spec.completions)\"}]", job, Request{}, "error celRules.few: plain"},
		"no words":         {"celRules: [{name: a, expression: 'false'}]", job, Request{}, "error celRules.a: a rule of the policy does not hold: celRules.a"},
		"a warning":        {"celRules: [{name: a, expression: 'false', message: m, severity: warning}]", job, Request{}, "warning celRules.a: m"},
		"mode warn":        {"mode: warn\ncelRules: [{name: a, expression: 'false', message: m}]", job, Request{}, "warning celRules.a: m"},
		"its own mode":     {"mode: warn\ncelRules: [{name: a, expression: 'false', message: m, mode: enforce}]", job, Request{}, "error celRules.a: m"},
		"undecided":        {"celRules: [{name: a, match: {kinds: [Job]}, expression: object.spec.completions == 1}]", job, Request{}, "error celRules.a: the rule cannot be decided for this object: no such key: completions"},
		"params":           {"params: {most: 3}\ncelRules: [{name: a, match: {kinds: [Job]}, expression: object.spec.backoffLimit <= params.most, message: m}]", job, Request{}, "error celRules.a: m"},
		"a quantity":       {"celRules: [{name: a, match: {kinds: [Job]}, expression: \"quantity(object.spec.template.spec.containers[0].resources.limits.memory).isLessThan(quantity('1Gi'))\", message: m}]", job, Request{}, "error celRules.a: m"},
		"oldObject":        {"celRules: [{name: a, match: {kinds: [Job]}, expression: 'oldObject == null || object.spec.backoffLimit == oldObject.spec.backoffLimit', message: m}]", job, Request{Operation: "UPDATE", Old: old}, "error celRules.a: m"},
		"no oldObject":     {"celRules: [{name: a, match: {kinds: [Job]}, expression: 'oldObject == null || object.spec.backoffLimit == oldObject.spec.backoffLimit', message: m}]", job, Request{}, ""},
		"the request":      {"celRules: [{name: a, expression: \"request.userInfo.username == 'ann' && request.namespace == 'a' && request.kind.kind == 'Job' && request.resource.resource == 'jobs' && !request.dryRun\"}]", job, Request{User: "ann", Namespace: "a"}, ""},
		"the namespace":    {"celRules: [{name: a, expression: \"namespaceObject.metadata.labels.team == object.metadata.labels.team\", message: m}]", job, Request{Namespace: "a", NamespaceLabels: map[string]string{"team": "red"}}, "error celRules.a: m"},
		"not known":        {"celRules: [{name: a, expression: \"namespaceObject.metadata.labels.team == object.metadata.labels.team\"}]", job, Request{Namespace: "a"}, ""},
		"exempt":           {"exemptions: {users: [ann]}\ncelRules: [{name: a, expression: 'false'}]", job, Request{User: "ann"}, ""},
		"by label":         {"celRules: [{name: a, expression: 'false', match: {objectSelector: {matchLabels: {team: red}}}}]", job, Request{}, ""},
		"kind and version": {"celRules: [{name: a, expression: \"object.kind == 'CronJob' && object.apiVersion == 'batch/v1'\"}]", cronJob, Request{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range ask(t, c.file, c.object, c.request) {
				got = append(got, string(f.Severity)+" "+f.Rule+": "+f.Message)
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

func TestCELNeedsNamespaceLabels(t *testing.T) {
	for file, want := range map[string]bool{
		"celRules: [{name: a, expression: 'true'}]":                                                       false,
		"celRules: [{name: a, expression: namespaceObject != null}]":                                      true,
		"celRules: [{name: a, expression: 'true', messageExpression: namespaceObject.metadata.name}]":     true,
		"celRules: [{name: a, expression: 'true', match: {namespaceSelector: {matchLabels: {team: a}}}}]": true,
	} {
		p, err := Parse("p.yaml", []byte(celHeader+file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.NeedsNamespaceLabels(); got != want {
			t.Errorf("%s: %t", file, got)
		}
	}
}
