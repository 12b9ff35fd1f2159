package jobtest

import (
	"os"
	"testing"
)

// ReadFile returns what the file holds; the test ends where it cannot be read.
func ReadFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
