// Package validation says what the API server would say of Jobs and CronJobs.
package validation

import (
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// ValidateJob is filled in next.
func ValidateJob(job *batchv1.Job, t target.Version) field.ErrorList { return nil }

// ValidateCronJob is filled in next.
func ValidateCronJob(cronJob *batchv1.CronJob, t target.Version) field.ErrorList { return nil }
