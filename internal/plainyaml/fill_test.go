package plainyaml

import (
	"reflect"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	kjson "sigs.k8s.io/json"
)

var jobs, cronJobs = NewFiller(reflect.TypeFor[batchv1.Job]()), NewFiller(reflect.TypeFor[batchv1.CronJob]())

// sameObjects fills the tree as a Job and as a CronJob.
func sameObjects(t *testing.T, tree *Tree) {
	t.Helper()
	sameObject(t, jobs, tree, new(batchv1.Job), new(batchv1.Job))
	sameObject(t, cronJobs, tree, new(batchv1.CronJob), new(batchv1.CronJob))
}

// sameObject holds what is filled against what the API server's decoder makes of the JSON.
func sameObject(t *testing.T, filler *Filler, tree *Tree, ours, theirs any) (filled bool) {
	t.Helper()
	filled = filler.Fill(tree, ours)
	data := tree.AppendJSON(nil)
	strict, err := kjson.UnmarshalStrict(data, theirs)
	if good := err == nil && len(strict) == 0; filled != good {
		t.Fatalf("filled: %v; the decoder says %v and %v of\n%s", filled, err, strict, data)
	}
	if filled && !reflect.DeepEqual(ours, theirs) {
		t.Fatalf("filled as\n%+v\nthe decoder reads\n%+v\nof\n%s", ours, theirs, data)
	}
	return filled
}

const filledJob = `apiVersion: batch/v1
kind: Job
metadata:
  name: a
  creationTimestamp: null
  labels: {}
  annotations: {b: "1", c: d}
  ownerReferences: []
  managedFields:
  - manager: m
    fieldsV1: {"f:spec": {}}
spec:
  parallelism: 010
  backoffLimit:
  ttlSecondsAfterFinished: 2147483647
  activeDeadlineSeconds: -12345678901
  suspend: true
  podFailurePolicy:
    rules:
    - action: FailJob
      onExitCodes: {operator: In, values: [1, 2]}
  template:
    spec:
      terminationGracePeriodSeconds: 0
      nodeSelector:
      containers:
      - name: "b"
        ports: [{containerPort: 80}]
        livenessProbe:
          httpGet: {port: http, path: /}
        readinessProbe:
          tcpSocket: {port: 8080}
        resources:
          limits: {cpu: 1, memory: "1Gi", x.y/z: 0.5}
          requests:
            cpu: null
        env:
        - name: c
          value: ""
        - name: d
          valueFrom: {resourceFieldRef: {resource: a, divisor: 1}}
      - null
      volumes:
      - name: v
        emptyDir: {}
      - name: w
        configMap: {name: x, defaultMode: 0644, items: [{key: a, path: b}]}
status:
  startTime: "2020-01-02T03:04:05Z"
`

func TestFill(t *testing.T) {
	for _, test := range []struct {
		name, from, to string
		filled         bool
	}{
		{"all kinds of fields", "", "", true},
		{"unknown field", "suspend: true", "suspended: true", false},
		{"unknown field deep down", "containerPort: 80", "port: 80", false},
		{"another case", "suspend: true", "Suspend: true", false},
		{"text for a number", "parallelism: 010", `parallelism: "010"`, false},
		{"text for a boolean", "suspend: true", `suspend: "true"`, false},
		{"number for a boolean", "suspend: true", "suspend: 1", false},
		{"boolean for a number", "parallelism: 010", "parallelism: true", false},
		{"decimal for a number", "parallelism: 010", "parallelism: 1.5", false},
		{"decimal that is whole", "parallelism: 010", "parallelism: 1.0", true}, // YAML makes 1 of it
		{"boolean for text", `value: ""`, "value: true", false},
		{"number for text", `value: ""`, "value: 1", false},
		{"list for text", `value: ""`, "value: []", false},
		{"mapping for text", `value: ""`, "value: {}", false},
		{"text for a list", "values: [1, 2]", "values: a", false},
		{"mapping for a list", "values: [1, 2]", "values: {}", false},
		{"list for a mapping", "emptyDir: {}", "emptyDir: []", false},
		{"text for a mapping", "emptyDir: {}", "emptyDir: a", false},
		{"list for a map", "labels: {}", "labels: []", false},
		{"number in a map", `b: "1"`, "b: 1", false},
		{"null in a map", `b: "1"`, "b: null", true},
		{"more than 32 bits", "2147483647", "2147483648", false},
		{"a quantity that is none", "1Gi", "1GiB", false},
		{"a mapping for a quantity", `"1Gi"`, "{}", false},
		{"a time that is none", "2020-01-02T03:04:05Z", "yesterday", false},
		{"a port of a wrong type", "port: 8080", "port: true", false},
		{"a port that is null", "port: 8080", "port: null", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			document := strings.Replace(filledJob, test.from, test.to, 1)
			tree, ok := Parse([]byte(document))
			if !ok {
				t.Fatal("declined")
			}
			if test.from != "" && document == filledJob {
				t.Fatal("nothing was replaced")
			}
			if filled := sameObject(t, jobs, tree, new(batchv1.Job), new(batchv1.Job)); filled != test.filled {
				t.Errorf("filled: %v", filled)
			}
		})
	}
}

func FuzzFill(f *testing.F) {
	f.Add(filledJob)
	for _, document := range plain {
		f.Add(document)
	}
	f.Fuzz(func(t *testing.T, document string) {
		if tree, ok := Parse([]byte(document)); ok {
			sameObjects(t, tree)
		}
	})
}
