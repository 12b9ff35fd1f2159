package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	kjson "sigs.k8s.io/json"
)

// defaultID names a default: an index of the table of defaults, and of what a policy sets for it.
type defaultID uint8

// The defaults, in the order in which they are set: what makes others possible stands first.
const (
	defaultLabels defaultID = iota
	defaultAnnotations
	defaultPodLabels
	defaultPodAnnotations
	defaultRestartPolicy
	defaultTTL
	defaultActiveDeadline
	defaultBackoffLimit
	defaultPodReplacementPolicy
	defaultPodFailurePolicy
	defaultSuspend
	defaultPriorityClass
	defaultGracePeriod
	defaultAutomountToken
	defaultImagePullSecrets
	defaultNodeSelector
	defaultTolerations
	defaultRunAsNonRoot
	defaultSeccomp
	defaultRequests
	defaultLimits
	defaultTimeZone
	defaultConcurrencyPolicy
	defaultStartingDeadline
	defaultSuccessfulHistory
	defaultFailedHistory
	defaultCount
)

// setting is what a policy puts where the author left something out. Only what is of the default's form
// is set.
type setting struct {
	rule string // its key in the file, and the name in findings: defaults.backoffLimit
	at   value

	number        int64
	text          string
	flag          bool
	list          []string
	pairs         []pair
	amounts       corev1.ResourceList
	tolerations   []corev1.Toleration
	failurePolicy *batchv1.PodFailurePolicy

	none bool // an override takes the default away
}

// pair is a label, an annotation or an element of a node selector.
type pair struct {
	key, value         string
	fromNamespaceLabel string // where the value comes from, in the place of value
}

// settingForm is how a default is written.
type settingForm uint8

const (
	settingNumber settingForm = iota
	settingText
	settingFlag
	settingList
	settingPairs
	settingAmounts
	settingTolerations
	settingFailurePolicy
)

// defaultRow is a row of the table of defaults.
type defaultRow struct {
	name    string
	form    settingForm
	choices []string // the only texts that are possible
	says    string
	apply   func(a *applier, s *setting)
}

var defaultTable = [defaultCount]defaultRow{
	defaultLabels:               {name: "labels", form: settingPairs, says: "labels of the Job or CronJob, each where its key is not there", apply: applyLabels},
	defaultAnnotations:          {name: "annotations", form: settingPairs, says: "annotations of the Job or CronJob", apply: applyAnnotations},
	defaultPodLabels:            {name: "podLabels", form: settingPairs, says: "labels of the pod template", apply: applyPodLabels},
	defaultPodAnnotations:       {name: "podAnnotations", form: settingPairs, says: "annotations of the pod template", apply: applyPodAnnotations},
	defaultRestartPolicy:        {name: "restartPolicy", form: settingText, choices: []string{string(corev1.RestartPolicyNever), string(corev1.RestartPolicyOnFailure)}, says: "in the place of Always, which the API server puts where nothing is written, and which no Job may have", apply: applyRestartPolicy},
	defaultTTL:                  {name: "ttlSecondsAfterFinished", form: settingNumber, says: "not for hooks of Helm and Argo CD where it is under 600", apply: applyTTL},
	defaultActiveDeadline:       {name: "activeDeadlineSeconds", form: settingNumber, says: "of the Job", apply: applyActiveDeadline},
	defaultBackoffLimit:         {name: "backoffLimit", form: settingNumber, says: "not where backoffLimitPerIndex is set", apply: applyBackoffLimit},
	defaultPodReplacementPolicy: {name: "podReplacementPolicy", form: settingText, choices: limitTable[limitPodReplacementPolicy].choices, apply: applyPodReplacementPolicy},
	defaultPodFailurePolicy:     {name: "podFailurePolicy", form: settingFailurePolicy, says: "in the form of the Job API; podReplacementPolicy becomes Failed with it", apply: applyPodFailurePolicy},
	defaultSuspend:              {name: "suspend", form: settingFlag, says: "of a new Job, or of a CronJob's Jobs: for queue managers", apply: applySuspend},
	defaultPriorityClass:        {name: "priorityClassName", form: settingText, apply: applyPriorityClass},
	defaultGracePeriod:          {name: "terminationGracePeriodSeconds", form: settingNumber, apply: applyGracePeriod},
	defaultAutomountToken:       {name: "automountServiceAccountToken", form: settingFlag, apply: applyAutomountToken},
	defaultImagePullSecrets:     {name: "imagePullSecrets", form: settingList, says: "names of Secrets, where there are none", apply: applyImagePullSecrets},
	defaultNodeSelector:         {name: "nodeSelector", form: settingPairs, says: "each where its key is not there", apply: applyNodeSelector},
	defaultTolerations:          {name: "tolerations", form: settingTolerations, says: "in the form of the Pod API, where there are none", apply: applyTolerations},
	defaultRunAsNonRoot:         {name: "runAsNonRoot", form: settingFlag, says: "in the pod's security context", apply: applyRunAsNonRoot},
	defaultSeccomp:              {name: "seccompProfile", form: settingText, choices: []string{string(corev1.SeccompProfileTypeRuntimeDefault), string(corev1.SeccompProfileTypeUnconfined)}, says: "its type, in the pod's security context", apply: applySeccomp},
	defaultRequests:             {name: "requests", form: settingAmounts, says: "of each container, by resource; not where the limit stands in for it", apply: applyRequests},
	defaultLimits:               {name: "limits", form: settingAmounts, says: "of each container, by resource; not below a request", apply: applyLimits},
	defaultTimeZone:             {name: "timeZone", form: settingText, apply: applyTimeZone},
	defaultConcurrencyPolicy:    {name: "concurrencyPolicy", form: settingText, choices: limitTable[limitConcurrencyPolicy].choices, apply: applyConcurrencyPolicy},
	defaultStartingDeadline:     {name: "startingDeadlineSeconds", form: settingNumber, apply: applyStartingDeadline},
	defaultSuccessfulHistory:    {name: "successfulJobsHistoryLimit", form: settingNumber, apply: applySuccessfulHistory},
	defaultFailedHistory:        {name: "failedJobsHistoryLimit", form: settingNumber, apply: applyFailedHistory},
}

