// Command table reads the output of `go test -bench . -benchmem -count 5` on its standard input and writes the table of
// the benchmarks that time us beside the API server's code into a document, between two markers.
//
//	go test -run '^$' -bench . -benchmem -count 5 | go run ./table ../../docs/performance.md
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

const begin, end = "<!-- benchmarks: made by make bench -->\n", "<!-- end of benchmarks -->\n"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: table FILE")
		os.Exit(2)
	}
	if err := write(os.Stdin, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// result is one side of a benchmark.
type result struct{ nanoseconds, allocations float64 }

func write(in io.Reader, path string) error {
	var names []string
	sides := map[string]map[string]result{}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		fmt.Println(lines.Text())
		name, r, ok := parse(lines.Text())
		if !ok {
			continue
		}
		at := strings.LastIndexByte(name, '/')
		if at < 0 {
			continue
		}
		work, side := name[:at], name[at+1:]
		if sides[work] == nil {
			sides[work] = map[string]result{}
			names = append(names, work)
		}
		if before, again := sides[work][side]; !again || r.nanoseconds < before.nanoseconds {
			sides[work][side] = r // the least of several: what else the machine does only adds
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	var table strings.Builder
	table.WriteString("| what | ours | the API server's | times as fast | allocations, ours | theirs |\n|---|---|---|---|---|---|\n")
	rows := 0
	for _, name := range names {
		ours, hasOurs := sides[name]["ours"]
		theirs, hasTheirs := sides[name]["upstream"]
		if !hasOurs || !hasTheirs {
			continue
		}
		rows++
		fmt.Fprintf(&table, "| %s | %.1f µs | %.1f µs | %.1f | %.0f | %.0f |\n",
			name, ours.nanoseconds/1000, theirs.nanoseconds/1000, theirs.nanoseconds/ours.nanoseconds, ours.allocations, theirs.allocations)
	}
	if rows == 0 {
		return fmt.Errorf("no benchmark has both sides in what was read")
	}
	return replace(path, table.String())
}

// parse reads a line such as "BenchmarkX/a/ours-2  100  12 ns/op  0 B/op  0 allocs/op".
func parse(line string) (name string, r result, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
		return "", r, false
	}
	name = strings.TrimPrefix(fields[0], "Benchmark")
	if at := strings.LastIndexByte(name, '-'); at > 0 {
		name = name[:at]
	}
	for i := 2; i+1 < len(fields); i += 2 {
		var value float64
		if _, err := fmt.Sscan(fields[i], &value); err != nil {
			return "", r, false
		}
		switch fields[i+1] {
		case "ns/op":
			r.nanoseconds = value
		case "allocs/op":
			r.allocations = value
		}
	}
	return name, r, r.nanoseconds > 0
}

// replace writes the table between the markers, which it adds at the end where they are missing.
func replace(path, table string) error {
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(document, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		before, after = append(bytes.TrimRight(document, "\n"), "\n\n"...), nil
	}
	document = append(bytes.Clone(before), begin+table+end...)
	return os.WriteFile(path, append(document, after...), 0o644)
}
