// Package expr compiles and evaluates CEL expressions about Jobs and CronJobs, in the dialect of
// ValidatingAdmissionPolicy: the API server's own environment of the target version, with object, oldObject,
// request, namespaceObject, params and variables.
package expr

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/lazy"
	"k8s.io/apiserver/pkg/cel/library"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

// Env is what expressions may speak of. It is immutable and safe for concurrent use.
type Env struct {
	open  *cel.Env            // object is of any kind, as the API server compiles
	typed map[string]*cel.Env // object is of the kind, to find a misspelt field
}

// New makes the environment of the target's version.
// Cost: half a millisecond; make it where there are expressions.
func New(t target.Version) (*Env, error) {
	base := environment.MustBaseEnvSet(version.MajorMinor(1, uint(t.Minor())))
	request, namespace := requestType(), namespaceType()
	shared := environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions: []cel.EnvOption{
			cel.Variable("namespaceObject", namespace.CelType()),
			cel.Variable("request", request.CelType()),
			cel.Variable("params", cel.DynType),
			cel.Variable("variables", cel.MapType(cel.StringType, cel.DynType)),
		},
		DeclTypes: []*apiservercel.DeclType{namespace, request},
	}
	e := &Env{typed: map[string]*cel.Env{}}
	for _, kind := range []string{"", "Job", "CronJob"} {
		object := environment.VersionedOptions{IntroducedVersion: version.MajorMinor(1, 0)}
		if declared := kindType(kind); declared == nil {
			object.EnvOptions = []cel.EnvOption{cel.Variable("object", cel.DynType), cel.Variable("oldObject", cel.DynType)}
		} else {
			object.EnvOptions = []cel.EnvOption{cel.Variable("object", declared.CelType()), cel.Variable("oldObject", declared.CelType())}
			object.DeclTypes = []*apiservercel.DeclType{declared}
		}
		set, err := base.Extend(shared, object, environment.StrictCostOpt)
		if err != nil {
			return nil, fmt.Errorf("the environment of CEL: %w", err)
		}
		if kind == "" {
			e.open = set.NewExpressionsEnv()
		} else {
			e.typed[kind] = set.NewExpressionsEnv()
		}
	}
	return e, nil
}

// Returns is the type that an expression must have.
type Returns uint8

// The types. Any is for variables.
const (
	Bool Returns = iota
	String
	Any
)

func (r Returns) celType() *cel.Type {
	switch r {
	case Bool:
		return cel.BoolType
	case String:
		return cel.StringType
	default:
		return cel.AnyType
	}
}

// Problem is why an expression is not possible. It is an error.
type Problem struct {
	Line, Column int // in the expression, from 1; 0 where it is about all of it
	Message      string
}

func (p *Problem) Error() string { return p.Message }

// Program is an expression that can be evaluated. It is safe for concurrent use.
type Program struct {
	program    cel.Program
	Namespaced bool // it asks for the labels of the object's namespace
}

// Compile reads an expression, checks its types and estimates what it costs. kinds are those that object can
// be of: the expression must fit each; without kinds any field is let pass, as the API server does. The error
// is a *Problem.
func (e *Env) Compile(text string, want Returns, kinds ...string) (*Program, error) {
	ast, issues := e.open.Compile(text)
	if err := problemOf(issues, ""); err != nil {
		return nil, err
	}
	if got := ast.OutputType(); want != Any && !got.IsExactType(want.celType()) {
		return nil, &Problem{Message: fmt.Sprintf("the expression gives %s, and %s is due", typeName(got), typeName(want.celType()))}
	}
	for _, kind := range kinds {
		_, issues := e.typed[kind].Compile(text)
		if err := problemOf(issues, kind); err != nil {
			return nil, err
		}
	}
	if cost, err := e.open.EstimateCost(ast, sizes{}); err == nil && cost.Max > celconfig.PerCallLimit {
		return nil, &Problem{Message: "the expression costs too much: it goes through lists inside of lists, and an object of the largest size that is usual would use up what the API server allows (" +
			fmt.Sprint(celconfig.PerCallLimit) + " units)"}
	}
	program, err := e.open.Program(ast, cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		return nil, &Problem{Message: "the expression is not possible: " + err.Error()}
	}
	return &Program{program: program, Namespaced: strings.Contains(text, "namespaceObject")}, nil
}

