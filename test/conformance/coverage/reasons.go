package main

// reason says why an error branch of a function cannot be reached by a Job or CronJob. line is that of the
// pinned version, 0 for all of the function.
type reason struct {
	function string
	line     int
	text     string
}

var reasons = []reason{}

func reasonFor(function string, line int) string {
	for _, r := range reasons {
		if r.function == function && (r.line == 0 || r.line == line) {
			return r.text
		}
	}
	return ""
}
