package manifests

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/jobvalidate/jobvalidate/webhook"
)

// metricNames returns the names of what the service exposes once every path was taken.
func metricNames(t *testing.T) map[string]bool {
	t.Helper()
	registry := prometheus.NewRegistry()
	h := webhook.Handler(webhook.Options{Metrics: registry, Logger: slog.New(slog.DiscardHandler)})
	for _, body := range []string{"{", `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"1","operation":"CREATE",
"kind":{"group":"batch","version":"v1","kind":"Job"},"object":{"metadata":{"name":"a"},"spec":{"template":{"spec":{"containers":[{"name":"a","image":"b"}]}}}}}}`} {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, webhook.ValidateJobPath, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	// Those of the server and the process, and one that is only there after a bug.
	names := map[string]bool{
		"jobvalidate_certificate_expiry_timestamp_seconds": true, "jobvalidate_panics_total": true, "jobvalidate_policy_stale": true,
		"jobvalidate_open_connections": true, "jobvalidate_connections_closed_for_limit_total": true,
		"process_resident_memory_bytes": true, "process_cpu_seconds_total": true,
	}
	for _, f := range families {
		names[f.GetName()] = true
		if f.GetType().String() == "HISTOGRAM" {
			names[f.GetName()+"_bucket"] = true
		}
	}
	return names
}

// checkExpression parses PromQL and looks each metric up.
func checkExpression(t *testing.T, where, text string, known map[string]bool) {
	t.Helper()
	expression, err := parser.NewParser(parser.Options{}).ParseExpr(text)
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return
	}
	parser.Inspect(expression, func(n parser.Node, _ []parser.Node) error {
		if selector, ok := n.(*parser.VectorSelector); ok && !known[selector.Name] {
			t.Errorf("%s: there is no metric %s", where, selector.Name)
		}
		return nil
	})
}

func TestAlertRules(t *testing.T) {
	groups, errs := rulefmt.Parse(read(t, "components", "monitoring", "alerts.yaml"), false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	for _, err := range errs {
		t.Error(err)
	}
	if groups == nil || len(groups.Groups) != 1 || len(groups.Groups[0].Rules) < 8 {
		t.Fatal("rules are missing")
	}
	known := metricNames(t)
	operations := string(readFile(t, filepath.Join(root, "docs", "operations.md")))
	for _, rule := range groups.Groups[0].Rules {
		checkExpression(t, rule.Alert, rule.Expr, known)
		if rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
			t.Errorf("%s lacks a severity, a summary or a description", rule.Alert)
		}
		for _, m := range regexp.MustCompile(`docs/operations.md, "([^"]+)"`).FindAllStringSubmatch(rule.Annotations["description"], -1) {
			if !strings.Contains(operations, "## "+m[1]) {
				t.Errorf("%s points to a heading %q that docs/operations.md does not have", rule.Alert, m[1])
			}
		}
	}
}

func TestDashboard(t *testing.T) {
	var dashboard struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(read(t, "components", "monitoring", "dashboard.json"), &dashboard); err != nil {
		t.Fatal(err)
	}
	known, ids := metricNames(t), map[int]bool{}
	if dashboard.Title == "" || len(dashboard.Panels) < 8 {
		t.Fatalf("dashboard %q has %d panels", dashboard.Title, len(dashboard.Panels))
	}
	for _, p := range dashboard.Panels {
		if ids[p.ID] || p.GridPos.X+p.GridPos.W > 24 || len(p.Targets) == 0 {
			t.Errorf("panel %d %q: id twice, too wide, or empty", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			expression := strings.NewReplacer("$__rate_interval", "5m", "$__range", "1h").Replace(target.Expr)
			checkExpression(t, p.Title, expression, known)
		}
	}
}

// TestAlertsFire runs the rules over made-up series, where Prometheus' own tool is installed.
func TestAlertsFire(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed: the Debian package prometheus has it")
	}
	command := exec.Command(promtool, "test", "rules", "alerts.promtool.yaml")
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
