package validation

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/internal/check"
)

// Check describes one check of this package. Its ID rides in field.Error.Origin.
type Check struct {
	ID    string
	Field string // as the API server spells it, with [] for any element; below spec for a JobSpec
	Type  field.ErrorType
	Says  string // what is wrong when it fires
}

// Catalog returns every check of a Job's and a CronJob's own fields, by field.
// The caller may change what it gets.
func Catalog() []Check {
	return []Check{
		row(metadataName, "metadata.name", field.ErrorTypeInvalid, "the name is missing or no DNS subdomain"),
		row(metadataGenerateName, "metadata.generateName", field.ErrorTypeInvalid, "generateName cannot begin a name"),
		row(metadataNamespace, "metadata.namespace", field.ErrorTypeInvalid, "the namespace is missing or no DNS label"),
		row(metadataLabels, "metadata.labels", field.ErrorTypeInvalid, "a label's key or value is malformed"),
		row(metadataAnnotations, "metadata.annotations", field.ErrorTypeInvalid, "an annotation's key is malformed, or all are too large"),
		row(metadataOwners, "metadata.ownerReferences[]", field.ErrorTypeRequired, "an owner reference is incomplete or not allowed"),
		row(metadataFinalizers, "metadata.finalizers", field.ErrorTypeInvalid, "a finalizer is malformed, or two exclude each other"),
		row(metadataManagedFields, "metadata.managedFields[]", field.ErrorTypeInvalid, "managedFields are not as the server writes them"),
		row(metadataOther, "metadata", field.ErrorTypeInvalid, "another field of the metadata is wrong"),
		row(nameWithoutRoomForIndex, "metadata.name", field.ErrorTypeInvalid, "pods named NAME-INDEX would have no valid host name"),
		row(uidMissing, "metadata.uid", field.ErrorTypeRequired, "the Job has no uid to make its selector of"),
		row(parallelismNegative, "parallelism", field.ErrorTypeInvalid, "the number is negative"),
		row(parallelismTooHigh, "parallelism", field.ErrorTypeInvalid, "an Indexed Job runs more than 100,000 pods at once"),
		row(parallelismTooHighPerIndex, "parallelism", field.ErrorTypeInvalid, "more than 10,000 at once with backoffLimitPerIndex and more than 100,000 completions"),
		row(completionsNegative, "completions", field.ErrorTypeInvalid, "the number is negative"),
		row(completionsMissing, "completions", field.ErrorTypeRequired, "an Indexed Job has no completions"),
		row(activeDeadlineNegative, "activeDeadlineSeconds", field.ErrorTypeInvalid, "the number is negative"),
		row(backoffLimitNegative, "backoffLimit", field.ErrorTypeInvalid, "the number is negative"),
		row(backoffLimitPerIndexNegative, "backoffLimitPerIndex", field.ErrorTypeInvalid, "the number is negative"),
		row(backoffLimitPerIndexMissing, "backoffLimitPerIndex", field.ErrorTypeRequired, "maxFailedIndexes is set without it"),
		row(backoffLimitPerIndexMode, "backoffLimitPerIndex", field.ErrorTypeInvalid, "the Job has no indexes"),
		row(maxFailedIndexesNegative, "maxFailedIndexes", field.ErrorTypeInvalid, "the number is negative"),
		row(maxFailedIndexesAboveCompletions, "maxFailedIndexes", field.ErrorTypeInvalid, "it is above completions"),
		row(maxFailedIndexesTooHigh, "maxFailedIndexes", field.ErrorTypeInvalid, "it is above 100,000"),
		row(maxFailedIndexesTooHighPerIndex, "maxFailedIndexes", field.ErrorTypeInvalid, "it is above 10,000 with more than 100,000 completions"),
		row(maxFailedIndexesMissing, "maxFailedIndexes", field.ErrorTypeRequired, "more than 100,000 completions with backoffLimitPerIndex need a bound"),
		row(maxFailedIndexesMode, "maxFailedIndexes", field.ErrorTypeInvalid, "the Job has no indexes"),
		row(ttlNegative, "ttlSecondsAfterFinished", field.ErrorTypeInvalid, "the number is negative"),
		row(managedByEmpty, "managedBy", field.ErrorTypeRequired, "it is empty"),
		row(managedByForm, "managedBy", field.ErrorTypeInvalid, "it is no domain with a path"),
		row(managedByTooLong, "managedBy", field.ErrorTypeTooLong, "it has more than 63 characters"),
		row(completionModeUnknown, "completionMode", field.ErrorTypeNotSupported, "it is neither NonIndexed nor Indexed"),
		row(failureRulesTooMany, "podFailurePolicy.rules", field.ErrorTypeTooMany, "there are more than 20 rules"),
		row(failureActionMissing, "podFailurePolicy.rules[].action", field.ErrorTypeRequired, "the rule has no action"),
		row(failureActionUnknown, "podFailurePolicy.rules[].action", field.ErrorTypeNotSupported, "the action does not exist"),
		row(failureActionFailIndex, "podFailurePolicy.rules[].action", field.ErrorTypeInvalid, "FailIndex without backoffLimitPerIndex"),
		row(failureRuleBoth, "podFailurePolicy.rules[]", field.ErrorTypeInvalid, "the rule matches exit codes and conditions"),
		row(failureRuleEmpty, "podFailurePolicy.rules[]", field.ErrorTypeInvalid, "the rule matches nothing"),
		row(failureConditionsTooMany, "podFailurePolicy.rules[].onPodConditions", field.ErrorTypeTooMany, "there are more than 20 patterns"),
		row(failureConditionType, "podFailurePolicy.rules[].onPodConditions[].type", field.ErrorTypeInvalid, "no condition can be called that"),
		row(failureStatusMissing, "podFailurePolicy.rules[].onPodConditions[].status", field.ErrorTypeRequired, "the pattern has no status"),
		row(failureStatusUnknown, "podFailurePolicy.rules[].onPodConditions[].status", field.ErrorTypeNotSupported, "the status is none of True, False, Unknown"),
		row(exitCodesOperatorMissing, "podFailurePolicy.rules[].onExitCodes.operator", field.ErrorTypeRequired, "there is no operator"),
		row(exitCodesOperatorUnknown, "podFailurePolicy.rules[].onExitCodes.operator", field.ErrorTypeNotSupported, "the operator is neither In nor NotIn"),
		row(exitCodesContainer, "podFailurePolicy.rules[].onExitCodes.containerName", field.ErrorTypeInvalid, "the template has no such container"),
		row(exitCodesEmpty, "podFailurePolicy.rules[].onExitCodes.values", field.ErrorTypeInvalid, "there are no values"),
		row(exitCodesTooMany, "podFailurePolicy.rules[].onExitCodes.values", field.ErrorTypeTooMany, "there are more than 255 values"),
		row(exitCodesUnordered, "podFailurePolicy.rules[].onExitCodes.values", field.ErrorTypeInvalid, "the values do not ascend"),
		row(exitCodesZero, "podFailurePolicy.rules[].onExitCodes.values[]", field.ErrorTypeInvalid, "0 is listed with In"),
		row(exitCodesDuplicate, "podFailurePolicy.rules[].onExitCodes.values[]", field.ErrorTypeDuplicate, "a value is listed twice"),
		row(successPolicyMode, "successPolicy", field.ErrorTypeInvalid, "the Job has no indexes"),
		row(successRulesEmpty, "successPolicy.rules", field.ErrorTypeRequired, "there are no rules"),
		row(successRulesTooMany, "successPolicy.rules", field.ErrorTypeTooMany, "there are more than 20 rules"),
		row(successRuleEmpty, "successPolicy.rules[]", field.ErrorTypeRequired, "the rule says nothing that must succeed"),
		row(succeededIndexesTooLong, "successPolicy.rules[].succeededIndexes", field.ErrorTypeTooLong, "it has more than 65,536 bytes"),
		row(succeededIndexesForm, "successPolicy.rules[].succeededIndexes", field.ErrorTypeInvalid, "it is malformed or names an index above completions"),
		row(succeededCountNegative, "successPolicy.rules[].succeededCount", field.ErrorTypeInvalid, "the number is negative"),
		row(succeededCountAboveAll, "successPolicy.rules[].succeededCount", field.ErrorTypeInvalid, "it is above completions"),
		row(succeededCountAboveIndexes, "successPolicy.rules[].succeededCount", field.ErrorTypeInvalid, "it is above what succeededIndexes names"),
		row(podReplacementPolicyUnknown, "podReplacementPolicy", field.ErrorTypeNotSupported, "it is neither Failed nor TerminatingOrFailed"),
		row(podReplacementPolicyFailed, "podReplacementPolicy", field.ErrorTypeNotSupported, "it is not Failed beside a podFailurePolicy"),
		row(restartPolicyMissing, "template.spec.restartPolicy", field.ErrorTypeRequired, "it is missing or Always"),
		row(restartPolicyUnknown, "template.spec.restartPolicy", field.ErrorTypeNotSupported, "it is neither Never nor OnFailure"),
		row(restartPolicyNotNever, "template.spec.restartPolicy", field.ErrorTypeInvalid, "it is OnFailure beside a podFailurePolicy"),
		row(selectorMissing, "selector", field.ErrorTypeRequired, "manualSelector without a selector"),
		row(selectorForm, "selector", field.ErrorTypeInvalid, "the selector is malformed"),
		row(selectorMismatch, "template.metadata.labels", field.ErrorTypeInvalid, "the selector does not match the template"),
		row(selectorNotGenerated, "selector", field.ErrorTypeInvalid, "the selector was not made by the server"),
		row(generatedLabel, "template.metadata.labels[]", field.ErrorTypeInvalid, "a label that the server makes is missing or another"),
		row(cronJobNameTooLong, "metadata.name", field.ErrorTypeInvalid, "a CronJob's name has more than 52 characters"),
		row(scheduleMissing, "schedule", field.ErrorTypeRequired, "there is no schedule"),
		row(scheduleForm, "schedule", field.ErrorTypeInvalid, "the schedule cannot be read"),
		row(scheduleTimeZone, "schedule", field.ErrorTypeInvalid, "the schedule names a time zone"),
		row(scheduleTimeZoneBoth, "schedule", field.ErrorTypeInvalid, "schedule and timeZone both name a zone"),
		row(timeZoneEmpty, "timeZone", field.ErrorTypeInvalid, "it is empty"),
		row(timeZoneUnknown, "timeZone", field.ErrorTypeInvalid, "there is no such zone"),
		row(timeZoneLocal, "timeZone", field.ErrorTypeInvalid, "it is Local"),
		row(startingDeadlineNegative, "startingDeadlineSeconds", field.ErrorTypeInvalid, "the number is negative"),
		row(concurrencyPolicyMissing, "concurrencyPolicy", field.ErrorTypeRequired, "it is empty"),
		row(concurrencyPolicyUnknown, "concurrencyPolicy", field.ErrorTypeNotSupported, "it is none of Allow, Forbid, Replace"),
		row(successfulHistoryNegative, "successfulJobsHistoryLimit", field.ErrorTypeInvalid, "the number is negative"),
		row(failedHistoryNegative, "failedJobsHistoryLimit", field.ErrorTypeInvalid, "the number is negative"),
		row(templateSelector, "jobTemplate.spec.selector", field.ErrorTypeInvalid, "a jobTemplate has a selector"),
		row(templateManualSelector, "jobTemplate.spec.manualSelector", field.ErrorTypeNotSupported, "a jobTemplate has manualSelector"),
	}
}

func row(id check.ID, at string, kind field.ErrorType, says string) Check {
	return Check{string(id), at, kind, says}
}
