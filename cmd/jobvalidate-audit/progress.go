package main

import (
	"fmt"
	"io"
)

// progress tells a person how far the reading is. How much there is, nobody knows before the last page.
type progress struct {
	terminal bool
	to       io.Writer
	done     int
	shown    bool
}

const eraseLine = "\r\x1b[K"

func (p *progress) step() {
	if p.done++; p.terminal && p.done%100 == 0 {
		p.shown = true
		fmt.Fprintf(p.to, "%s%d objects read", eraseLine, p.done)
	}
}

func (p *progress) clear() {
	if p.shown {
		p.shown = false
		fmt.Fprint(p.to, eraseLine)
	}
}
