// Package oracle asks the API server's own code what it says about a Job or a CronJob.
//
// The code that answers is k8s.io/kubernetes itself (package registry). It runs in processes of its own
// (command serve), one build for each Kubernetes version, because a program can link only one. A process
// has fixed feature gates, as an API server has.
package oracle

import "strings"

// Operation is what a client asks of the API server.
type Operation string

// The operations. StatusUpdate is an update of the status subresource.
const (
	Create       Operation = "create"
	Update       Operation = "update"
	StatusUpdate Operation = "statusUpdate"
)

// Kind is the kind of the object.
type Kind string

// The kinds.
const (
	Job     Kind = "Job"
	CronJob Kind = "CronJob"
)

// Request is one question.
type Request struct {
	Operation Operation
	Kind      Kind
	Object    []byte // JSON of batch/v1
	Old       []byte // what is stored, for the updates
	// FieldValidation is Strict, Warn or Ignore; empty is Strict.
	FieldValidation string
	// Objects asks for Reply.Defaulted and Reply.Stored.
	Objects bool
}

// Reply is the API server's answer.
type Reply struct {
	// Decode is what the decoder refused: an answer 400, before any validation.
	Decode string
	// Refused is a refusal that is neither of the decoder nor of validation.
	Refused string
	// Panic is the text of a panic, where the API server has one.
	Panic    string
	Errors   []Error
	Warnings []string
	// Defaulted is the object after the scheme's defaulting, Stored after the strategy as well, both as
	// batch/v1 JSON. The server's uid and creationTimestamp are fixed. Stored is empty after a refusal.
	Defaulted, Stored []byte
}

// Error is one error of validation.
type Error struct {
	Type   string // FieldValueInvalid …
	Field  string
	Detail string
}

// Accepted tells whether the API server would have stored the object.
func (r *Reply) Accepted() bool {
	return r.Decode == "" && r.Refused == "" && r.Panic == "" && len(r.Errors) == 0
}

// ErrorSet returns the errors' types and fields, each pair once, as "Type field".
func (r *Reply) ErrorSet() map[string]bool {
	set := make(map[string]bool, len(r.Errors))
	for _, e := range r.Errors {
		set[strings.TrimPrefix(e.Type, "FieldValue")+" "+e.Field] = true
	}
	return set
}

// UID is what every new object gets here, where the API server would give a random one.
const UID = "00000000-0000-0000-0000-000000000000"

const oldUnreadable = "old object: "

// OldUnreadable tells that the old object cannot be read: nothing of the kind can be stored.
func (r *Reply) OldUnreadable() bool { return strings.HasPrefix(r.Decode, oldUnreadable) }

// UnreadableOld is Reply.Decode for such an old object.
func UnreadableOld(err error) string { return oldUnreadable + err.Error() }

// Gate is a feature gate of one version.
type Gate struct {
	Default, Locked bool
	Needs           []string // other gates
}
