package defaults

import (
	"encoding/json"
	"reflect"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// jobWith is a Job whose pod spec, and nothing else, is given; every default of a Job and a pod is written
// already, so that a test sees what it asks for.
func jobWith(spec string) string {
	return `{"metadata":{"name":"a","labels":{"a":"b"}},"spec":{"completions":1,"parallelism":1,"backoffLimit":6,"completionMode":"NonIndexed",
"suspend":false,"podReplacementPolicy":"Failed","manualSelector":false,"template":{"spec":{"dnsPolicy":"Default","restartPolicy":"Never",
"securityContext":{},"terminationGracePeriodSeconds":5,"schedulerName":"s",` + spec + `}}}}`
}

// containerWith is such a Job with one container.
func containerWith(fields string) string {
	return jobWith(`"containers":[{"name":"c","image":"a:1","imagePullPolicy":"Never","terminationMessagePath":"/p","terminationMessagePolicy":"File",` + fields + `}]`)
}

func volumeWith(source string) string { return jobWith(`"volumes":[{"name":"v",` + source + `}]`) }

const (
	podAt       = "/spec/template/spec"
	containerAt = podAt + "/containers/0"
	volumeAt    = podAt + "/volumes/0"
)

func parse(t *testing.T, version, gates string) target.Version {
	t.Helper()
	v, err := target.Parse(version)
	if err == nil {
		v, err = v.WithGates(gates)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSetJobFor(t *testing.T) {
	tests := map[string]struct {
		job            string
		version, gates string
		sets           map[string]string // JSON pointer to JSON
	}{
		"nothing written": {job: `{"metadata":{"name":"a"}}`, sets: map[string]string{
			"/spec/completions": `1`, "/spec/parallelism": `1`, "/spec/backoffLimit": `6`, "/spec/completionMode": `"NonIndexed"`,
			"/spec/suspend": `false`, "/spec/podReplacementPolicy": `"TerminatingOrFailed"`, "/spec/manualSelector": `false`,
			podAt + "/dnsPolicy": `"ClusterFirst"`, podAt + "/restartPolicy": `"Always"`, podAt + "/securityContext": `{}`,
			podAt + "/terminationGracePeriodSeconds": `30`, podAt + "/schedulerName": `"default-scheduler"`}},
		"everything written": {job: jobWith(`"containers":null`), sets: nil},
		"completions without parallelism": {job: `{"metadata":{"labels":{"a":"b"}},"spec":{"completions":3,"backoffLimit":1,"completionMode":"Indexed","suspend":true,
			"podReplacementPolicy":"Failed","manualSelector":true,"template":{"spec":{"dnsPolicy":"Default","restartPolicy":"Never","securityContext":{},"terminationGracePeriodSeconds":5,"schedulerName":"s"}}}}`,
			sets: map[string]string{"/spec/parallelism": `1`}},
		"parallelism alone leaves completions open, limits per index lift the Job's, a failure policy waits for ends, labels come from the template": {
			job: `{"spec":{"parallelism":2,"backoffLimitPerIndex":1,"completionMode":"Indexed","suspend":true,"manualSelector":true,
			"podFailurePolicy":{"rules":[{"action":"Count"},{"action":"Ignore","onPodConditions":[{"type":"A","status":"False"},{"type":"B"}]}]},
			"template":{"metadata":{"labels":{"x/y":"z"}},"spec":{"dnsPolicy":"Default","restartPolicy":"Never","securityContext":{},"terminationGracePeriodSeconds":5,"schedulerName":"s"}}}}`,
			sets: map[string]string{"/spec/backoffLimit": `2147483647`, "/metadata/labels": `{"x/y":"z"}`, "/spec/podReplacementPolicy": `"Failed"`,
				"/spec/podFailurePolicy/rules/1/onPodConditions/1/status": `"True"`}},
		"no podReplacementPolicy with the gate off": {version: "1.33", gates: "JobPodReplacementPolicy=false",
			job:  `{"spec":{"completions":1,"parallelism":1,"backoffLimit":1,"completionMode":"Indexed","suspend":true,"manualSelector":true,"template":{"spec":{"dnsPolicy":"Default","restartPolicy":"Never","securityContext":{},"terminationGracePeriodSeconds":5,"schedulerName":"s"}}}}`,
			sets: nil},

		"serviceAccount alone":             {job: jobWith(`"serviceAccount":"old"`), sets: map[string]string{podAt + "/serviceAccountName": `"old"`}},
		"serviceAccountName alone":         {job: jobWith(`"serviceAccountName":"new"`), sets: map[string]string{podAt + "/serviceAccount": `"new"`}},
		"serviceAccountName wins":          {job: jobWith(`"serviceAccount":"old","serviceAccountName":"new"`), sets: map[string]string{podAt + "/serviceAccount": `"new"`}},
		"a negative grace period stays":    {job: `{"metadata":{"labels":{"a":"b"}},"spec":{"completions":1,"parallelism":1,"backoffLimit":6,"completionMode":"NonIndexed","suspend":false,"podReplacementPolicy":"Failed","manualSelector":false,"template":{"spec":{"dnsPolicy":"Default","restartPolicy":"Never","securityContext":{},"terminationGracePeriodSeconds":-1,"schedulerName":"s"}}}}`, sets: nil},
		"a container":                      {job: jobWith(`"containers":[{"name":"c","image":"perl:5.34"}]`), sets: map[string]string{containerAt + "/imagePullPolicy": `"IfNotPresent"`, containerAt + "/terminationMessagePath": `"/dev/termination-log"`, containerAt + "/terminationMessagePolicy": `"File"`}},
		"requests are not made of limits":  {job: containerWith(`"resources":{"limits":{"cpu":"1"}}`), sets: nil},
		"amounts are rounded up":           {job: containerWith(`"resources":{"limits":{"cpu":"1500u","x.io/y~z":"100n"},"requests":{"memory":"100m"}}`), sets: map[string]string{containerAt + "/resources/limits/cpu": `"2m"`, containerAt + "/resources/limits/x.io~1y~0z": `"1m"`}},
		"port":                             {job: containerWith(`"ports":[{"containerPort":1,"protocol":"UDP"},{"containerPort":2}]`), sets: map[string]string{containerAt + "/ports/1/protocol": `"TCP"`}},
		"no host port on the host network": {job: jobWith(`"hostNetwork":true,"containers":[{"name":"c","image":"a:1","imagePullPolicy":"Never","terminationMessagePath":"/p","terminationMessagePolicy":"File","ports":[{"containerPort":1,"protocol":"UDP"}]}]`), sets: nil},
		"host port with the old gate": {version: "1.30", gates: "DefaultHostNetworkHostPortsInPodTemplates=true",
			job:  jobWith(`"hostNetwork":true,"initContainers":[{"name":"c","image":"a:1","imagePullPolicy":"Never","terminationMessagePath":"/p","terminationMessagePolicy":"File","ports":[{"containerPort":1,"protocol":"UDP"},{"containerPort":2,"hostPort":3,"protocol":"TCP"}]}]`),
			sets: map[string]string{podAt + "/initContainers/0/ports/0/hostPort": `1`}},
		"env":                 {job: containerWith(`"env":[{"name":"A","value":"a"},{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},{"name":"C","valueFrom":{"fileKeyRef":{"path":"p","key":"k","volumeName":"v"}}}]`), sets: map[string]string{containerAt + "/env/1/valueFrom/fieldRef/apiVersion": `"v1"`, containerAt + "/env/2/valueFrom/fileKeyRef/optional": `false`}},
		"probes":              {job: containerWith(`"livenessProbe":{"httpGet":{"port":80}},"readinessProbe":{"timeoutSeconds":2,"periodSeconds":3,"successThreshold":4,"failureThreshold":5,"grpc":{"port":1}},"startupProbe":{"periodSeconds":7,"tcpSocket":{"port":1}}`), sets: map[string]string{containerAt + "/livenessProbe/timeoutSeconds": `1`, containerAt + "/livenessProbe/periodSeconds": `10`, containerAt + "/livenessProbe/successThreshold": `1`, containerAt + "/livenessProbe/failureThreshold": `3`, containerAt + "/livenessProbe/httpGet/path": `"/"`, containerAt + "/livenessProbe/httpGet/scheme": `"HTTP"`, containerAt + "/readinessProbe/grpc/service": `""`, containerAt + "/startupProbe/timeoutSeconds": `1`, containerAt + "/startupProbe/successThreshold": `1`, containerAt + "/startupProbe/failureThreshold": `3`}},
		"lifecycle":           {job: containerWith(`"lifecycle":{"postStart":{"httpGet":{"port":80,"path":"/up"}},"preStop":{"httpGet":{"port":80,"scheme":"HTTPS"}}}`), sets: map[string]string{containerAt + "/lifecycle/postStart/httpGet/scheme": `"HTTP"`, containerAt + "/lifecycle/preStop/httpGet/path": `"/"`}},
		"ephemeral container": {job: jobWith(`"ephemeralContainers":[{"name":"d","image":"a"}]`), sets: map[string]string{podAt + "/ephemeralContainers/0/imagePullPolicy": `"Always"`, podAt + "/ephemeralContainers/0/terminationMessagePath": `"/dev/termination-log"`, podAt + "/ephemeralContainers/0/terminationMessagePolicy": `"File"`}},
		"overhead and the pod's own resources": {job: jobWith(`"overhead":{"cpu":"1n"},"resources":{"limits":{"cpu":"1u"},"requests":{"memory":"1n"}}`),
			sets: map[string]string{podAt + "/overhead/cpu": `"1m"`, podAt + "/resources/limits/cpu": `"1m"`, podAt + "/resources/requests/memory": `"1m"`}},

		"a volume of no kind":           {job: jobWith(`"volumes":[{"name":"v"}]`), sets: map[string]string{volumeAt + "/emptyDir": `{}`}},
		"hostPath":                      {job: volumeWith(`"hostPath":{"path":"/x"}`), sets: map[string]string{volumeAt + "/hostPath/type": `""`}},
		"secret":                        {job: volumeWith(`"secret":{"secretName":"s"}`), sets: map[string]string{volumeAt + "/secret/defaultMode": `420`}},
		"configMap":                     {job: volumeWith(`"configMap":{"name":"s"}`), sets: map[string]string{volumeAt + "/configMap/defaultMode": `420`}},
		"downwardAPI":                   {job: volumeWith(`"downwardAPI":{"items":[{"path":"a","fieldRef":{"fieldPath":"metadata.name"}}]}`), sets: map[string]string{volumeAt + "/downwardAPI/defaultMode": `420`, volumeAt + "/downwardAPI/items/0/fieldRef/apiVersion": `"v1"`}},
		"projected":                     {job: volumeWith(`"projected":{"sources":[{"serviceAccountToken":{"path":"t"}},{"downwardAPI":{"items":[{"path":"a","fieldRef":{"fieldPath":"metadata.name"}}]}}]}`), sets: map[string]string{volumeAt + "/projected/defaultMode": `420`, volumeAt + "/projected/sources/0/serviceAccountToken/expirationSeconds": `3600`, volumeAt + "/projected/sources/1/downwardAPI/items/0/fieldRef/apiVersion": `"v1"`}},
		"ephemeral claim":               {job: volumeWith(`"ephemeral":{"volumeClaimTemplate":{"spec":{"resources":{"requests":{"storage":"1u"}}}}}`), sets: map[string]string{volumeAt + "/ephemeral/volumeClaimTemplate/spec/volumeMode": `"Filesystem"`, volumeAt + "/ephemeral/volumeClaimTemplate/spec/resources/requests/storage": `"1m"`}},
		"image":                         {job: volumeWith(`"image":{"reference":"a"}`), sets: map[string]string{volumeAt + "/image/pullPolicy": `"Always"`}},
		"image with a tag":              {job: volumeWith(`"image":{"reference":"a:1"}`), sets: map[string]string{volumeAt + "/image/pullPolicy": `"IfNotPresent"`}},
		"image volumes switched off":    {version: "1.34", job: volumeWith(`"image":{"reference":"a:1"}`), sets: nil},
		"iscsi":                         {job: volumeWith(`"iscsi":{"targetPortal":"a","iqn":"b","lun":0}`), sets: map[string]string{volumeAt + "/iscsi/iscsiInterface": `"default"`}},
		"rbd":                           {job: volumeWith(`"rbd":{"monitors":[],"image":"b"}`), sets: map[string]string{volumeAt + "/rbd/pool": `"rbd"`, volumeAt + "/rbd/user": `"admin"`, volumeAt + "/rbd/keyring": `"/etc/ceph/keyring"`}},
		"azureDisk":                     {job: volumeWith(`"azureDisk":{"diskName":"a","diskURI":"b"}`), sets: map[string]string{volumeAt + "/azureDisk/cachingMode": `"ReadWrite"`, volumeAt + "/azureDisk/fsType": `"ext4"`, volumeAt + "/azureDisk/readOnly": `false`, volumeAt + "/azureDisk/kind": `"Shared"`}},
		"scaleIO":                       {job: volumeWith(`"scaleIO":{"gateway":"a","system":"b","secretRef":{}}`), sets: map[string]string{volumeAt + "/scaleIO/storageMode": `"ThinProvisioned"`, volumeAt + "/scaleIO/fsType": `"xfs"`}},
		"volumes that have no defaults": {job: jobWith(`"volumes":[{"name":"a","emptyDir":{}},{"name":"b","persistentVolumeClaim":{"claimName":"c"}},{"name":"d","nfs":{"server":"s","path":"/"}}]`), sets: nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			version := parse(t, test.version, test.gates)
			var job batchv1.Job
			unmarshal(t, test.job, &job)
			var record Record
			SetJobFor(&job, version, &record)
			checkRecord(t, &record, test.sets)
			checkTree(t, test.job, &job, &record)

			silent := batchv1.Job{}
			unmarshal(t, test.job, &silent)
			SetJobFor(&silent, version, nil)
			if !reflect.DeepEqual(silent, job) {
				t.Errorf("without a record the outcome differs:\n%+v\n%+v", silent, job)
			}
			var again Record
			before := job.DeepCopy()
			SetJobFor(&job, version, &again)
			if len(again.All()) > 0 || !reflect.DeepEqual(before, &job) {
				t.Errorf("defaulting twice sets %v", again.All())
			}
		})
	}
}

func TestSetCronJobFor(t *testing.T) {
	const conditions = `{"metadata":{"name":"a"},"spec":{"schedule":"@daily","concurrencyPolicy":"Forbid","suspend":true,"successfulJobsHistoryLimit":0,"failedJobsHistoryLimit":0,
		"jobTemplate":{"spec":{"podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]},
		"template":{"metadata":{"labels":{"x":"y"}},"spec":{"dnsPolicy":"Default","restartPolicy":"Never","securityContext":{},"terminationGracePeriodSeconds":5,"schedulerName":"s"}}}}}}`
	const pod = "/spec/jobTemplate/spec/template/spec"
	tests := map[string]struct {
		cronJob, version string
		sets             map[string]string
	}{
		"nothing written": {cronJob: `{"metadata":{"name":"a"}}`, sets: map[string]string{
			"/spec/concurrencyPolicy": `"Allow"`, "/spec/suspend": `false`, "/spec/successfulJobsHistoryLimit": `3`, "/spec/failedJobsHistoryLimit": `1`,
			pod + "/dnsPolicy": `"ClusterFirst"`, pod + "/restartPolicy": `"Always"`, pod + "/securityContext": `{}`, pod + "/terminationGracePeriodSeconds": `30`, pod + "/schedulerName": `"default-scheduler"`}},
		"status of a condition from 1.34 on":          {version: "1.34", cronJob: conditions, sets: map[string]string{"/spec/jobTemplate/spec/podFailurePolicy/rules/0/onPodConditions/0/status": `"True"`}},
		"no status of a condition, no Job's defaults": {version: "1.33", cronJob: conditions, sets: nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			version := parse(t, test.version, "")
			var cronJob batchv1.CronJob
			unmarshal(t, test.cronJob, &cronJob)
			var record, again Record
			SetCronJobFor(&cronJob, version, &record)
			checkRecord(t, &record, test.sets)
			checkTree(t, test.cronJob, &cronJob, &record)
			if SetCronJobFor(&cronJob, version, &again); len(again.All()) > 0 {
				t.Errorf("defaulting twice sets %v", again.All())
			}
		})
	}
}

func unmarshal(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func checkRecord(t *testing.T, record *Record, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, set := range record.All() {
		if _, twice := got[set.Pointer]; twice {
			t.Errorf("%s is recorded twice", set.Pointer)
		}
		got[set.Pointer] = marshal(t, set.Value)
	}
	if want == nil {
		want = map[string]string{}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("recorded\n%v\nwant\n%v", got, want)
	}
}

func TestPullPolicyOfLongNames(t *testing.T) {
	long := "registry.example/" // with the registry 256 bytes, without 239
	for len(long) < 256 {
		long += "a"
	}
	for version, want := range map[string]corev1.PullPolicy{"1.31": corev1.PullIfNotPresent, "1.32": corev1.PullAlways} {
		if got := pullPolicy(long, parse(t, version, "")); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
	if got := pullPolicy(long[:255], parse(t, "1.31", "")); got != corev1.PullAlways {
		t.Errorf("1.31, a name of 255: %s", got)
	}
}

// TestNothingIsShared changes every value behind a pointer of one Job, and looks at another.
func TestNothingIsShared(t *testing.T) {
	one, other := &batchv1.Job{}, &batchv1.Job{}
	one.Spec.Template.Spec.Volumes = []corev1.Volume{{Name: "v"}}
	SetJob(one)
	SetJob(other)
	before := other.DeepCopy()
	*one.Spec.Completions, *one.Spec.Parallelism, *one.Spec.BackoffLimit = 9, 9, 9
	*one.Spec.Suspend, *one.Spec.ManualSelector = true, true
	*one.Spec.CompletionMode, *one.Spec.PodReplacementPolicy = "x", "x"
	*one.Spec.Template.Spec.TerminationGracePeriodSeconds = 9
	one.Spec.Template.Spec.SecurityContext.RunAsUser = new(int64(9))
	if !reflect.DeepEqual(before, other) {
		t.Errorf("a change of one Job shows in another: %+v", other)
	}
}

// TestLabelsAreOneMap is as in the API server: the labels that it generates later land on both sides.
func TestLabelsAreOneMap(t *testing.T) {
	job := &batchv1.Job{}
	job.Spec.Template.Labels = map[string]string{"a": "b"}
	var record Record
	SetJobFor(job, target.Version{}, &record)
	job.Spec.Template.Labels["c"] = "d"
	if job.Labels["c"] != "d" {
		t.Error("the Job's labels are a map of their own")
	}
	for _, set := range record.All() {
		if set.Pointer == "/metadata/labels" && len(set.Value.(map[string]string)) != 1 {
			t.Error("what was recorded has changed afterwards")
		}
	}
}

// TestOldAnnotations: up to 1.36 nobody sees them, and no record speaks of what was never there.
func TestOldAnnotations(t *testing.T) {
	for version, left := range map[string]int{"1.36": 1, "1.37": 3} {
		job := &batchv1.Job{}
		job.Spec.Template.Annotations = map[string]string{"pod.alpha.kubernetes.io/init-containers": "x", "pod.beta.kubernetes.io/init-container-statuses": "x", "a": "b"}
		SetJobFor(job, parse(t, version, ""), nil)
		if got := len(job.Spec.Template.Annotations); got != left {
			t.Errorf("%s: %d annotations are left, want %d", version, got, left)
		}
	}
}

func TestRecord(t *testing.T) {
	var none *Record
	if none.All() != nil || none.Has("/spec") {
		t.Error("a nil record has something")
	}
	var record Record
	SetJobFor(&batchv1.Job{}, target.Version{}, &record)
	if !record.Has("/spec/backoffLimit") || record.Has("/spec/backoff") {
		t.Error("Has is wrong")
	}
}

// TestANilRecordCostsNothing counts: a Job with everything written allocates nothing.
func TestANilRecordCostsNothing(t *testing.T) {
	var job batchv1.Job
	unmarshal(t, jobWith(`"containers":[{"name":"c","image":"registry.example/a:1","resources":{"limits":{"cpu":"1"}},"livenessProbe":{"httpGet":{"port":80}}}],"volumes":[{"name":"v","configMap":{"name":"c"}}]`), &job)
	SetJob(&job)
	if n := testing.AllocsPerRun(100, func() { SetJob(&job) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
