package expr

import (
	"strings"
	"testing"

	"github.com/jobvalidate/jobvalidate/validation/target"
)

func env(t testing.TB) *Env {
	t.Helper()
	e, err := New(target.Version{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestCompile(t *testing.T) {
	e := env(t)
	for name, c := range map[string]struct {
		text  string
		want  Returns
		kinds []string
		says  string // part of the problem; empty: it compiles
	}{
		"a field of a Job":                  {"object.spec.backoffLimit <= 3", Bool, []string{"Job"}, ""},
		"a misspelt field":                  {"object.spec.backOffLimit <= 3", Bool, []string{"Job"}, "undefined field 'backOffLimit' (in a Job)"},
		"a misspelt field, any kind":        {"object.spec.backOffLimit <= 3", Bool, nil, ""},
		"of the other kind":                 {"object.spec.schedule != ''", Bool, []string{"CronJob", "Job"}, "undefined field 'schedule' (in a Job)"},
		"not true or false":                 {"object.metadata.name + '!'", Bool, []string{"Job"}, "the expression gives"},
		"a field alone is of no known type": {"object.spec.suspend", Bool, nil, "the expression gives dyn, and true or false is due"},
		"no text":                           {"1", String, nil, "the expression gives int, and a text is due"},
		"a text":                            {"'too many: ' + string(object.spec.backoffLimit)", String, []string{"Job"}, ""},
		"types that do not fit":             {"object.spec.backoffLimit == 'three'", Bool, []string{"Job"}, "found no matching overload"},
		"no expression":                     {"object.spec.(", Bool, nil, "Syntax error"},
		"an unknown name":                   {"objekt.spec == null", Bool, nil, "undeclared reference to 'objekt'"},
		"the API server's quantities":       {"quantity(object.spec.template.spec.containers[0].resources.limits['memory']).isLessThan(quantity('1Gi'))", Bool, []string{"Job"}, ""},
		"the API server's lists":            {"object.spec.template.spec.containers.map(c, size(c.name)).sum() > 3", Bool, []string{"Job"}, ""},
		"optional fields":                   {"object.spec.?suspend.orValue(false) == false", Bool, []string{"Job"}, ""},
		"the request":                       {"request.operation == 'CREATE' && 'admins' in request.userInfo.groups", Bool, nil, ""},
		"the namespace":                     {"namespaceObject.metadata.labels['team'] == 'a'", Bool, nil, ""},
		"four loops in one another": {"object.spec.template.spec.containers.all(a, object.spec.template.spec.containers.all(b, object.spec.template.spec.containers.all(c, " +
			"object.spec.template.spec.containers.all(d, a.name + b.name + c.name != d.name))))", Bool, []string{"Job"}, "costs too much"},
		"two loops":      {"object.spec.template.spec.containers.all(c, c.env.all(e, e.name != 'DEBUG'))", Bool, []string{"Job"}, ""},
		"the authorizer": {"authorizer.group('batch').resource('jobs').check('get').allowed()", Bool, nil, "undeclared reference to 'authorizer'"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.Compile(c.text, c.want, c.kinds...)
			switch {
			case c.says == "" && err != nil:
				t.Error(err)
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("got %v, want %s", err, c.says)
			}
		})
	}
}

func TestEval(t *testing.T) {
	e := env(t)
	in := Input{
		Object:  map[string]any{"spec": map[string]any{"backoffLimit": int64(7)}, "metadata": map[string]any{"name": "x"}},
		Request: map[string]any{"operation": "CREATE"},
		Params:  map[string]any{"most": int64(3)},
	}
	for text, want := range map[string]any{
		"object.spec.backoffLimit <= params.most": false,
		"oldObject == null":                       true,
		"namespaceObject == null":                 true,
		"request.operation == 'CREATE'":           true,
		"has(object.spec.suspend)":                false,
	} {
		p, err := e.Compile(text, Bool)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Eval(&in, new(Budget)); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	p, err := e.Compile("object.spec.suspend == true", Bool)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Eval(&in, new(Budget)); err == nil || !strings.Contains(err.Error(), "no such key: suspend") {
		t.Errorf("a field that is not there: %v", err)
	}
	if _, err := p.Eval(&in, &Budget{spent: 1 << 40}); err == nil {
		t.Error("a budget that is used up is no error")
	}
}

func TestEveryVersion(t *testing.T) {
	for minor := target.Oldest; minor <= target.Newest; minor++ {
		v, err := target.Minor(minor)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(v); err != nil {
			t.Errorf("1.%d: %v", minor, err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(target.Version{}); err != nil {
			b.Fatal(err)
		}
	}
}
