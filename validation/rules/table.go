package rules

// table names every rule, in the order in which they report. `make newrule NAME=a-name` adds a row.
var table = []*rule{
	// Life and clean-up.
	&noTTL, &ttlRacesHook, &ttlInCronJob, &noDeadline, &deadlineInTemplate, &deadlineZero,
	&deadlineExceedsSchedule, &suspendedForgotten, &managedByNobody, &historyZeroFailed, &historyLarge,
	// Retries and failures.
	&backoffDefault, &backoffZeroOnFailure, &onFailureLosesLogs, &disruptionCounts, &failureRuleShadowed,
	&failureRuleOrder, &failureRuleSignalCodes, &ignoreWithoutEnd, &ignoreStillBacksOff, &replacementOverlap,
	&maxFailedZero, &perIndexWithBackoff, &successCountZero,
	// Parallel and indexed work.
	&parallelismExceedsCompletions, &parallelismZero, &workQueueNoCompletions, &indexEnvNonIndexed,
	&indexedNoIndexUse, &indexedHostnamesNeedService, &manyCompletions, &sharedRWOClaim, &hostPortParallel,
	&manualSelector, &serverLabelsWritten, &serverFieldsWritten,
	// Schedules.
	&scheduleNever, &scheduleOrDays, &scheduleUnevenStep, &scheduleEveryMinute, &scheduleMidnightUTC, &dstGap,
	&noTimeZone, &cronAllowOverlap, &cronForbidNoDeadline, &startingDeadlineShort, &startingDeadlineMissing,
	&cronNameLong,
	// Pods that finish.
	&sidecarNeverExits, &injectedSidecar, &commandNeverEnds, &shellHidesFailure, &probesOnJob, &preStopOnJob,
	&graceZero,
	// Nodes, resources, images.
	&noMemoryLimit, &noCPURequest, &autoscalerEvicts, &imageLatest, &imageRetired, &pullAlwaysParallel,
	&emptyDirUnbounded, &secretInEnv, &tokenAutomounted, &runAsRoot, &privileged,
	// Manifests and updates.
	&fixedNameMutableImage, &immutableChange, &helmHookNoDeletePolicy, &argoCDReplace, &generateNameApply,
	&oldAPIVersion, &legacyAnnotations, &textNotRead,
	// What is asked to be ignored.
	&ignoreUnused, &ignoreRefused,
	// New rules go here.
}
