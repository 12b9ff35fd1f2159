package policy

import (
	"errors"
	"strconv"
	"strings"
	"testing"
)

const head = "apiVersion: jobvalidate.dev/v1alpha1\nkind: JobPolicy\n"

// TestProblems: what is wrong with a file is told with line, column and key. schema says whether an editor
// with the schema sees it too.
func TestProblems(t *testing.T) {
	tests := map[string]struct {
		file   string // below the head, where it does not begin with apiVersion
		wants  []string
		schema bool
	}{
		"empty":                   {file: "-", wants: []string{"p.yaml: the file is empty"}},
		"no YAML":                 {file: "apiVersion: [", wants: []string{"p.yaml:1:1: this is not YAML"}},
		"a list":                  {file: "apiVersion: 1\n---\n", wants: []string{"p.yaml:2:1: a second document begins here"}},
		"no kind":                 {file: "apiVersion: jobvalidate.dev/v1alpha1\n", wants: []string{"p.yaml:1:1: kind is missing (write kind: JobPolicy)"}, schema: true},
		"another version":         {file: "apiVersion: v1\nkind: JobPolicy\n", wants: []string{"p.yaml:1:13: apiVersion: apiVersion is v1 (write apiVersion: jobvalidate.dev/v1alpha1)"}, schema: true},
		"unknown section":         {file: "limit: {}\n", wants: []string{"p.yaml:3:1: limit: there is no such key here (did you mean limits?)"}, schema: true},
		"a key twice":             {file: "mode: warn\nmode: audit\n", wants: []string{"p.yaml:4:1: mode: the key stands here a second time"}},
		"unknown mode":            {file: "mode: warning\n", wants: []string{`p.yaml:3:7: mode: "warning" is not possible here (did you mean warn?)`}, schema: true},
		"mode of a wrong type":    {file: "mode: 3\n", wants: []string{"p.yaml:3:7: mode: this is the number 3; a text is due"}, schema: true},
		"unknown limit":           {file: "limits:\n  backofLimit: {max: 6}\n", wants: []string{"p.yaml:4:3: limits.backofLimit: there is no such key here (did you mean backoffLimit?)"}, schema: true},
		"unknown constraint":      {file: "limits:\n  backoffLimit: {mx: 6}\n", wants: []string{"p.yaml:4:18: limits.backoffLimit.mx: there is no such key here (did you mean max?)"}, schema: true},
		"required cannot be told": {file: "limits:\n  backoffLimit: {required: true}\n", wants: []string{"p.yaml:4:18: limits.backoffLimit.required: there is no such key here"}, schema: true},
		"number as text":          {file: "limits:\n  backoffLimit: {max: \"6\"}\n", wants: []string{`p.yaml:4:23: limits.backoffLimit.max: this is the text "6"; a whole number is due`}, schema: true},
		"number with a fraction":  {file: "limits:\n  backoffLimit: {max: 1.5}\n", wants: []string{"p.yaml:4:23: limits.backoffLimit.max: this is the number 1.5; a whole number is due"}, schema: true},
		"limit of nothing":        {file: "limits:\n  backoffLimit: {}\n", wants: []string{"p.yaml:4:17: limits.backoffLimit: this limits nothing (write one of min, max)"}, schema: true},
		"mode alone":              {file: "limits:\n  backoffLimit: {mode: warn}\n", wants: []string{"limits.backoffLimit: this limits nothing"}},
		"keys without one":        {file: "limits:\n  labels: {}\n", wants: []string{"p.yaml:4:11: limits.labels: there is no key here that is limited"}, schema: true},
		"limits is a list":        {file: "limits: []\n", wants: []string{"p.yaml:3:9: limits: this is a list; keys and values is due"}, schema: true},
		"min above max":           {file: "limits:\n  backoffLimit: {min: 7, max: 6}\n", wants: []string{"p.yaml:4:23: limits.backoffLimit.min: min is 7, above max 6: no value is possible"}},
		"min above max of memory": {file: "limits:\n  limits:\n    memory: {min: 2Gi, max: 1Gi}\n", wants: []string{"p.yaml:5:19: limits.limits[memory].min: min is 2Gi, above max 1Gi"}},
		"max below all values":    {file: "limits:\n  backoffLimit: {max: -1}\n", wants: []string{"p.yaml:4:23: limits.backoffLimit.max: max is -1: backoffLimit is never below 0"}},
		"required and forbidden":  {file: "limits:\n  timeZone: {required: true, forbidden: true}\n", wants: []string{"p.yaml:4:41: limits.timeZone.forbidden: timeZone is both required and forbidden"}},
		"forbidden and limited":   {file: "limits:\n  timeZone: {forbidden: true, oneOf: [Etc/UTC]}\n", wants: []string{"p.yaml:4:38: limits.timeZone.oneOf: timeZone is forbidden, so there is nothing to limit"}},
		"choice that is none":     {file: "limits:\n  completionMode: {oneOf: [indexed]}\n", wants: []string{`p.yaml:4:28: limits.completionMode.oneOf[0]: "indexed" is not possible here (did you mean Indexed?)`}, schema: true},
		"choice forbidden":        {file: "limits:\n  timeZone: {oneOf: [Etc/UTC], noneOf: [Etc/*]}\n", wants: []string{`p.yaml:4:21: limits.timeZone.oneOf: "Etc/UTC" is in oneOf, and noneOf forbids it`}},
		"choice not of the form":  {file: "limits:\n  timeZone: {oneOf: [Etc/UTC], pattern: \"Europe/.*\"}\n", wants: []string{`limits.timeZone.oneOf: "Etc/UTC" is in oneOf, but has not the form of pattern`}},
		"choice too long":         {file: "limits:\n  name: {oneOf: [abcdef], maxLength: 5}\n", wants: []string{`limits.name.oneOf: "abcdef" is in oneOf, but longer than maxLength 5`}},
		"nothing is left":         {file: "limits:\n  concurrencyPolicy: {noneOf: [Allow, Forbid, Replace]}\n", wants: []string{"p.yaml:4:31: limits.concurrencyPolicy.noneOf: nothing that concurrencyPolicy can be is left"}},
		"choice twice":            {file: "limits:\n  timeZone: {oneOf: [Etc/UTC, Etc/UTC]}\n", wants: []string{`p.yaml:4:31: limits.timeZone.oneOf[1]: "Etc/UTC" stands in the list twice`}, schema: true},
		"no choice":               {file: "limits:\n  timeZone: {oneOf: []}\n", wants: []string{"p.yaml:4:21: limits.timeZone.oneOf: the list is empty"}, schema: true},
		"minute that is none":     {file: "limits:\n  scheduleMinutes: {oneOf: [60]}\n", wants: []string{"p.yaml:4:29: limits.scheduleMinutes.oneOf[0]: 60 is no minute of an hour"}, schema: true},
		"bad expression":          {file: "limits:\n  name: {pattern: \"[a\"}\n", wants: []string{`p.yaml:4:19: limits.name.pattern: "[a" is not a regular expression: missing closing ]`}},
		"open quotation":          {file: "limits:\n  name: {pattern: '\\Qa'}\n", wants: []string{"p.yaml:4:19: limits.name.pattern: "}},
		"nonsense quantity":       {file: "limits:\n  limits: {memory: {max: 1GiB}}\n", wants: []string{`p.yaml:4:26: limits.limits[memory].max: this is the text "1GiB", not a quantity`}},
		"ratio below one":         {file: "limits:\n  limitToRequestRatio: {cpu: {max: 0.5}}\n", wants: []string{"p.yaml:4:36: limits.limitToRequestRatio[cpu].max: max is 500m: a limit is never below its request"}},
		"null for a limit":        {file: "limits:\n  backoffLimit: null\n", wants: []string{"p.yaml:4:17: limits.backoffLimit: this limits nothing"}, schema: true},

		"unknown rule":            {file: "rules:\n  no-tll: error\n", wants: []string{"p.yaml:4:3: rules.no-tll: there is no rule no-tll: did you mean no-ttl?"}, schema: true},
		"unknown severity":        {file: "rules:\n  no-ttl: fatal\n", wants: []string{`p.yaml:4:11: rules.no-ttl: "fatal" is not possible here`}, schema: true},
		"a rule of the server":    {file: "rules:\n  immutable-change: off\n", wants: []string{"rules.immutable-change: immutable-change is what the API server itself says, and cannot be changed"}},
		"unknown key of a rule":   {file: "rules:\n  no-ttl: {level: error}\n", wants: []string{"p.yaml:4:12: rules.no-ttl.level: there is no such key here"}, schema: true},
		"unknown default":         {file: "defaults:\n  ttlSecondsAfterFinish: 1\n", wants: []string{"p.yaml:4:3: defaults.ttlSecondsAfterFinish: there is no such key here (did you mean ttlSecondsAfterFinished?)"}, schema: true},
		"default of a wrong type": {file: "defaults:\n  backoffLimit: six\n", wants: []string{`p.yaml:4:17: defaults.backoffLimit: this is the text "six"; a whole number is due`}, schema: true},
		"restartPolicy Always":    {file: "defaults:\n  restartPolicy: Always\n", wants: []string{`p.yaml:4:18: defaults.restartPolicy: "Always" is not possible here`}, schema: true},
		"label from nowhere":      {file: "defaults:\n  labels: {team: {}}\n", wants: []string{"p.yaml:4:18: defaults.labels.team: the value is missing"}, schema: true},
		"failure policy misspelt": {file: "defaults:\n  podFailurePolicy:\n    rules: [{acton: Ignore}]\n", wants: []string{`p.yaml:5:5: defaults.podFailurePolicy: unknown field "rules[0].acton"`}},

		"default never valid: negative":       {file: "defaults:\n  backoffLimit: -1\n", wants: []string{"p.yaml:4:3: defaults.backoffLimit: this default can never be valid: backoffLimit is -1"}},
		"default never valid: zone":           {file: "defaults:\n  timeZone: Europe/Atlantis\n", wants: []string{`p.yaml:4:3: defaults.timeZone: this default can never be valid: no time zone is called "Europe/Atlantis"`}},
		"default never valid: label":          {file: "defaults:\n  labels: {team: a b}\n", wants: []string{"p.yaml:4:3: defaults.labels: this default can never be valid"}},
		"default never valid: failure policy": {file: "defaults:\n  podFailurePolicy:\n    rules: [{action: Ignore, onExitCodes: {operator: In, values: [3, 1]}}]\n", wants: []string{"p.yaml:4:3: defaults.podFailurePolicy: this default can never be valid: exit codes must ascend"}},
		"default against a limit":             {file: "limits:\n  backoffLimit: {max: 3}\ndefaults:\n  backoffLimit: 4\n", wants: []string{"p.yaml:6:3: defaults.backoffLimit: the policy itself does not allow this: backoffLimit is 4; the policy allows at most 3"}},
		"default of an override":              {file: "limits:\n  backoffLimit: {max: 3}\noverrides:\n- match: {namespaces: [ci]}\n  defaults: {backoffLimit: 4}\n", wants: []string{"p.yaml:7:14: overrides[0].defaults.backoffLimit: the policy itself does not allow this"}},
		"request above limit":                 {file: "defaults:\n  requests: {cpu: 2}\n  limits: {cpu: 1}\n", wants: []string{"p.yaml:4:3: defaults.requests: the request of cpu, 2, is above the limit 1"}},

		"override without match":  {file: "overrides:\n- mode: warn\n", wants: []string{"p.yaml:4:3: overrides[0]: the override does not say what it is for"}, schema: true},
		"override for everything": {file: "overrides:\n- match: {}\n", wants: []string{"p.yaml:4:10: overrides[0].match: match is empty, and so for every object"}, schema: true},
		"unknown kind":            {file: "overrides:\n- match: {kinds: [Cronjob]}\n", wants: []string{`p.yaml:4:19: overrides[0].match.kinds[0]: "Cronjob" is not possible here (did you mean CronJob?)`}, schema: true},
		"selector misspelt":       {file: "overrides:\n- match: {objectSelector: {matchLabel: {a: b}}}\n", wants: []string{`p.yaml:4:27: overrides[0].match.objectSelector: unknown field "matchLabel"`}, schema: true},
		"selector impossible":     {file: "overrides:\n- match: {objectSelector: {matchExpressions: [{key: a, operator: Is}]}}\n", wants: []string{"p.yaml:4:27: overrides[0].match.objectSelector: the selector is not possible"}, schema: true},
		"service account":         {file: "exemptions:\n  serviceAccounts: [deployer]\n", wants: []string{"p.yaml:4:21: exemptions.serviceAccounts[0]: deployer is no service account (write NAMESPACE/NAME)"}, schema: true},
		"unknown exemption":       {file: "exemptions:\n  user: [a]\n", wants: []string{"p.yaml:4:3: exemptions.user: there is no such key here (did you mean users?)"}, schema: true},
		"everything at once":      {file: "mode: never\nlimits:\n  backoffLimit: {min: 2, max: 1}\nfoo: 1\n", wants: []string{"p.yaml:3:7: mode", "p.yaml:5:23: limits.backoffLimit.min", "p.yaml:6:1: foo"}, schema: true},
	}
	schema := compiledSchema(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := test.file
			switch {
			case file == "-":
				file = ""
			case !strings.HasPrefix(file, "apiVersion"):
				file = head + file
			}
			_, err := Parse("p.yaml", []byte(file), Options{})
			if _, ok := errors.AsType[Problems](err); !ok {
				t.Fatalf("Parse says %v", err)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(test.wants) {
				t.Errorf("%d problems, want %d:\n%s", len(lines), len(test.wants), err)
			}
			for i, want := range test.wants {
				if i < len(lines) && !strings.Contains(lines[i], want) {
					t.Errorf("problem %d is\n%s\nwant\n%s", i, lines[i], want)
				}
			}
			if test.schema && fitsSchema(t, schema, file) == nil {
				t.Error("the schema takes it")
			}
		})
	}
}

