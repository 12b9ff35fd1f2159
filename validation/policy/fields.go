package policy

import (
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// limitID names a limit: an index of the table of limits, and of what a policy sets for it.
type limitID uint8

// The limits, in the order in which they report.
const (
	limitName limitID = iota
	limitLabels
	limitAnnotations
	limitHooks
	limitHookTTL
	limitSuspend
	limitParallelism
	limitCompletions
	limitCompletionMode
	limitTotalPods
	limitTotalRetries
	limitBackoffLimit
	limitBackoffLimitPerIndex
	limitMaxFailedIndexes
	limitActiveDeadline
	limitTTL
	limitPodReplacementPolicy
	limitPodFailurePolicy
	limitDisruptionRule
	limitManagedBy
	limitManualSelector
	limitPodLabels
	limitPodAnnotations
	limitRestartPolicy
	limitPriorityClass
	limitSchedulerName
	limitRuntimeClass
	limitGracePeriod
	limitServiceAccount
	limitAutomountToken
	limitImagePullSecrets
	limitNodeSelector
	limitTolerations
	limitAffinity
	limitHostNetwork
	limitHostPID
	limitHostIPC
	limitImage
	limitImageRegistry
	limitImageTag
	limitImageDigest
	limitImagePullPolicy
	limitRequests
	limitLimits
	limitRatio
	limitRunAsNonRoot
	limitPrivileged
	limitPrivilegeEscalation
	limitReadOnlyRoot
	limitSeccomp
	limitDroppedCapabilities
	limitAddedCapabilities
	limitEnvNames
	limitEnvValues
	limitEnvFrom
	limitVolumeTypes
	limitHostPaths
	limitSchedule
	limitScheduleInterval
	limitScheduleMinutes
	limitScheduleMacros
	limitTimeZone
	limitConcurrencyPolicy
	limitStartingDeadline
	limitSuccessfulHistory
	limitFailedHistory
	limitCount
)

// constraint is a key that a limit may have.
type constraint uint16

const (
	required constraint = 1 << iota
	forbidden
	minimum
	maximum
	oneOf
	noneOf
	pattern
	maxLength
	equals

	numeric = minimum | maximum
	textual = oneOf | noneOf | pattern
)

// form is what a limit's constraints are about.
type form uint8

const (
	formNumber form = iota
	formText
	formFlag
	formPresence
	formAmount // a Kubernetes quantity
)

// limitRow is a row of the table of limits.
type limitRow struct {
	name        string
	form        form
	keyed       bool // the limit has one set of constraints for each key of a map
	constraints constraint
	lowest      int64    // the smallest number that the API server takes
	choices     []string // the only texts that the API server takes, where it is choosy
	says        string   // for the schema and the documentation
}

// limitTable is indexed by limitID. A field that the API server fills in has no required: the webhook sees it
// after that, and could not tell who wrote it.
var limitTable = [limitCount]limitRow{
	limitName:        {name: "name", form: formText, constraints: textual | maxLength, says: "metadata.name"},
	limitLabels:      {name: "labels", form: formText, keyed: true, constraints: required | forbidden | textual, says: "labels of the Job or CronJob, by key"},
	limitAnnotations: {name: "annotations", form: formText, keyed: true, constraints: required | forbidden | textual, says: "annotations of the Job or CronJob, by key"},
	limitHooks:       {name: "hooks", form: formText, constraints: forbidden | oneOf | noneOf, choices: []string{hookHelm, hookArgoCD}, says: "whose hooks a Job may be"},
	limitHookTTL:     {name: "hookTTLSecondsAfterFinished", form: formNumber, constraints: forbidden | numeric, says: "ttlSecondsAfterFinished of a Job that is a hook: a short one races with the hook's runner"},

	limitSuspend:              {name: "suspend", form: formFlag, constraints: equals, says: "suspend of a new Job, or of a CronJob's Jobs"},
	limitParallelism:          {name: "parallelism", form: formNumber, constraints: numeric},
	limitCompletions:          {name: "completions", form: formNumber, constraints: required | numeric},
	limitCompletionMode:       {name: "completionMode", form: formText, constraints: oneOf | noneOf, choices: []string{string(batchv1.NonIndexedCompletion), string(batchv1.IndexedCompletion)}},
	limitTotalPods:            {name: "totalPods", form: formNumber, constraints: numeric, lowest: 1, says: "pods that a Job makes at most, retries included"},
	limitTotalRetries:         {name: "totalRetries", form: formNumber, constraints: numeric, says: "retries that a Job makes at most: backoffLimit, or backoffLimitPerIndex for each of its indexes"},
	limitBackoffLimit:         {name: "backoffLimit", form: formNumber, constraints: numeric, says: "not looked at where backoffLimitPerIndex is set and it is the default: then it is without bound"},
	limitBackoffLimitPerIndex: {name: "backoffLimitPerIndex", form: formNumber, constraints: required | forbidden | numeric},
	limitMaxFailedIndexes:     {name: "maxFailedIndexes", form: formNumber, constraints: required | numeric},
	limitActiveDeadline:       {name: "activeDeadlineSeconds", form: formNumber, constraints: required | numeric, says: "of the Job, in seconds"},
	limitTTL:                  {name: "ttlSecondsAfterFinished", form: formNumber, constraints: required | forbidden | numeric, says: "in seconds"},
	limitPodReplacementPolicy: {name: "podReplacementPolicy", form: formText, constraints: oneOf | noneOf, choices: []string{string(batchv1.TerminatingOrFailed), string(batchv1.Failed)}},
	limitPodFailurePolicy:     {name: "podFailurePolicy", form: formPresence, constraints: required | forbidden},
	limitDisruptionRule:       {name: "disruptionRule", form: formPresence, constraints: required, says: "a rule of podFailurePolicy that ignores pods failed by a disruption (DisruptionTarget)"},
	limitManagedBy:            {name: "managedBy", form: formText, constraints: required | forbidden | textual},
	limitManualSelector:       {name: "manualSelector", form: formFlag, constraints: equals},

	limitPodLabels:        {name: "podLabels", form: formText, keyed: true, constraints: required | forbidden | textual, says: "labels of the pod template, by key"},
	limitPodAnnotations:   {name: "podAnnotations", form: formText, keyed: true, constraints: required | forbidden | textual, says: "annotations of the pod template, by key"},
	limitRestartPolicy:    {name: "restartPolicy", form: formText, constraints: oneOf | noneOf, choices: []string{string(corev1.RestartPolicyNever), string(corev1.RestartPolicyOnFailure)}},
	limitPriorityClass:    {name: "priorityClassName", form: formText, constraints: required | forbidden | textual},
	limitSchedulerName:    {name: "schedulerName", form: formText, constraints: textual},
	limitRuntimeClass:     {name: "runtimeClassName", form: formText, constraints: required | forbidden | textual},
	limitGracePeriod:      {name: "terminationGracePeriodSeconds", form: formNumber, constraints: numeric},
	limitServiceAccount:   {name: "serviceAccountName", form: formText, constraints: required | textual, says: "where it is left out noneOf sees default, which is used then"},
	limitAutomountToken:   {name: "automountServiceAccountToken", form: formFlag, constraints: equals, says: "left out counts as true"},
	limitImagePullSecrets: {name: "imagePullSecrets", form: formText, constraints: required | forbidden | textual, says: "names of the Secrets"},
	limitNodeSelector:     {name: "nodeSelector", form: formText, keyed: true, constraints: required | forbidden | textual, says: "by label key"},
	limitTolerations:      {name: "tolerations", form: formText, constraints: required | forbidden | textual, says: "keys of the taints; * for a toleration of all"},
	limitAffinity:         {name: "affinity", form: formPresence, constraints: required | forbidden},
	limitHostNetwork:      {name: "hostNetwork", form: formFlag, constraints: equals},
	limitHostPID:          {name: "hostPID", form: formFlag, constraints: equals},
	limitHostIPC:          {name: "hostIPC", form: formFlag, constraints: equals},

	limitImage:               {name: "images", form: formText, constraints: textual, says: "image references as written"},
	limitImageRegistry:       {name: "imageRegistries", form: formText, constraints: textual, says: "docker.io where the image names none; what is no image name is refused"},
	limitImageTag:            {name: "imageTags", form: formText, constraints: required | textual, says: "latest where an image has neither tag nor digest; required wants the tag written. Images with a digest alone are not looked at"},
	limitImageDigest:         {name: "imageDigests", form: formPresence, constraints: required},
	limitImagePullPolicy:     {name: "imagePullPolicy", form: formText, constraints: oneOf | noneOf, choices: []string{string(corev1.PullAlways), string(corev1.PullIfNotPresent), string(corev1.PullNever)}},
	limitRequests:            {name: "requests", form: formAmount, keyed: true, constraints: required | forbidden | numeric, says: "requests of each container, by resource; a request that is left out is its limit"},
	limitLimits:              {name: "limits", form: formAmount, keyed: true, constraints: required | forbidden | numeric, says: "limits of each container, by resource"},
	limitRatio:               {name: "limitToRequestRatio", form: formAmount, keyed: true, constraints: maximum, says: "how many times its request a container's limit may be, by resource"},
	limitRunAsNonRoot:        {name: "runAsNonRoot", form: formFlag, constraints: equals, says: "of each container, its own or the pod's; left out counts as false"},
	limitPrivileged:          {name: "privileged", form: formFlag, constraints: equals},
	limitPrivilegeEscalation: {name: "allowPrivilegeEscalation", form: formFlag, constraints: equals, says: "left out counts as true"},
	limitReadOnlyRoot:        {name: "readOnlyRootFilesystem", form: formFlag, constraints: equals, says: "left out counts as false"},
	limitSeccomp:             {name: "seccompProfile", form: formText, constraints: required | oneOf | noneOf, choices: []string{string(corev1.SeccompProfileTypeRuntimeDefault), string(corev1.SeccompProfileTypeLocalhost), string(corev1.SeccompProfileTypeUnconfined)}, says: "its type, of each container, its own or the pod's"},
	limitDroppedCapabilities: {name: "droppedCapabilities", form: formPresence, constraints: required, says: "each container drops ALL"},
	limitAddedCapabilities:   {name: "addedCapabilities", form: formText, constraints: forbidden | textual},
	limitEnvNames:            {name: "envNames", form: formText, constraints: textual, says: "names of environment variables"},
	limitEnvValues:           {name: "envValues", form: formText, constraints: noneOf, says: "names of environment variables that may not have a value written in the manifest"},
	limitEnvFrom:             {name: "envFrom", form: formText, constraints: forbidden | textual, says: "names of ConfigMaps and Secrets that a container takes all its variables from"},
	limitVolumeTypes:         {name: "volumeTypes", form: formText, constraints: oneOf | noneOf, choices: volumeTypes, says: "kinds of volumes"},
	limitHostPaths:           {name: "hostPaths", form: formText, constraints: textual, says: "paths of hostPath volumes"},

	limitSchedule:          {name: "schedule", form: formText, constraints: textual, says: "as written"},
	limitScheduleInterval:  {name: "scheduleIntervalSeconds", form: formNumber, constraints: numeric, lowest: 60, says: "shortest time between two runs"},
	limitScheduleMinutes:   {name: "scheduleMinutes", form: formText, constraints: oneOf | noneOf, choices: minutes(), says: "minutes of the hour at which it runs"},
	limitScheduleMacros:    {name: "scheduleMacros", form: formText, constraints: forbidden | oneOf | noneOf, choices: []string{"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@every"}, says: "@daily and its kin"},
	limitTimeZone:          {name: "timeZone", form: formText, constraints: required | forbidden | textual},
	limitConcurrencyPolicy: {name: "concurrencyPolicy", form: formText, constraints: oneOf | noneOf, choices: []string{string(batchv1.AllowConcurrent), string(batchv1.ForbidConcurrent), string(batchv1.ReplaceConcurrent)}},
	limitStartingDeadline:  {name: "startingDeadlineSeconds", form: formNumber, constraints: required | numeric},
	limitSuccessfulHistory: {name: "successfulJobsHistoryLimit", form: formNumber, constraints: numeric},
	limitFailedHistory:     {name: "failedJobsHistoryLimit", form: formNumber, constraints: numeric},
}

// volumeTypes are the kinds of volumes, by the name of their field.
var volumeTypes = strings.Fields(`awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir
	ephemeral fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi nfs persistentVolumeClaim
	photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume`)

// constraintNames are the keys of a limit, in the order of the documentation.
var constraintNames = []struct {
	constraint constraint
	name       string
}{
	{required, "required"}, {forbidden, "forbidden"}, {minimum, "min"}, {maximum, "max"}, {oneOf, "oneOf"}, {noneOf, "noneOf"},
	{pattern, "pattern"}, {maxLength, "maxLength"}, {equals, "equals"},
}

// keys are the names of the keys that a limit of the field may have.
func (f *limitRow) keys() []string {
	var names []string
	for _, c := range constraintNames {
		if f.constraints&c.constraint != 0 {
			names = append(names, c.name)
		}
	}
	return append(names, "mode", "message")
}

func limitNames() []string {
	names := make([]string, len(limitTable))
	for i := range limitTable {
		names[i] = limitTable[i].name
	}
	return names
}
