package webhook

import (
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

const celJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi","namespace":"default"},"spec":{"backoffLimit":7,"ttlSecondsAfterFinished":600,
"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"pi","image":"perl:5","resources":{"limits":{"memory":"64Mi"}}}]}}}}`

// celPolicy is a policy of one rule.
func celPolicy(mode, expression string) string {
	return "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\nmode: " + mode + "\ncelRules:\n- name: a\n  match: {kinds: [Job]}\n  message: not so\n  expression: " + expression + "\n"
}

// TestCELRules: a rule in CEL says the same in the linter and through the webhook.
func TestCELRules(t *testing.T) {
	const expression = "object.spec.backoffLimit <= 3"
	for mode, severity := range map[string]string{"enforce": "error", "warn": "warning", "audit": "info"} {
		options := policyOptions(t, celPolicy(mode, expression))
		found := linted(options, celJob)
		if len(found) != 1 || string(found[0].Severity) != severity || found[0].Rule != "celRules.a" || found[0].Message != "not so" {
			t.Fatalf("%s: the linter says %+v", mode, found)
		}
		_, response := admitted(t, options, "Job", celJob)
		warned := len(response.Warnings) == 1 && response.Warnings[0] == "celRules.a: not so"
		noted := strings.Contains(response.AuditAnnotations[auditAnnotation], "celRules.a")
		if response.Allowed == (mode == "enforce") || warned != (mode == "warn") || noted != (mode == "audit") {
			t.Errorf("%s: the webhook says %+v", mode, response)
		}
		if mode == "enforce" && (response.Result.Code != 403 || response.Result.Details.Causes[0].Message != "not so") {
			t.Errorf("the webhook says %+v", response.Result)
		}
	}
	if _, response := admitted(t, policyOptions(t, celPolicy("enforce", "object.spec.backoffLimit <= 7")), "Job", celJob); !response.Allowed {
		t.Errorf("a rule that holds refuses: %+v", response.Result)
	}
}

// TestCELRequest: what a rule sees of the request.
func TestCELRequest(t *testing.T) {
	labels := func(string) map[string]string { return map[string]string{"team": "blue"} }
	for name, c := range map[string]struct {
		expression string
		old        string // empty: a create
		allowed    bool
	}{
		"who asks":            {"request.userInfo.username == 'ann' && 'ops' in request.userInfo.groups", "", true},
		"what is asked":       {"request.operation == 'CREATE' && oldObject == null && request.namespace == 'default' && request.name == 'pi'", "", true},
		"the namespace":       {"namespaceObject.metadata.labels.team == 'blue'", "", true},
		"another namespace":   {"namespaceObject.metadata.labels.team == 'red'", "", false},
		"a change":            {"oldObject == null || oldObject.spec.backoffLimit == object.spec.backoffLimit", strings.Replace(celJob, `"backoffLimit":7`, `"backoffLimit":6`, 1), false},
		"an update":           {"request.operation == 'UPDATE'", strings.Replace(celJob, `"backoffLimit":7`, `"backoffLimit":6`, 1), true},
		"it was so before":    {"object.spec.backoffLimit < 3", strings.Replace(celJob, `"backoffLimit":7`, `"backoffLimit":6`, 1), true},
		"no change, no words": {"oldObject == null", celJob, true},
	} {
		t.Run(name, func(t *testing.T) {
			options := policyOptions(t, celPolicy("enforce", `"`+c.expression+`"`))
			options.NamespaceLabels = labels
			request := policyRequestOf("Job", celJob)
			request.Namespace, request.Name = "default", "pi"
			request.UserInfo = authenticationv1.UserInfo{Username: "ann", Groups: []string{"ops"}}
			request.Operation = admissionv1.Create
			if c.old != "" {
				request.Operation, request.OldObject = admissionv1.Update, runtime.RawExtension{Raw: []byte(c.old)}
			}
			v := validator{&options}
			response := v.job(t.Context(), request)
			// An update of a Job that no server has stored is refused for its selector besides.
			if refused := response.Result != nil && strings.Contains(response.Result.Message, "not so"); refused == c.allowed {
				t.Errorf("the rule refuses: %t: %+v", refused, response.Result)
			}
		})
	}
}