func TestHugeFilesAreRefused(t *testing.T) {
	_, err := Parse("p.yaml", make([]byte, maxFile+1), Options{})
	if err == nil || !strings.Contains(err.Error(), "a policy may have") {
		t.Errorf("Parse says %v", err)
	}
	// Aliases that stand for a hundred thousand million values.
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 11; i++ {
		n, before := strconv.Itoa(i), strconv.Itoa(i-1)
		bomb += "a" + n + ": &a" + n + " [" + strings.TrimSuffix(strings.Repeat("*a"+before+", ", 10), ", ") + "]\n"
	}
	if _, err := Parse("p.yaml", []byte(head+bomb+"overrides: *a10\n"), Options{}); err == nil {
		t.Error("Parse takes it")
	}
}

// TestGoodFiles: what the schema and Parse both take.
func TestGoodFiles(t *testing.T) {
	schema := compiledSchema(t)
	for name, file := range map[string]string{
		"only the head": "",
		"all sections": `metadata: {name: batch}
mode: audit
rules:
  no-ttl: error
  image-latest: {severity: error, mode: warn}
  backoff-default: off
limits:
  ttlSecondsAfterFinished: {required: true, max: 604800, mode: enforce, message: see the handbook}
  labels: {team: {required: true, pattern: "[a-z]+"}}
  limits: {memory: {required: true, max: 8Gi}, cpu: {max: 4}}
  scheduleMinutes: {noneOf: [0, 30]}
  imageRegistries: {oneOf: ["*.example"]}
defaults:
  ttlSecondsAfterFinished: 86400
  restartPolicy: Never
  podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}
  requests: {cpu: 100m, memory: 128Mi}
  labels: {team: {fromNamespaceLabel: team}, tier: batch}
  tolerations: [{key: batch, operator: Exists}]
  timeZone: Etc/UTC
overrides:
- match: {kinds: [Job], namespaces: [ci, "ci-*"], namespaceSelector: {matchLabels: {tier: ci}}, objectSelector: {matchExpressions: [{key: queue, operator: Exists}]}}
  mode: warn
  rules: {no-ttl: off}
  limits: {ttlSecondsAfterFinished: null, labels: null}
  defaults: {suspend: true, ttlSecondsAfterFinished: null}
exemptions:
  users: [admin]
  groups: ["system:masters"]
  serviceAccounts: [ops/deployer]
  namespaces: ["kube-*"]
allow: {skipDefaults: true, ignore: true}
warnings: {defaults: false}
`,
		"anchors": "limits:\n  requests: &memory {memory: {max: 1Gi}}\n  limits: *memory\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse("p.yaml", []byte(head+file), Options{}); err != nil {
				t.Error(err)
			}
			if err := fitsSchema(t, schema, head+file); err != nil {
				t.Errorf("the schema refuses it: %v", err)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	for _, test := range []struct {
		glob, text string
		want       bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"*", "", true}, {"*", "x/y", true}, {"a*", "a", true}, {"a*", "ba", false},
		{"*.example", "r.example", true}, {"*.example", "r.example.com", false}, {"a*b*c", "abc", true}, {"a*b*c", "axbyc", true},
		{"a*b*c", "acb", false}, {"*a*a*", "a", false}, {"a*a", "a", false}, {"", "", true}, {"", "a", false},
	} {
		if got := matches(test.glob, test.text); got != test.want {
			t.Errorf("matches(%q, %q) is %t", test.glob, test.text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(head + "limits:\n  name: {pattern: \"[a-z]+\"}\n"))
	f.Add([]byte(head + "overrides:\n- match: {namespaces: [a]}\n  defaults: {labels: {a: {fromNamespaceLabel: b}}}\n"))
	f.Add([]byte(head + "defaults:\n  podFailurePolicy: {rules: [{action: Ignore}]}\n"))
	f.Add([]byte(head + "limits: &a\n  labels: *a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("p.yaml", data, Options{})
		if (p == nil) == (err == nil) {
			t.Errorf("a policy %t, an error %v", p != nil, err)
		}
	})
}
