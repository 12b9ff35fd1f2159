package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// packageSource is a parsed package of the API server.
type packageSource struct {
	path      string
	files     *token.FileSet
	functions map[string]*function
}

type function struct {
	file    string
	decl    *ast.FuncDecl
	imports map[string]string // by the name that the file gives them
}

func parse(dir, path string) (*packageSource, error) {
	p := &packageSource{path: path, files: token.NewFileSet(), functions: map[string]*function{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.files, filepath.Join(dir, e.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		imports := map[string]string{}
		for _, i := range file.Imports {
			target := strings.Trim(i.Path.Value, `"`)
			name := target[strings.LastIndexByte(target, '/')+1:]
			if i.Name != nil {
				name = i.Name.Name
			}
			imports[name] = target
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				p.functions[f.Name.Name] = &function{file: e.Name(), decl: f, imports: imports}
			}
		}
	}
	return p, nil
}

// reachable returns the functions of the package that the named ones use, directly or not.
func (p *packageSource) reachable(names []string) map[string]bool {
	reached := map[string]bool{}
	for len(names) > 0 {
		name := names[0]
		names = names[1:]
		f := p.functions[name]
		if f == nil || reached[name] {
			continue
		}
		reached[name] = true
		ast.Inspect(f.decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr: // x.Name may be a method; a function of another package is not ours
				if x, ok := n.X.(*ast.Ident); !ok || f.imports[x.Name] == "" {
					names = append(names, n.Sel.Name)
				}
			case *ast.Ident:
				if p.functions[n.Name] != nil {
					names = append(names, n.Name)
				}
			}
			return true
		})
	}
	return reached
}

// usedFrom returns the functions of another package that these functions use.
func (p *packageSource) usedFrom(functions map[string]bool, other string) []string {
	var used []string
	for name := range functions {
		f := p.functions[name]
		ast.Inspect(f.decl, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && f.imports[x.Name] == other {
					used = append(used, s.Sel.Name)
				}
			}
			return true
		})
	}
	return used
}

// constructors make a field error.
var constructors = []string{"Invalid", "Required", "Forbidden", "NotSupported", "Duplicate", "TooLong", "TooLongMaxLength", "TooMany", "NotFound", "InternalError", "TypeInvalid"}

// print prints how many places that make an error were reached, and those that were not.
func (p *packageSource) print(functions map[string]bool, profile profile) (open int) {
	var total, reached int
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		f := p.functions[name]
		ast.Inspect(f.decl, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			s, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains(constructors, s.Sel.Name) {
				return true
			}
			if x, ok := s.X.(*ast.Ident); !ok || x.Name != "field" {
				return true
			}
			at := p.files.Position(call.Pos())
			hit, known := profile.reached(p.path+"/"+f.file, at.Line, at.Column)
			if !known {
				return true
			}
			total++
			if hit {
				reached++
				return true
			}
			reason := reasonFor(name, at.Line)
			if reason == "" {
				open++
				reason = "?"
			}
			lines = append(lines, fmt.Sprintf("  %s:%d %s %s: %s", f.file, at.Line, name, s.Sel.Name, reason))
			return true
		})
	}
	fmt.Printf("%s: %d of %d error branches reached by the run; not reached:\n", p.path, reached, total)
	for _, line := range lines {
		fmt.Println(line)
	}
	return open
}
