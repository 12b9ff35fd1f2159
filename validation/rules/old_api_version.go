package rules

import (
	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var oldAPIVersion = rule{name: "old-api-version", severity: finding.Error, kinds: both, api: "decode-api-version"}
