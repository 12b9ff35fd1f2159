//go:build unix

package engine

import (
	"encoding/json"
	"strings"
	"syscall"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"github.com/jobvalidate/jobvalidate/defaults"
	"github.com/jobvalidate/jobvalidate/validation"
	"github.com/jobvalidate/jobvalidate/validation/policy"
)

// The Jobs are those of test/bench, with what the rules and the policy below want of them.
const (
	smallJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"pi","namespace":"default","uid":"6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11","labels":{"team":"vision"}},
"spec":{"ttlSecondsAfterFinished":600,"activeDeadlineSeconds":3600,"backoffLimit":2,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"pi","image":"registry.example/perl:5.34","command":["perl","-Mbignum=bpi","-wle","print bpi(2000)"],
"resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"memory":"1Gi"}}}]}}}}`
	richJob = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"train","namespace":"ml","uid":"6e2b6c3e-3f0a-4f3c-8a51-4b1c0f6f8a11",
"labels":{"app.kubernetes.io/name":"train","team":"vision"},"annotations":{"example.com/owner":"vision","example.com/run":"42"}},
"spec":{"completions":100,"parallelism":10,"completionMode":"Indexed","backoffLimitPerIndex":2,"maxFailedIndexes":10,"activeDeadlineSeconds":3600,"ttlSecondsAfterFinished":600,
"successPolicy":{"rules":[{"succeededIndexes":"0,10-49,60-99","succeededCount":40},{"succeededCount":90}]},
"podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]},{"action":"FailJob","onExitCodes":{"containerName":"train","operator":"In","values":[1,2,42,126,127]}},
{"action":"FailIndex","onExitCodes":{"operator":"NotIn","values":[0,137,143]}}]},
"template":{"metadata":{"labels":{"app.kubernetes.io/name":"train"},"annotations":{"example.com/scrape":"true"}},
"spec":{"restartPolicy":"Never","serviceAccountName":"train","securityContext":{"runAsNonRoot":true,"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}},
"nodeSelector":{"kubernetes.io/arch":"amd64"},"tolerations":[{"key":"gpu","operator":"Exists","effect":"NoSchedule"}],
"initContainers":[{"name":"fetch","image":"registry.example/fetch:1","env":[{"name":"BUCKET","value":"data"}],"resources":{"limits":{"memory":"1Gi"}},"volumeMounts":[{"name":"data","mountPath":"/data"}]}],
"containers":[{"name":"train","image":"registry.example/train:1","args":["--part=$(JOB_COMPLETION_INDEX)"],"env":[{"name":"SEED","value":"1"},{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},
{"name":"TOKEN","valueFrom":{"secretKeyRef":{"name":"token","key":"value"}}}],"envFrom":[{"configMapRef":{"name":"train"}}],"ports":[{"containerPort":9090,"name":"metrics"}],
"resources":{"requests":{"cpu":"2","memory":"4Gi"},"limits":{"cpu":"4","memory":"4Gi"}},
"volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"config","mountPath":"/etc/train","readOnly":true}],
"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}},
{"name":"side","image":"registry.example/log:1","resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"memory":"1Gi"}},"volumeMounts":[{"name":"data","mountPath":"/data","readOnly":true}]}],
"volumes":[{"name":"data","emptyDir":{"sizeLimit":"10Gi"}},{"name":"config","configMap":{"name":"train"}}]}}}}`

	twentyLimits = `apiVersion: jobvalidate.dev/v1alpha1
kind: JobPolicy
limits:
  name: {maxLength: 52}
  labels: {team: {required: true}}
  ttlSecondsAfterFinished: {required: true, max: 604800}
  activeDeadlineSeconds: {required: true, max: 86400}
  parallelism: {max: 100}
  completions: {max: 10000}
  totalPods: {max: 10000}
  totalRetries: {max: 1000}
  managedBy: {oneOf: [kueue.x-k8s.io/multikueue]}
  manualSelector: {equals: false}
  restartPolicy: {oneOf: [Never]}
  terminationGracePeriodSeconds: {max: 300}
  priorityClassName: {noneOf: [system-*]}
  hostNetwork: {equals: false}
  hostPID: {equals: false}
  privileged: {equals: false}
  imageRegistries: {oneOf: [registry.example]}
  imageTags: {noneOf: [latest]}
  requests: {memory: {max: 64Gi}}
  volumeTypes: {noneOf: [hostPath]}
`
	fiveExpressions = `params: {most: 1000}
celRules:
- {name: a, match: {kinds: [Job]}, expression: "!has(object.spec.completions) || object.spec.completions <= params.most"}
- {name: b, match: {kinds: [Job]}, expression: "object.spec.template.spec.containers.all(c, c.name.size() < 20)"}
- {name: c, match: {kinds: [Job]}, expression: "object.spec.template.spec.containers.all(c, !c.image.endsWith(':latest'))"}
- {name: d, match: {kinds: [Job]}, expression: "has(object.metadata.labels) && object.metadata.labels.exists(k, k == 'team')"}
- {name: e, match: {kinds: [Job]}, expression: "request.operation != 'DELETE' && object.metadata.name.matches('^[a-z]+$')"}
`
)

// BenchmarkJudge times what comes beside parity: the rules, a policy of 20 limits, five rules in CEL. Compare
// with parity of the same Job; cpu-ns/op is the process's own time, which a busy machine does not stretch.
func BenchmarkJudge(b *testing.B) {
	for name, text := range map[string]string{"small": smallJob, "rich": richJob} {
		job := new(batchv1.Job)
		if err := json.Unmarshal([]byte(text), job); err != nil {
			b.Fatal(err)
		}
		record := new(defaults.Record)
		var plain Engine
		if findings := plain.CreateJob(job, record); len(findings) > 0 {
			b.Fatal(findings)
		}
		prepared := *job
		plain.prepareNewJob(&prepared)
		run(b, name+"/parity", func() int { return len(validation.ValidateJob(&prepared, plain.Target)) })
		for _, c := range []struct{ with, file string }{{"rules", ""}, {"rules+limits", twentyLimits}, {"rules+limits+CEL", twentyLimits + fiveExpressions}} {
			e := Engine{}
			if c.file != "" {
				p, err := policy.Parse("policy.yaml", []byte(c.file), policy.Options{})
				if err != nil {
					b.Fatal(err)
				}
				e.Policy = p
			}
			run(b, name+"/"+c.with, func() int { return len(e.JudgeJob(job, e.JobPolicy(job, policy.Request{}), record)) })
		}
	}
	if n := strings.Count(twentyLimits, "\n  "); n != 20 {
		b.Fatalf("the policy has %d limits", n)
	}
}

// run times a check of an object that nothing is wrong with.
func run(b *testing.B, name string, check func() int) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		before := cpuTime(b)
		for b.Loop() {
			if n := check(); n != 0 {
				b.Fatalf("%d findings", n)
			}
		}
		b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
	})
}

func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
