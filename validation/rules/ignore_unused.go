package rules

import "github.com/jobvalidate/jobvalidate/validation/finding"

var ignoreUnused = rule{name: "ignore-unused", severity: finding.Warning, kinds: both, engine: true}
