package rules

import "github.com/jobvalidate/jobvalidate/validation/finding"

var textNotRead = rule{name: "text-not-read", severity: finding.Warning, kinds: both, engine: true}
