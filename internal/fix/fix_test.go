package fix

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/internal/decode"
	"github.com/jobvalidate/jobvalidate/internal/engine"
	"github.com/jobvalidate/jobvalidate/internal/textedit"
)

func lint(data []byte) engine.Result { return engine.Engine{}.File(data, decode.Strict) }

// FuzzFix: whatever the text, what --fix makes of it reads as well as before, has no more errors but those that were
// hidden, and is not mended again.
func FuzzFix(f *testing.F) {
	const head = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: pi\nspec:\n"
	f.Add([]byte(head + "  backOffLimit: 3 # c\n  restartPolicy: Never\n  template:\n    spec:\n      containers: [{name: a, image: b, env: [{name: A, value: yes}]}]\n"))
	f.Add([]byte("{\"apiVersion\": \"batch/v1\", \"kind\": \"Job\", \"spec\": {\"suspend\": \"true\"}}"))
	f.Add([]byte(head + "  template: {spec: {containers: [{privileged: true, name: a}]}}\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := lint(data)
		for _, safety := range []Safety{Safe, Unsafe} {
			mended, left, fixes := Fix(data, before, safety, lint)
			if fixes == 0 && !bytes.Equal(mended, data) {
				t.Fatalf("nothing was mended, and the text changed: %q", mended)
			}
			errors := count(left, isError) > count(before, isError) && count(before, moves) == 0 // what is in a misspelt field is not judged
			if count(left, isSyntax) > count(before, isSyntax) || errors {
				t.Fatalf("worse than before: %q", mended)
			}
			if _, _, again := Fix(mended, left, safety, lint); again != 0 {
				t.Fatalf("mended twice: %q", mended)
			}
		}
	})
}

func TestEditsThatTouch(t *testing.T) {
	sorted := []textedit.Edit{{Start: 2, End: 4}, {Start: 8, End: 8}, {Start: 10, End: 12}}
	for _, test := range []struct {
		name       string
		start, end int
		want       bool
	}{
		{"before all", 0, 1, false},
		{"up to the first", 0, 2, true},
		{"from the end of one", 4, 5, true},
		{"between", 5, 7, false},
		{"at an insertion", 8, 8, true},
		{"around one", 7, 9, true},
		{"after all", 13, 20, false},
	} {
		if got := overlap(sorted, []textedit.Edit{{Start: test.start, End: test.end}}); got != test.want {
			t.Errorf("%s: %t", test.name, got)
		}
	}
}

// TestKeepInLongDocuments: what can be mended is told of a long List as of its items alone.
func TestKeepInLongDocuments(t *testing.T) {
	const item = "{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"backOffLimit\":3,\"template\":{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b:1\"}]}}}}"
	kept := func(data []byte) (fixable int) {
		result := lint(data)
		Keep(data, &result)
		for i := range result.Findings {
			if result.Findings[i].Fix != nil {
				fixable++
			}
		}
		return fixable
	}
	alone := kept([]byte(item))
	const items = 600
	long := []byte(`{"apiVersion":"v1","kind":"List","items":[` + strings.Repeat(item+",", items-1) + item + "]}")
	if len(long) <= longestTried {
		t.Fatal("it is not long")
	}
	if many := kept(long); alone == 0 || many != items*alone {
		t.Errorf("%d of one, %d of %d", alone, many, items)
	}
}

// TestInsertionsProvedTogether: of insertions into one List those that the text does not allow are left out, and the
// others are made.
func TestInsertionsProvedTogether(t *testing.T) {
	item := func(name, image string) string {
		return "- apiVersion: batch/v1\n  kind: Job\n  metadata:\n    name: " + name + "\n  spec:\n    ttlSecondsAfterFinished: 60\n    template:\n      spec:\n        containers:\n        - name: c\n          image: " + image + "\n"
	}
	const never = "        restartPolicy: Never\n"
	// The text goes on at the column of the margin: what is added behind the line would be in the quotes.
	odd := item("odd", "\"example.com/\\\n a:1\"")
	data := []byte("apiVersion: v1\nkind: List\nitems:\n" + item("a", "a:1") + odd + item("b", "b:1"))
	want := "apiVersion: v1\nkind: List\nitems:\n" + item("a", "a:1") + never + odd + item("b", "b:1") + never
	result := lint(data)
	Keep(data, &result)
	var kept []string
	for i := range result.Findings {
		if f := &result.Findings[i]; f.Field == "spec.template.spec.restartPolicy" && f.Fix != nil {
			kept = append(kept, f.Prefix)
		}
	}
	if strings.Join(kept, " ") != "items[0] items[2]" {
		t.Errorf("fixable are those of %q", kept)
	}
	if mended, _, fixes := Fix(data, lint(data), Unsafe, lint); string(mended) != want || fixes != 2 {
		t.Errorf("%d fixes:\n%s", fixes, mended)
	}
}

// TestFixesOfOnePlace: what is given the right name is not written a second time beside it.
func TestFixesOfOnePlace(t *testing.T) {
	const (
		data = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"},"Spec":{"ttlSecondsAfterFinished":60,"template":{"spec":{"containers":[{"name":"c","image":"a:1"}]}}}}`
		want = `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"},"spec":{"ttlSecondsAfterFinished":60,"template":{"spec":{"restartPolicy": "Never", "containers":[{"name":"c","image":"a:1"}]}}}}`
	)
	if mended, _, _ := Fix([]byte(data), lint([]byte(data)), Unsafe, lint); string(mended) != want {
		t.Errorf("%s", mended)
	}
}
