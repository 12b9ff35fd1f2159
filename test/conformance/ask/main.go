// Command ask prints what the API server says about one object, and what we say, side by side.
//
//	go run ./ask [-version 1.37] [-gates A=true,B=false] [-op create|update|statusUpdate] FILE [OLD]
//
// FILE and OLD are YAML or JSON, "-" is standard input. It exits 1 where the two differ.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/jobvalidate/jobvalidate/test/conformance/compare"
	"github.com/jobvalidate/jobvalidate/test/conformance/oracle"
	"github.com/jobvalidate/jobvalidate/validation/target"
)

func main() {
	version := flag.String("version", "1.37", "Kubernetes version: 1.37, 1.34 or 1.31")
	gates := flag.String("gates", "", "feature gates, as kube-apiserver's flag")
	operation := flag.String("op", "create", "create, update or statusUpdate")
	fields := flag.String("field-validation", "Strict", "Strict, Warn or Ignore")
	objects := flag.Bool("objects", false, "print the defaulted and the stored object too")
	flag.Parse()
	q := oracle.Request{Operation: oracle.Operation(*operation), FieldValidation: *fields, Objects: *objects}
	same, err := ask(q, *version, *gates, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !same {
		os.Exit(1)
	}
}

func ask(q oracle.Request, version, gates string, files []string) (same bool, err error) {
	if len(files) == 0 || len(files) > 2 {
		return false, fmt.Errorf("usage: ask [flags] FILE [OLD]")
	}
	if q.Object, err = readJSON(files[0]); err != nil {
		return false, err
	}
	if len(files) == 2 {
		if q.Old, err = readJSON(files[1]); err != nil {
			return false, err
		}
	}
	var kind metav1.TypeMeta
	if err := yaml.Unmarshal(q.Object, &kind); err != nil {
		return false, err
	}
	q.Kind = oracle.Kind(kind.Kind)
	t, err := target.Parse(version)
	if err != nil {
		return false, err
	}
	if t, err = t.WithGates(gates); err != nil {
		return false, err
	}
	process, err := oracle.Start(version, gates)
	if err != nil {
		return false, err
	}
	defer process.Close()
	theirs, err := process.AskOne(q)
	if err != nil {
		return false, err
	}
	printTheirs(&theirs)
	ours := compare.Ours(&q, t)
	printOurs(&ours)
	difference := compare.Difference(&ours, &theirs)
	if difference != "" {
		fmt.Printf("DIFFERENT:\n%s\n", difference)
	}
	return difference == "", nil
}

func printTheirs(r *oracle.Reply) {
	fmt.Println("the API server:")
	for _, line := range []struct{ name, text string }{{"decode", r.Decode}, {"refused", r.Refused}, {"panic", r.Panic}} {
		if line.text != "" {
			fmt.Printf("  %s: %s\n", line.name, line.text)
		}
	}
	for _, e := range r.Errors {
		fmt.Printf("  %s %s: %s\n", e.Type, e.Field, e.Detail)
	}
	for _, w := range r.Warnings {
		fmt.Printf("  warning: %s\n", w)
	}
	if r.Accepted() {
		fmt.Println("  accepted")
	}
	if len(r.Defaulted) > 0 {
		fmt.Printf("  defaulted: %s\n  stored: %s\n", r.Defaulted, r.Stored)
	}
}

func printOurs(v *compare.Verdict) {
	fmt.Println("ours:")
	for _, f := range append(v.Decode, v.Findings...) {
		fmt.Printf("  %s %s %s: %s", f.Severity, f.Type, f.Field, f.Message)
		if f.Hint != "" {
			fmt.Printf(" · %s", f.Hint)
		}
		fmt.Printf(" [%s]\n", f.Rule)
	}
	if len(v.Decode)+len(v.Findings) == 0 {
		fmt.Println("  accepted")
	}
}

func readJSON(file string) ([]byte, error) {
	var data []byte
	var err error
	if file == "-" {
		data, err = io.ReadAll(os.Stdin)
	} else {
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, err
	}
	return yaml.YAMLToJSON(data)
}
