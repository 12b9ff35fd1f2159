package fix

import (
	"sync"

	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/manifest"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
)

// planner makes the edits of fixes of one file.
type planner struct {
	data      []byte
	documents []manifest.Document
	// proves says that each insertion of a field that was not there is proved at once: that it comes to stand where
	// it should and changes nothing else. It takes a reading of the document each; else all are proved together.
	proves bool

	positions *manifest.Positions // of the document that a fix was wanted of last: findings come in their order
	of        int                 // that document
	parsed    func() (*textedit.Document, error)
	inserted  insertions // into that document, not proved yet
	claims    claims     // of the fixes that are applied so far
	failed    bool       // the insertions into a document were not what they should be
}

// insertions are fields that were not there: the edits, whose places count from the begin of the document, and what
// they say.
type insertions struct {
	edits  []textedit.Edit
	values []textedit.Value
}

func (i *insertions) add(others insertions) {
	i.edits, i.values = append(i.edits, others.edits...), append(i.values, others.values...)
}

func newPlanner(data []byte, proves bool) *planner {
	documents, err := manifest.Split(data)
	if err != nil {
		documents = nil // what is no text has nothing to mend
	}
	return &planner{data: data, documents: documents, proves: proves, claims: claims{moved: map[claim]bool{}, reached: map[claim]bool{}}}
}

// edits returns the edits of the finding's fix, and which of them are to be proved with others; false where the text
// does not allow the fix.
func (p *planner) edits(f *engine.Located) ([]textedit.Edit, insertions, bool) {
	if f.Document >= len(p.documents) {
		return nil, insertions{}, false
	}
	document := p.documents[f.Document]
	if p.positions == nil || p.of != f.Document {
		p.prove()
		p.positions, p.of = manifest.NewPositions(document), f.Document
		p.parsed = sync.OnceValues(func() (*textedit.Document, error) { return textedit.Parse(document.Text) })
	}
	m := mender{
		data: p.data, document: document, positions: p.positions, parsed: p.parsed, prefix: f.Prefix, proves: p.proves,
	}
	edits, ok := m.fix(f.Fix)
	return edits, m.unproved, ok
}

// prove holds what was inserted into the document against what was wanted.
func (p *planner) prove() {
	p.failed = p.failed || !p.proved(p.inserted)
	p.inserted = insertions{}
}

// proved reports whether the insertions into the document of the last finding make of it what they say.
func (p *planner) proved(inserted insertions) bool {
	if len(inserted.edits) == 0 {
		return true
	}
	document, err := p.parsed()
	if err == nil {
		_, err = document.Apply(inserted.edits, inserted.values)
	}
	return err == nil
}
