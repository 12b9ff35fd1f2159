// Package validation says what the API server would say of batch/v1 Jobs and CronJobs: the same set of
// error types and field paths, in better words, without a cluster.
//
// The functions never change an object and keep no reference to it. Each error's Origin names its check, see
// [Catalog]; its Detail is a sentence, and where there is a remedy that is a second line. An error about a
// field that an update cannot change has as its value the list of the leaves that changed.
//
// A valid object builds no field paths and allocates nothing. Of one object no more than 1,000 errors are returned;
// where there are more, the last one says so.
//
// # The form that is expected
//
// The functions expect an object in the form that the API server validates, which is not the one that a
// client sends. Between decoding and validation the server does this, and so must a caller:
//
// On every request it sets the defaults: package defaults. Fields that the target version does not know are
// thrown away, or refused, by the decoder.
//
// On a create it throws away uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, selfLink
// and the status, gives the object a uid, the generation 1, the namespace of the request, and where only
// generateName is set a name of its first 58 characters and five more. A Job without manualSelector gets, where
// they are absent, the labels job-name, batch.kubernetes.io/job-name, controller-uid and
// batch.kubernetes.io/controller-uid in its template, and the last in its selector.
//
// On an update it keeps status and generation of the old object, adds one to the generation where the spec
// changed, keeps creationTimestamp and deletionTimestamp, and takes uid, resourceVersion and
// deletionGracePeriodSeconds from the old object where the new has none.
//
// On an update of the status it keeps the spec of the old object, and treats metadata like any update.
//
// On create and update it drops the fields whose feature gate is off, unless the old object uses them: of a
// Job managedBy (on create), successPolicy, backoffLimitPerIndex, maxFailedIndexes, podReplacementPolicy and
// podFailurePolicy while their gates existed, and on create the rules with action FailIndex; of Jobs and
// CronJobs scheduling; and fields of the pod template, see podtemplate.Prune. The functions here judge what
// they are given; those of the template pass over what would have been dropped.
//
// # What is not judged
//
// Two fields that the Go types of k8s.io/api do not have any more, both behind gates that are off in their
// versions: workloadRef of the pod (1.35 alone) and source of its resourceClaims (until 1.30).
package validation
