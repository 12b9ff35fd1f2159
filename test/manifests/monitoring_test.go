package manifests

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/jobvalidate/jobvalidate/webhook"
)

// labels are the names of labels.
type labels map[string]bool

// metricLabels returns the labels of what the service exposes once every path was taken, by name.
func metricLabels(t *testing.T) map[string]labels {
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
	// Those of the server and the process.
	known := map[string]labels{}
	for _, name := range []string{"jobvalidate_certificate_expiry_timestamp_seconds", "jobvalidate_policy_stale", "jobvalidate_open_connections",
		"jobvalidate_connections_closed_for_limit_total", "process_resident_memory_bytes", "process_cpu_seconds_total"} {
		known[name] = labels{}
	}
	for _, f := range families {
		of := labels{}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				of[l.GetName()] = true
			}
		}
		known[f.GetName()] = of
		if f.GetType().String() == "HISTOGRAM" {
			buckets := labels{"le": true}
			maps.Copy(buckets, of)
			known[f.GetName()+"_bucket"] = buckets
		}
	}
	for _, of := range known {
		for _, name := range []string{"pod", "namespace"} { // Prometheus gives these to what it reads from a pod
			of[name] = true
		}
	}
	return known
}

// checkExpression parses PromQL, looks each metric and each label up, and returns the labels that the result may have.
func checkExpression(t *testing.T, where, text string, known map[string]labels) labels {
	t.Helper()
	expression, err := parser.NewParser(parser.Options{}).ParseExpr(text)
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return nil
	}
	of, kept := labels{}, labels(nil)
	parser.Inspect(expression, func(n parser.Node, _ []parser.Node) error {
		if selector, ok := n.(*parser.VectorSelector); ok {
			if known[selector.Name] == nil {
				t.Errorf("%s: there is no metric %s", where, selector.Name)
			}
			for _, m := range selector.LabelMatchers {
				if m.Name != model.MetricNameLabel && !known[selector.Name][m.Name] {
					t.Errorf("%s: %s has no label %s", where, selector.Name, m.Name)
				}
			}
			maps.Copy(of, known[selector.Name])
		}
		return nil
	})
	parser.Inspect(expression, func(n parser.Node, _ []parser.Node) error {
		if aggregation, ok := n.(*parser.AggregateExpr); ok && !aggregation.Op.IsAggregatorWithParam() {
			if kept == nil {
				kept = labels{}
			}
			for _, name := range aggregation.Grouping {
				if kept[name] = true; !of[name] {
					t.Errorf("%s: nothing in it has a label %s", where, name)
				}
			}
		}
		return nil
	})
	if kept != nil {
		return kept
	}
	return of
}

// checkTemplate looks the labels of a text up that a result is described with.
func checkTemplate(t *testing.T, where, text string, pattern *regexp.Regexp, of labels) {
	t.Helper()
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		if !of[m[1]] {
			t.Errorf("%s: %q wants a label %s, which the result does not have", where, text, m[1])
		}
	}
}

func TestAlertRules(t *testing.T) {
	groups, errs := rulefmt.Parse(read(t, "components", "monitoring", "alerts.yaml"), false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	for _, err := range errs {
		t.Error(err)
	}
	if groups == nil || len(groups.Groups) != 1 || len(groups.Groups[0].Rules) < 8 {
		t.Fatal("rules are missing")
	}
	known := metricLabels(t)
	operations := string(readFile(t, filepath.Join(root, "docs", "operations.md")))
	for _, rule := range groups.Groups[0].Rules {
		of := checkExpression(t, rule.Alert, rule.Expr, known)
		checkTemplate(t, rule.Alert, rule.Annotations["summary"]+rule.Annotations["description"], regexp.MustCompile(`\$labels\.(\w+)`), of)
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
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	if err := json.Unmarshal(read(t, "components", "monitoring", "dashboard.json"), &dashboard); err != nil {
		t.Fatal(err)
	}
	known, ids := metricLabels(t), map[int]bool{}
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
			of := checkExpression(t, p.Title, expression, known)
			checkTemplate(t, p.Title, target.LegendFormat, regexp.MustCompile(`{{(\w+)}}`), of)
			if quantile, ok := strings.CutPrefix(expression, "histogram_quantile("); ok {
				share, err := strconv.ParseFloat(quantile[:strings.IndexByte(quantile, ',')], 64)
				if want := "p" + strconv.FormatFloat(math.Round(1000*share)/10, 'f', -1, 64); err != nil || target.LegendFormat != want {
					t.Errorf("%s: the curve of %s is called %q, want %q", p.Title, expression, target.LegendFormat, want)
				}
			}
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
