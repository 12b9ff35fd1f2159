package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var immutableChange = rule{name: "immutable-change", severity: finding.Error, kinds: jobs, api: "template-immutable"}