func defaultNames() []string {
	names := make([]string, len(defaultTable))
	for i := range defaultTable {
		names[i] = defaultTable[i].name
	}
	return names
}

// readDefaults reads the section defaults. In an override a default may be null: there is none then.
func (r *reader) readDefaults(v value, override bool) *[defaultCount]*setting {
	var all [defaultCount]*setting
	names := defaultNames()
	for _, m := range r.members(v) {
		i := slices.Index(names, m.name)
		switch {
		case i < 0:
			r.unknown(m, names...)
		case override && isNull(r.resolved(m.value)):
			all[i] = &setting{none: true}
		default:
			all[i] = r.readSetting(m.value, &defaultTable[i])
			all[i].rule, all[i].at = m.value.key, m.at
		}
	}
	return &all
}

func (r *reader) readSetting(v value, row *defaultRow) *setting {
	s := &setting{}
	switch row.form {
	case settingNumber:
		s.number = r.number(v)
	case settingText:
		if len(row.choices) > 0 {
			s.text = r.oneOf(v, row.choices...)
		} else {
			s.text = r.text(v)
		}
	case settingFlag:
		s.flag = r.flag(v)
	case settingList:
		s.list = r.texts(v)
	case settingPairs:
		s.pairs = r.pairs(v)
	case settingAmounts:
		s.amounts = corev1.ResourceList{}
		for _, m := range r.members(v) {
			s.amounts[corev1.ResourceName(m.name)] = *r.amount(m.value)
		}
	case settingTolerations:
		r.api(v, &s.tolerations)
	case settingFailurePolicy:
		s.failurePolicy = &batchv1.PodFailurePolicy{}
		r.api(v, s.failurePolicy)
		for i := range s.failurePolicy.Rules {
			for j := range s.failurePolicy.Rules[i].OnPodConditions {
				if c := &s.failurePolicy.Rules[i].OnPodConditions[j]; c.Status == "" {
					c.Status = corev1.ConditionTrue // as the API server would
				}
			}
		}
	}
	return s
}

func (r *reader) pairs(v value) []pair {
	var all []pair
	for _, m := range r.members(v) {
		p := pair{key: m.name}
		if node := r.resolved(m.value); node.Kind == yaml.MappingNode {
			for _, m := range r.members(m.value) {
				if m.name == "fromNamespaceLabel" {
					p.fromNamespaceLabel = r.text(m.value)
				} else {
					r.unknown(m, "fromNamespaceLabel")
				}
			}
			if p.fromNamespaceLabel == "" {
				r.wrong(m.value, "the value is missing", "write a text, or fromNamespaceLabel: KEY")
			}
		} else {
			p.value = r.text(m.value)
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	return all
}

// api reads a value that is written in the form of the Kubernetes API; unknown and repeated fields are wrong.
func (r *reader) api(v value, into any) {
	var tree any
	if err := v.Decode(&tree); err != nil {
		r.wrong(v, "this cannot be read: "+strings.TrimPrefix(err.Error(), "yaml: "), "")
		return
	}
	data, err := json.Marshal(tree)
	if err != nil {
		r.wrong(v, "this cannot be read: a key is not a text", "")
		return
	}
	strict, err := kjson.UnmarshalStrict(data, into, kjson.DisallowUnknownFields)
	for _, problem := range strict {
		r.wrong(v, fmt.Sprint(problem), "")
	}
	if err != nil {
		r.wrong(v, "this is not of the API's form: "+plain(err), "")
	}
}

// plain drops what only a Go programmer understands.
func plain(err error) string {
	text := strings.TrimPrefix(err.Error(), "json: ")
	text = strings.ReplaceAll(text, " Go struct field ", " field ")
	return strings.ReplaceAll(text, " Go value ", " value ")
}

func (s *set) readsNamespaceLabels() bool {
	return slices.ContainsFunc(s.defaults[:], func(s *setting) bool {
		return s != nil && slices.ContainsFunc(s.pairs, func(p pair) bool { return p.fromNamespaceLabel != "" })
	})
}