// problemOf is the first issue; nil where there is none. It is about objects of a kind, where one is named.
func problemOf(issues *cel.Issues, kind string) error {
	if issues == nil || issues.Err() == nil {
		return nil
	}
	all := issues.Errors()
	if len(all) == 0 {
		return &Problem{Message: issues.Err().Error()}
	}
	first := all[0]
	message := first.Message
	if kind != "" {
		message += " (in a " + kind + ")"
	}
	return &Problem{Line: first.Location.Line(), Column: first.Location.Column() + 1, Message: message}
}

func typeName(t *cel.Type) string {
	switch {
	case t.IsExactType(cel.BoolType):
		return "true or false"
	case t.IsExactType(cel.StringType):
		return "a text"
	default:
		return t.String()
	}
}

// Input is what an expression is evaluated over. Maps are in the form of JSON; nil is null.
type Input struct {
	Object, OldObject, Namespace map[string]any
	Request                      map[string]any
	Params                       any
	Variables                    any
}

// values is the input as CEL asks for it.
func (in *Input) values() map[string]any {
	v := map[string]any{"object": nil, "oldObject": nil, "namespaceObject": nil, "request": in.Request, "params": in.Params, "variables": in.Variables}
	if in.Object != nil {
		v["object"] = in.Object
	}
	if in.OldObject != nil {
		v["oldObject"] = in.OldObject
	}
	if in.Namespace != nil {
		v["namespaceObject"] = in.Namespace
	}
	if in.Variables == nil {
		v["variables"] = map[string]any{}
	}
	return v
}

// Eval evaluates the program, and takes what it cost from the budget. The error says why it cannot be
// decided: a field that is not there, a budget that is used up.
func (p *Program) Eval(in *Input, budget *Budget) (any, error) {
	value, err := p.value(in, budget)
	if err != nil {
		return nil, err
	}
	return value.Value(), nil
}

func (p *Program) value(in *Input, budget *Budget) (ref.Val, error) {
	value, details, err := p.program.ContextEval(context.Background(), in.values())
	if details != nil && details.ActualCost() != nil {
		budget.spend(*details.ActualCost())
	}
	if err == nil {
		err = budget.over()
	}
	if err != nil {
		return nil, err
	}
	if types.IsError(value) {
		return nil, fmt.Errorf("%v", value)
	}
	return value, nil
}

// Budget is what the expressions about one object may cost together. The zero value is full.
type Budget struct{ spent uint64 }

func (b *Budget) spend(cost uint64) { b.spent += cost }

func (b *Budget) over() error {
	if b.spent > celconfig.RuntimeCELCostBudget {
		return fmt.Errorf("the expressions about this object cost more than the API server allows (%d units)", celconfig.RuntimeCELCostBudget)
	}
	return nil
}

// Usual sizes, for the estimate of what an expression costs where nothing else bounds them.
const (
	usualList = 64   // containers, variables, mounts
	usualText = 4096 // characters
)

// sizes estimates how large the values of an object are: unbounded, every loop would cost too much.
type sizes struct{}

func (sizes) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	switch element.Type().Kind() {
	case types.ListKind, types.MapKind, types.DynKind:
		return &checker.SizeEstimate{Min: 0, Max: usualList}
	case types.StringKind, types.BytesKind:
		return &checker.SizeEstimate{Min: 0, Max: usualText}
	}
	return nil
}

func (s sizes) EstimateCallCost(function, overload string, target *checker.AstNode, args []checker.AstNode) *checker.CallEstimate {
	return (&library.CostEstimator{SizeEstimator: s}).EstimateCallCost(function, overload, target, args)
}

// Variable is an expression that others speak of as variables.NAME.
type Variable struct {
	Name    string
	Program *Program
}

// Declare gives the input variables, each evaluated when it is first asked for, as the API server does. One may
// speak of those before it.
func (in *Input) Declare(variables []Variable, budget *Budget) {
	values := lazy.NewMapValue(types.NewObjectType("kubernetes.variables"))
	in.Variables = values
	for _, v := range variables {
		values.Append(v.Name, func(*lazy.MapValue) ref.Val {
			value, err := v.Program.value(in, budget)
			if err != nil {
				return types.NewErr("variables.%s: %v", v.Name, err)
			}
			return value
		})
	}
}
