package rules_test

import (
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/rules"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

// goodJob and goodCronJob give no rule a word; the cases change a line.
const (
	goodJob = `metadata: {name: report, annotations: {}, labels: {}}
spec:
  activeDeadlineSeconds: 3600
  backoffLimit: 2
  ttlSecondsAfterFinished: 86400
  template:
    metadata: {labels: {}, annotations: {}}
    spec:
      restartPolicy: Never
      initContainers: []
      volumes: []
      containers:
      - name: report
        image: registry.example/report:1.4.2
        resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 128Mi}}
`
	goodCronJob = `metadata: {name: report, labels: {}}
spec:
  schedule: 30 5 * * *
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  jobTemplate:
    metadata: {annotations: {}}
    spec:
      activeDeadlineSeconds: 3600
      backoffLimit: 2
      template:
        metadata: {labels: {}}
        spec:
          restartPolicy: Never
          containers:
          - name: report
            image: registry.example/report:1.4.2
            resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 128Mi}}
`
)

func subjectOf(t testing.TB, text string) *rules.Subject {
	t.Helper()
	record := new(defaults.Record)
	s := &rules.Subject{Defaulted: record, Manifest: true, Neighbours: new(rules.Neighbours)}
	var err error
	if strings.Contains(text, "jobTemplate:") {
		s.CronJob = new(batchv1.CronJob)
		err = yaml.UnmarshalStrict([]byte(text), s.CronJob)
		defaults.SetCronJobFor(s.CronJob, target.Version{}, record)
	} else {
		s.Job = new(batchv1.Job)
		err = yaml.UnmarshalStrict([]byte(text), s.Job)
		defaults.SetJobFor(s.Job, target.Version{}, record)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// change replaces pairs of text. It fails where one is not there, so that a case cannot test nothing.
func change(t testing.TB, text string, pairs []string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not in the manifest", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

// TestCases are the edges of the rules that their pages do not show. want is the rules that speak, with
// their severity where it is not the rule's own.
func TestCases(t *testing.T) {
	const (
		command = "image: registry.example/report:1.4.2\n        "
		backoff = "  backoffLimit: 2\n"
	)
	shell := func(script string) []string {
		return []string{command, command + "command: [sh, -c, '" + script + "']\n        "}
	}
	cases := []struct {
		name   string
		from   string
		change []string
		want   string
	}{
		{"good Job", goodJob, nil, ""},
		{"good CronJob", goodCronJob, nil, ""},

		{"no ttl, but an owner", goodJob, []string{"  ttlSecondsAfterFinished: 86400\n", "", "labels: {}", "ownerReferences: [{apiVersion: v1, kind: X, name: x, uid: u}]"}, ""},
		{"no ttl, but Flux would make it again", goodJob, []string{"  ttlSecondsAfterFinished: 86400\n", "", "labels: {}", "labels: {kustomize.toolkit.fluxcd.io/name: apps}"}, ""},
		{"a hook with time enough", goodJob, []string{"annotations: {}", "annotations: {helm.sh/hook: post-install}", "86400", "600"}, ""},
		{"a hook that is gone at once", goodJob, []string{"annotations: {}", "annotations: {helm.sh/hook: post-install}", "86400", "0"}, "ttl-races-hook"},
		{"ttl as long as the history", goodCronJob, []string{"backoffLimit: 2", "backoffLimit: 2\n      ttlSecondsAfterFinished: 259200"}, ""},
		{"ttl and no history on purpose", goodCronJob, []string{"backoffLimit: 2", "backoffLimit: 2\n      ttlSecondsAfterFinished: 60", "  jobTemplate", "  successfulJobsHistoryLimit: 0\n  failedJobsHistoryLimit: 0\n  jobTemplate"}, "history-zero-failed"},
		{"no deadline with Replace", goodCronJob, []string{"      activeDeadlineSeconds: 3600\n", "", "Forbid", "Replace"}, "no-deadline"},
		{"both deadlines", goodJob, []string{"restartPolicy: Never", "restartPolicy: Never\n      activeDeadlineSeconds: 60"}, ""},
		{"queue label on the template", goodJob, []string{backoff, backoff + "  suspend: true\n", "metadata: {labels: {}, annotations: {}}", "metadata: {labels: {kueue.x-k8s.io/queue-name: q}}"}, ""},
		{"suspended jobTemplate", goodCronJob, []string{"backoffLimit: 2", "backoffLimit: 2\n      suspend: true"}, "suspended-forgotten"},
		{"managed by the built-in controller", goodJob, []string{backoff, backoff + "  managedBy: kubernetes.io/job-controller\n"}, ""},

		{"FailIndex before the disruption rule", goodJob, []string{backoff, "  completionMode: Indexed\n  completions: 2\n  backoffLimitPerIndex: 1\n  podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [143]}}, {action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}\n", command, command + "args: [$(JOB_COMPLETION_INDEX)]\n        "}, "failure-rule-order"},
		{"disruption rule waits for False", goodJob, []string{backoff, backoff + "  podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: 'False'}]}, {action: FailJob, onExitCodes: {operator: In, values: [143]}}]}\n"}, "failure-rule-signal-codes"},
		{"In and NotIn together leave nothing", goodJob, []string{backoff, backoff + "  podFailurePolicy: {rules: [{action: Count, onExitCodes: {operator: In, values: [3]}}, {action: Count, onExitCodes: {operator: NotIn, values: [3]}}, {action: FailJob, onExitCodes: {operator: NotIn, values: [7]}}]}\n"}, "failure-rule-shadowed"},
		{"another container's rule shadows nothing", goodJob, []string{backoff, backoff + "  podFailurePolicy: {rules: [{action: Count, onExitCodes: {containerName: report, operator: NotIn, values: [3]}}, {action: Count, onExitCodes: {operator: In, values: [4]}}]}\n"}, ""},
		{"the same condition twice", goodJob, []string{backoff, backoff + "  podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}, {action: Count, onPodConditions: [{type: DisruptionTarget, status: 'True'}]}]}\n"}, "failure-rule-shadowed"},
		{"host port and the default replacement", goodJob, []string{command, command + "ports: [{containerPort: 80, hostPort: 80}]\n        "}, "replacement-overlap warning"},
		{"host network counts as host ports", goodJob, []string{command, command + "ports: [{containerPort: 80}]\n        ", "restartPolicy", "hostNetwork: true\n      restartPolicy"}, "replacement-overlap warning"},
		{"backoffLimit above what the indexes may fail", goodJob, []string{backoff, "  backoffLimit: 4\n  completionMode: Indexed\n  completions: 2\n  backoffLimitPerIndex: 2\n", command, command + "args: [$(JOB_COMPLETION_INDEX)]\n        "}, ""},

		{"the index with a default of its own", goodJob, shell("run ${JOB_COMPLETION_INDEX:-0}"), ""},
		{"the index set by hand", goodJob, []string{command, command + "env: [{name: JOB_COMPLETION_INDEX, value: '0'}]\n        args: [$(JOB_COMPLETION_INDEX)]\n        "}, ""},
		{"the index by field", goodJob, []string{command, command + "env: [{name: I, valueFrom: {fieldRef: {fieldPath: \"metadata.annotations['batch.kubernetes.io/job-completion-index']\"}}}]\n        "}, "index-env-nonindexed"},
		{"parallelism 0 of a Job that is done with", goodJob, []string{backoff, backoff + "  parallelism: 0\n  completions: 0\n"}, ""},
		{"10,000 pods", goodJob, []string{backoff, backoff + "  completions: 10000\n"}, ""},
		{"10,001 pods at once", goodJob, []string{backoff, backoff + "  completions: 10001\n  parallelism: 1\n"}, "many-completions"},
		{"job-name label that says the name", goodJob, []string{"metadata: {labels: {}, annotations: {}}", "metadata: {labels: {job-name: report}}"}, "server-labels-written"},
		{"label of the server on the Job", goodJob, []string{"labels: {}}", "labels: {controller-uid: u}}"}, "server-labels-written"},
		{"label of the server on a CronJob", goodCronJob, []string{"labels: {}}", "labels: {batch.kubernetes.io/job-name: x}}"}, "server-labels-written warning"},
		{"resourceVersion and status", goodJob, []string{"metadata: {name: report,", "metadata: {name: report, resourceVersion: '7',", "spec:\n  active", "status: {succeeded: 1}\nspec:\n  active"}, "server-fields-written"},

		{"hours without a minute", goodCronJob, []string{"30 5 * * *", "'* 5 * * *'", "600", "60"}, "schedule-every-minute warning"},
		{"31 February, suspended", goodCronJob, []string{"30 5 * * *", "0 0 31 2 *\n  suspend: true"}, "suspended-forgotten"},
		{"dst: not in that zone", goodCronJob, []string{"30 5 * * *", "30 2 * * *", "Etc/UTC", "Asia/Tokyo"}, ""},
		{"dst: the repeated hour of the Azores", goodCronJob, []string{"30 5 * * *", "30 0 * * *", "Etc/UTC", "Atlantic/Azores"}, "dst-gap"},
		{"dst: every hour has runs anyway", goodCronJob, []string{"30 5 * * *", "30 * * * *", "Etc/UTC", "Europe/Berlin"}, ""},
		{"dst: not on Sundays", goodCronJob, []string{"30 5 * * *", "30 2 * * 1-5", "Etc/UTC", "Europe/Berlin"}, ""},
		{"overlap that was written", goodCronJob, []string{"Forbid", "Allow", "      activeDeadlineSeconds: 3600\n", ""}, "cron-allow-overlap info"},
		{"Replace with a start as late as the next", goodCronJob, []string{"Forbid", "Replace", "600", "86400"}, "starting-deadline-short"},
		{"no starting deadline, but twice an hour", goodCronJob, []string{"30 5 * * *", "0,30 * * * *", "  startingDeadlineSeconds: 600\n", ""}, ""},
		{"name of 48 characters", goodCronJob, []string{"name: report,", "name: " + strings.Repeat("n", 48) + ","}, ""},
		{"name of 49 characters", goodCronJob, []string{"name: report,", "name: " + strings.Repeat("n", 49) + ","}, "cron-name-long"},

		{"a proxy that is told to quit", goodJob, []string{command, command + "command: [sh, -c, 'run; curl -X POST localhost:15020/quitquitquit']\n        ", "containers:\n      - name", "containers:\n      - {name: istio-proxy, image: 'istio/proxyv2:1.26.0', resources: {limits: {cpu: 1, memory: 1Gi}}}\n      - name"}, ""},
		{"a proxy alone", goodJob, []string{"image: registry.example/report:1.4.2", "image: envoyproxy/envoy:v1.35.0"}, ""},
		{"linkerd by its repository", goodJob, []string{"containers:\n      - name", "containers:\n      - {name: p, image: 'cr.l5d.io/linkerd/proxy:edge-25.1.1', resources: {limits: {cpu: 1, memory: 1Gi}}}\n      - name"}, "sidecar-never-exits"},
		{"native sidecars are on", goodJob, []string{"metadata: {labels: {}, annotations: {}}", "metadata: {annotations: {sidecar.istio.io/inject: 'true', sidecar.istio.io/nativeSidecar: 'true'}}"}, ""},
		{"endless loop with a way out", goodJob, append([]string{"  activeDeadlineSeconds: 3600\n", ""}, shell("while true; do run && exit 0; sleep 1; done")...), "no-deadline"},
		{"endless loop", goodJob, append([]string{"  activeDeadlineSeconds: 3600\n", ""}, shell("while true; do run; sleep 1; done")...), "command-never-ends"},
		{"tail at the end of a script", goodJob, append([]string{"  activeDeadlineSeconds: 3600\n", ""}, shell("prepare && tail -f /dev/null")...), "command-never-ends"},
		{"sleep for an hour", goodJob, []string{"  activeDeadlineSeconds: 3600\n", "", command, command + "command: [sleep, '3600']\n        "}, "no-deadline"},
		{"|| true at the end", goodJob, shell("run || true"), "shell-hides-failure"},
		{"in the background", goodJob, shell("run &"), "shell-hides-failure"},
		{"echo at the end", goodJob, shell("run; echo done"), "shell-hides-failure"},
		{"echo at the end of what is strict", goodJob, shell("set -e; run; echo done"), ""},
		{"a pipe in quotes", goodJob, shell(`grep "a|b" file`), ""},
		{"or is no pipe", goodJob, shell("run || exit 1"), ""},
		{"no shell", goodJob, []string{command, command + "command: [run, -c, 'a | b']\n        "}, ""},
		{"readiness of a worker that serves", goodJob, []string{command, command + "ports: [{containerPort: 80}]\n        readinessProbe: {httpGet: {port: 80}}\n        "}, ""},
		{"probe of a native sidecar", goodJob, []string{"initContainers: []", "initContainers: [{name: s, image: 'x:1', restartPolicy: Always, livenessProbe: {httpGet: {port: 80}}}]"}, ""},

		{"memory for the pod as a whole", goodJob, []string{"restartPolicy: Never", "resources: {requests: {cpu: 1, memory: 1Gi}}\n      restartPolicy: Never", "        resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 128Mi}}\n", ""}, ""},
		{"a limit is a request", goodJob, []string{"requests: {cpu: 100m, memory: 128Mi}, ", "", "memory: 128Mi}}", "cpu: 1, memory: 128Mi}}"}, ""},
		{"memory medium in a limit", goodJob, []string{"volumes: []", "volumes: [{name: shm, emptyDir: {medium: Memory}}]"}, ""},
		{"memory medium without one", goodJob, []string{"volumes: []", "volumes: [{name: shm, emptyDir: {medium: Memory}}]", ", limits: {memory: 128Mi}", ""}, "emptydir-unbounded warning"},
		{"digest instead of tag", goodJob, []string{"report:1.4.2", "report@sha256:" + strings.Repeat("0", 64)}, ""},
		{"port of a registry is no tag", goodJob, []string{"registry.example/report:1.4.2", "registry.example:5000/report"}, "image-latest"},
		{"to be filled in", goodJob, []string{"registry.example/report:1.4.2", "$IMAGE"}, ""},
		{"retired registry", goodJob, []string{"registry.example/report:1.4.2", "k8s.gcr.io/pause:3.1"}, "image-retired"},
		{"bitnami's latest is still there", goodJob, []string{"registry.example/report:1.4.2", "bitnami/kubectl:latest"}, "image-latest"},
		{"not bitnami", goodJob, []string{"registry.example/report:1.4.2", "bitnamilegacy/kubectl:1.30"}, ""},
		{"a token's file is no token", goodJob, []string{command, command + "env: [{name: TOKEN_FILE, value: abc}, {name: TOKEN, value: /var/token}, {name: PASSWORD, value: none}, {name: X_TOKEN, value: $(TOKEN)}, {name: MONKEY, value: x}]\n        "}, ""},
		{"an api key", goodJob, []string{command, command + "env: [{name: my-api_key, value: abc}]\n        "}, "secret-in-env"},
		{"docker's socket", goodJob, []string{"volumes: []", "volumes: [{name: s, hostPath: {path: /var/run/docker.sock}}]"}, "privileged"},
		{"karpenter's annotation on the jobTemplate", goodCronJob, []string{"annotations: {}", "annotations: {karpenter.sh/do-not-disrupt: 'true'}"}, "autoscaler-evicts warning"},
		{"a long Job", goodJob, []string{"3600", "7200"}, "disruption-counts, autoscaler-evicts"},
		{"version label with a ttl of minutes", goodJob, []string{"86400", "300", "metadata: {labels: {}, annotations: {}}", "metadata: {labels: {app.kubernetes.io/version: '1.4'}}"}, ""},
		{"tracked by Argo CD", goodJob, []string{"annotations: {}", "annotations: {argocd.argoproj.io/tracking-id: x}"}, "argocd-replace"},
		{"a hook may generate its name", goodJob, []string{"name: report, annotations: {}", "generateName: report-, annotations: {argocd.argoproj.io/hook: Sync}"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, f := range (rules.Set{}).Run(subjectOf(t, change(t, c.from, c.change))) {
				name := f.Rule
				if f.Severity != severityOf(t, f.Rule) || strings.HasSuffix(c.want, string(f.Severity)) {
					name += " " + string(f.Severity)
				}
				got = append(got, name)
				if f.Message == "" || f.Hint == "" || f.Field == "" || f.Origin != finding.Advice || f.Type != "" {
					t.Errorf("not all is said: %+v", f)
				}
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

func severityOf(t *testing.T, name string) finding.Severity {
	for _, info := range rules.All() {
		if info.Name == name {
			return info.Severity
		}
	}
	t.Fatalf("no rule %s", name)
	return ""
}

func TestNeighboursOfAnotherNamespace(t *testing.T) {
	text := change(t, goodJob, []string{"volumes: []", "volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]", "  backoffLimit: 2\n", "  backoffLimit: 7\n  parallelism: 2\n  completions: 4\n", "name: report,", "name: report, namespace: a,"})
	claim := &corev1.PersistentVolumeClaim{}
	claim.Name, claim.Spec.AccessModes = "data", []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOncePod}
	for namespace, want := range map[string]int{"a": 2, "": 2, "b": 0} { // replacement-overlap too
		s := subjectOf(t, text)
		claim.Namespace = namespace
		s.Neighbours.AddClaim(claim)
		if got := (rules.Set{}).Run(s); len(got) != want {
			t.Errorf("claim in %q: %v", namespace, got)
		}
	}
}

func TestSeverities(t *testing.T) {
	s := subjectOf(t, change(t, goodJob, []string{"report:1.4.2", "report"}))
	for name, c := range map[string]struct {
		severities map[string]finding.Severity
		want       finding.Severity
	}{
		"its own": {nil, finding.Warning},
		"raised":  {map[string]finding.Severity{"image-latest": finding.Error}, finding.Error},
		"off":     {map[string]finding.Severity{"image-latest": finding.Off}, ""},
	} {
		set, err := rules.Set{}.With(c.severities)
		if err != nil {
			t.Fatal(err)
		}
		got := set.Run(s)
		switch {
		case c.want == "" && len(got) != 0, c.want != "" && (len(got) != 1 || got[0].Severity != c.want):
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, c := range map[string]struct {
		severities map[string]finding.Severity
		says       string
	}{
		"unknown":           {map[string]finding.Severity{"image-lates": finding.Off}, "there is no rule image-lates: did you mean image-latest?"},
		"the API server's":  {map[string]finding.Severity{"old-api-version": finding.Off}, "old-api-version is what the API server itself says, and cannot be changed"},
		"no severity of it": {map[string]finding.Severity{"no-ttl": "fatal"}, `the severity of no-ttl is "fatal": write error, warning, info or off`},
	} {
		if _, err := (rules.Set{}).With(c.severities); err == nil || err.Error() != c.says {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGoodJobCostsNothing holds the promise, and shows that the measurement sees an allocation.
func TestGoodJobCostsNothing(t *testing.T) {
	for name, text := range map[string]string{"Job": goodJob, "CronJob": goodCronJob} {
		s := subjectOf(t, text)
		if n := testing.AllocsPerRun(100, func() { rules.Set{}.Run(s) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	s := subjectOf(t, change(t, goodJob, []string{"report:1.4.2", "report"}))
	if n := testing.AllocsPerRun(100, func() { rules.Set{}.Run(s) }); n == 0 {
		t.Error("a finding without an allocation: the measurement sees nothing")
	}
}

func BenchmarkRun(b *testing.B) {
	for name, text := range map[string]string{"Job": goodJob, "CronJob": goodCronJob} {
		s := subjectOf(b, text)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rules.Set{}.Run(s)
			}
		})
	}
}
