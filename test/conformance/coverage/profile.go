package main

import (
	"fmt"
	"path"
	"strings"
)

// block is a run of statements that are executed together.
type block struct {
	startLine, startColumn, endLine, endColumn int
	statements, count                          int
}

// profile holds the blocks of each file, by the file's import path.
type profile map[string][]block

func parseProfile(text string) (profile, error) {
	p := profile{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "mode:") {
			continue
		}
		colon := strings.LastIndexByte(line, ':')
		var b block
		if _, err := fmt.Sscanf(line[colon+1:], "%d.%d,%d.%d %d %d", &b.startLine, &b.startColumn, &b.endLine, &b.endColumn, &b.statements, &b.count); err != nil {
			return nil, fmt.Errorf("coverage line %q: %w", line, err)
		}
		p[line[:colon]] = append(p[line[:colon]], b)
	}
	return p, nil
}

// reached reports whether the innermost block around the position was executed. known is false where no
// block is around it.
func (p profile) reached(file string, line, column int) (reached, known bool) {
	var best *block
	for i := range p[file] {
		b := &p[file][i]
		after := b.startLine < line || b.startLine == line && b.startColumn <= column
		before := line < b.endLine || line == b.endLine && column <= b.endColumn
		if after && before && (best == nil || b.endLine-b.startLine < best.endLine-best.startLine) {
			best = b
		}
	}
	if best == nil {
		return false, false
	}
	return best.count > 0, true
}

// statements counts those of a package.
func (p profile) statements(pkg string) (reached, total int) {
	for file, blocks := range p {
		if path.Dir(file) != pkg {
			continue
		}
		for _, b := range blocks {
			total += b.statements
			if b.count > 0 {
				reached += b.statements
			}
		}
	}
	return reached, total
}
