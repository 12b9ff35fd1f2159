package rules

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/jobvalidate/jobvalidate/validation/finding"
	"github.com/jobvalidate/jobvalidate/validation/internal/words"
)

var shellHidesFailure = rule{
	name: "shell-hides-failure", severity: finding.Info, kinds: both,
	check: func(s *subject) (found []finding.Finding) {
		s.eachContainer(func(c *corev1.Container, at place) {
			field, script := shellScript(c)
			if script == "" {
				return
			}
			if why := hidesFailure(script); why != "" {
				found = append(found, say(at.at(field), "a failure in this script is lost: "+why,
					"begin it with `set -euo pipefail`, and join steps with &&")...)
			}
		})
		return found
	},
}

// shellScript returns the script that a container gives to a shell with -c, and where it stands.
func shellScript(c *corev1.Container) (field, script string) {
	first := ""
	for _, list := range [...]struct {
		name  string
		words []string
	}{{"command", c.Command}, {"args", c.Args}} {
		for i, word := range list.words {
			switch {
			case first == "" && !isShell(word):
				return "", ""
			case first == "":
				first = word
			case strings.HasPrefix(word, "-"), word == "pipefail":
			default:
				return list.name + "[" + words.Itoa(i) + "]", word
			}
		}
	}
	return "", ""
}

// hidesFailure says how a script comes to end with success although a step of it failed; empty where it is
// not seen to. It reads the last line only, for what ends it, and all for pipes.
func hidesFailure(script string) string {
	script = strings.TrimSpace(script)
	last := strings.TrimSpace(script[strings.LastIndexByte(script, '\n')+1:])
	strict := strings.Contains(script, "set -e") || strings.Contains(script, "errexit")
	switch {
	case strings.HasSuffix(last, "|| true"), strings.HasSuffix(last, "|| :"), strings.HasSuffix(last, "|| exit 0"):
		return "it ends in " + words.Quoted(last[strings.LastIndex(last, "||"):]) + ", which always succeeds"
	case strings.HasSuffix(last, " &"):
		return "its last command runs in the background, and nobody waits for it"
	case !strict && echoesAtEnd(last):
		return "its last command is an echo, which succeeds whatever came before"
	case !strings.Contains(script, "pipefail") && endsInPipe(last):
		return "a pipe ends with the status of its last command only"
	}
	return ""
}

// echoesAtEnd reports whether a line of several commands ends in one that only prints.
func echoesAtEnd(line string) bool {
	at := strings.LastIndexByte(line, ';')
	return at > 0 && strings.HasPrefix(strings.TrimSpace(line[at+1:]), "echo ") && !strings.Contains(line, "&&") && !strings.Contains(line, "; done") && !strings.HasPrefix(line, "done")
}

// endsInPipe reports whether the line has a | that is no || and stands in no quotes.
func endsInPipe(line string) bool {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case c == '$' && strings.HasPrefix(line[i:], "$("):
			return false // what is inside is another matter
		case c == '|':
			if i+1 < len(line) && line[i+1] == '|' {
				i++
				continue
			}
			return true
		}
	}
	return false
}
