package report

import (
	"fmt"
	"io"
	"time"
)

// Progress tells a terminal how far a run is, once it takes longer than a second. It is used by one
// goroutine at a time. The line is rewritten in place and wiped before anything else is written.
type Progress struct {
	to    io.Writer // nil: nobody watches
	total int
	done  int
	shown bool
	next  time.Time
	now   func() time.Time
}

const (
	progressAfter = time.Second
	progressEvery = 100 * time.Millisecond
	eraseLine     = "\r\x1b[K"
)

// NewProgress begins a run of total files. to is a terminal, or nil.
func NewProgress(to io.Writer, total int) *Progress { return newProgress(to, total, time.Now) }

func newProgress(to io.Writer, total int, now func() time.Time) *Progress {
	return &Progress{to: to, total: total, now: now, next: now().Add(progressAfter)}
}

// Step counts one file.
func (p *Progress) Step() {
	p.done++
	if p.to == nil {
		return
	}
	if now := p.now(); !now.Before(p.next) {
		p.next = now.Add(progressEvery)
		p.shown = true
		fmt.Fprintf(p.to, eraseLine+"%d of %d files", p.done, p.total)
	}
}

// Clear wipes the line.
func (p *Progress) Clear() {
	if p.shown {
		p.shown = false
		io.WriteString(p.to, eraseLine) //nolint:errcheck // nothing depends on it
	}
}

// Say writes a line of its own.
func (p *Progress) Say(w io.Writer, format string, args ...any) {
	p.Clear()
	fmt.Fprintf(w, format+"\n", args...)
}
