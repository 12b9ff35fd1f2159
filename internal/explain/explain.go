// Package explain tells in plain words what a Job or CronJob will do: how many pods, how long, what a
// failure leads to, when it has succeeded and when it is deleted.
//
// Objects are expected with the API server's defaults set. What is told is what the controllers of
// Kubernetes 1.37 do (pkg/controller/job, cronjob and ttlafterfinished).
package explain

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/internal/engine"
)

// Topic is one subject of a description, with a line or more on it.
type Topic struct {
	Name  string
	Lines []string
}

// Description is what is told of one object.
type Description struct {
	Title  string
	Topics []Topic
}

// Job describes a Job.
func Job(job *batchv1.Job) Description {
	d := Description{Title: Object{Object: engine.Object{Job: job}}.Name()}
	d.Topics = specTopics(&job.Spec)
	d.Topics = append(d.Topics, Topic{"Clean-up", cleanUp(&job.Spec)})
	return d
}

// CronJob describes a CronJob, with the runs that are next after now.
func CronJob(cronJob *batchv1.CronJob, now time.Time) Description {
	d := Description{Title: Object{Object: engine.Object{CronJob: cronJob}}.Name()}
	d.Topics = scheduleTopics(&cronJob.Spec, now)
	d.Topics = append(d.Topics, specTopics(defaulted(&cronJob.Spec.JobTemplate.Spec))...)
	d.Topics = append(d.Topics, Topic{"Clean-up", cronCleanUp(&cronJob.Spec)})
	return d
}

func specTopics(spec *batchv1.JobSpec) []Topic {
	var topics []Topic
	if spec.Suspend != nil && *spec.Suspend {
		topics = append(topics, Topic{"Start", []string{"not before somebody sets suspend to false"}})
	}
	if spec.ManagedBy != nil && *spec.ManagedBy != batchv1.JobControllerName {
		topics = append(topics, Topic{"Controller", []string{*spec.ManagedBy + " runs it, not Kubernetes' own Job controller; what follows is what that one would do"}})
	}
	return append(topics,
		Topic{"Pods", pods(spec)},
		Topic{"Time", duration(spec)},
		Topic{"Failure", failure(spec)},
		Topic{"Success", []string{success(spec)}},
	)
}

// WriteTo writes the description as text, one topic below the other.
func (d Description) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	b.WriteString(d.Title + "\n")
	for _, topic := range d.Topics {
		for i, line := range topic.Lines {
			name := ""
			if i == 0 {
				name = topic.Name
			}
			fmt.Fprintf(&b, "  %-11s%s\n", name, line)
		}
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func nameOf(name, generateName string) string {
	switch {
	case name != "":
		return name
	case generateName != "":
		return generateName + "…"
	default:
		return "without a name"
	}
}

func isIndexed(spec *batchv1.JobSpec) bool {
	return spec.CompletionMode != nil && *spec.CompletionMode == batchv1.IndexedCompletion
}

func restartsInPlace(spec *batchv1.JobSpec) bool {
	return spec.Template.Spec.RestartPolicy == corev1.RestartPolicyOnFailure
}

// value of a pointer that defaulting has set; the fallback is for objects that were not defaulted.
func value[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}

func count[I int32 | int64](n I, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if thing == "index" {
		return strconv.FormatInt(int64(n), 10) + " indexes"
	}
	return strconv.FormatInt(int64(n), 10) + " " + thing + "s"
}

// span writes a duration as people do: 90s, 10m, 1h30m, 7d.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= 2*day && d%time.Hour == 0 {
		text := strconv.FormatInt(int64(d/day), 10) + "d"
		if rest := d % day; rest > 0 {
			text += strconv.FormatInt(int64(rest/time.Hour), 10) + "h"
		}
		return text
	}
	text := d.String()
	text = strings.TrimSuffix(text, "0s")
	if text == "" {
		return "0s"
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	if last := text[len(text)-1]; last >= '0' && last <= '9' {
		text += "0s" // 20s lost its zero
	}
	return text
}

func seconds[I int32 | int64](n I) string { return span(time.Duration(n) * time.Second) }
