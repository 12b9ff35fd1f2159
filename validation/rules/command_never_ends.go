package rules

import (
	"strings"

	"github.com/jobvalidate/jobvalidate/validation/finding"
)

var commandNeverEnds = rule{
	name: "command-never-ends", severity: finding.Warning, kinds: both,
	check: func(s *subject) []finding.Finding {
		if s.hasDeadline() || !s.neverEnds() {
			return nil
		}
		c, field := &s.pod.Containers[0], "command"
		if len(c.Args) > 0 {
			field = "args"
		}
		return say(place{s.podAt(), "containers", 0}.at(field),
			"the command runs for ever, so the Job never completes",
			"write a command that ends, or activeDeadlineSeconds; what should run on is a Deployment")
	},
}

// neverEnds reports whether the only container does nothing but wait.
func (s *subject) neverEnds() bool {
	if len(s.pod.Containers) != 1 {
		return false
	}
	c := &s.pod.Containers[0]
	words := len(c.Command) + len(c.Args)
	if words == 0 {
		return false
	}
	word := func(i int) string {
		if i < len(c.Command) {
			return c.Command[i]
		}
		return c.Args[i-len(c.Command)]
	}
	switch last := word(words - 1); {
	case words == 2 && word(0) == "sleep":
		return isForever(last)
	case words == 3 && word(0) == "tail" && word(1) == "-f":
		return last == "/dev/null"
	case words == 3 && isShell(word(0)) && strings.HasSuffix(word(1), "c"):
		return scriptNeverEnds(last)
	}
	return false
}

func isForever(duration string) bool { return duration == "infinity" || duration == "inf" }

func isShell(command string) bool {
	switch command[strings.LastIndexByte(command, '/')+1:] {
	case "sh", "bash", "ash", "dash", "zsh", "ksh":
		return true
	}
	return false
}

// scriptNeverEnds looks at how a script begins and ends; whatever is between may leave it.
func scriptNeverEnds(script string) bool {
	script = strings.TrimSpace(script)
	if strings.Contains(script, "exit") || strings.Contains(script, "break") || strings.Contains(script, "kill") {
		return false
	}
	last := script
	for _, separator := range [...]string{"\n", ";", "&&"} {
		last = last[strings.LastIndex(last, separator)+1:]
	}
	last = strings.TrimSpace(strings.TrimPrefix(last, "&"))
	duration, sleeps := strings.CutPrefix(last, "sleep ")
	return last == "tail -f /dev/null" || sleeps && isForever(strings.TrimSpace(duration)) ||
		last == "done" && (strings.HasPrefix(script, "while true") || strings.HasPrefix(script, "while :"))
}
