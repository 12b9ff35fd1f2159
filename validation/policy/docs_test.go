package policy

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

const docsFile = "../../docs/policy.md"

// TestDocs holds the tables of the documentation against those that the file is read by, and reads its
// example. -update writes the tables anew.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, table := range []struct{ name, rows string }{{"limits", limitRows()}, {"defaults", defaultRows()}} {
		block := regexp.MustCompile(fmt.Sprintf(`(?s)<!-- %s -->\n.*?<!-- end -->\n`, table.name))
		if !block.MatchString(text) {
			t.Fatalf("%s has no table of %s", docsFile, table.name)
		}
		text = block.ReplaceAllLiteralString(text, fmt.Sprintf("<!-- %s -->\n%s<!-- end -->\n", table.name, table.rows))
	}
	switch {
	case text == string(data):
	case *update:
		if err := os.WriteFile(docsFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is stale: go test ./validation/policy -run TestDocs -update", docsFile)
	}
	_, example, _ := strings.Cut(text, "```yaml\n")
	example, _, _ = strings.Cut(example, "```\n")
	if _, err := Parse(docsFile, []byte(example), Options{}); err != nil {
		t.Error(err)
	}
	if err := fitsSchema(t, compiledSchema(t), example); err != nil {
		t.Error(err)
	}
}

func limitRows() string {
	var b strings.Builder
	b.WriteString("| limit | keys | of |\n|---|---|---|\n")
	for i := range limitTable {
		row := &limitTable[i]
		keys := row.keys()
		name := row.name
		if row.keyed {
			name += ".KEY"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, strings.Join(keys[:len(keys)-2], ", "), row.says)
	}
	return b.String()
}

func defaultRows() string {
	forms := map[settingForm]string{
		settingNumber: "number", settingText: "text", settingFlag: "true or false", settingList: "list of texts", settingPairs: "texts by key",
		settingAmounts: "quantities by resource", settingTolerations: "list", settingFailurePolicy: "object",
	}
	var b strings.Builder
	b.WriteString("| default | is | notes |\n|---|---|---|\n")
	for i := range defaultTable {
		row := &defaultTable[i]
		form := forms[row.form]
		if len(row.choices) > 0 {
			form = strings.Join(row.choices, " or ")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", row.name, form, row.says)
	}
	return b.String()
}
