package report

import (
	"bytes"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var terminal bytes.Buffer
	now := time.Unix(0, 0)
	p := newProgress(&terminal, 3, func() time.Time { return now })
	p.Step()
	if terminal.Len() != 0 {
		t.Errorf("it spoke within the first second: %q", terminal.String())
	}
	now = now.Add(time.Second)
	p.Step()
	if got := terminal.String(); got != "\r\x1b[K2 of 3 files" {
		t.Errorf("after a second: %q", got)
	}
	terminal.Reset()
	p.Step()
	if terminal.Len() != 0 {
		t.Errorf("it spoke twice within a tenth of a second: %q", terminal.String())
	}
	var other bytes.Buffer
	p.Say(&other, "note %d", 1)
	if terminal.String() != "\r\x1b[K" || other.String() != "note 1\n" {
		t.Errorf("a line of its own: wiped with %q, wrote %q", terminal.String(), other.String())
	}
}

func TestProgressWithoutTerminal(t *testing.T) {
	now := time.Unix(0, 0)
	p := newProgress(nil, 1, func() time.Time { return now })
	now = now.Add(time.Hour)
	p.Step()
	p.Clear()
	if p.shown {
		t.Error("a line is shown to nobody")
	}
}
