package rules

import "github.com/jobvalidate/jobvalidate/validation/finding"

var ignoreRefused = rule{name: "ignore-refused", severity: finding.Warning, kinds: both, engine: true}
