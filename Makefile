# Everything that builds, tests and shows the project. The default target lists it.
SHELL := /bin/bash
GO ?= go
BIN := bin
TOOLS := $(GO) tool -modfile=internal/tools/go.mod
VULN := $(GO) tool -modfile=internal/tools/vuln/go.mod
NESTED := $(dir $(wildcard test/*/go.mod))

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

.PHONY: build
build: ## Build the programs into bin/
	@mkdir -p $(BIN)
	$(GO) build -trimpath -o $(BIN) ./cmd/...

.PHONY: demo
demo: ## Start the webhook, ask it about the examples, lint them, stop (under a minute)
	@mkdir -p $(BIN)
	@$(GO) build -o $(BIN) ./cmd/jobvalidate ./cmd/jobvalidate-webhook
	@$(GO) run ./internal/demo -bin $(BIN) $(wildcard examples/*.yaml)

.PHONY: run
run: build ## Run the webhook on 127.0.0.1:9443 with a certificate made on the spot, until Ctrl-C
	$(BIN)/jobvalidate-webhook --listen 127.0.0.1:9443 --private-listen 127.0.0.1:8080 --self-signed --ca-out $(BIN)/ca.pem --early-verdict --drain 0s --drain-close 0s --decision-log all --log-format text

.PHONY: test
test: test-short test-nested demo ## Everything that proves the project, a real kube-apiserver included

.PHONY: test-short
test-short: ## The tests that need no Kubernetes build (under two minutes)
	$(GO) build ./...
	$(GO) vet ./...
	$(GO) test ./...

.PHONY: test-race
test-race: ## What runs concurrently, with the race detector
	$(GO) test -race ./webhook/... ./certs/... ./internal/lint/... ./internal/cluster/... ./cmd/jobvalidate-webhook ./cmd/jobvalidate-audit

.PHONY: fuzz
fuzz: ## Every fuzz target in turn; FUZZTIME= (10s, or 200x) for each, PARALLEL= (workers), FUZZ= (some, by a pattern of their names)
	@set -e; for file in $$(git grep -lE '^func Fuzz' -- '*_test.go'); do \
		for target in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+)\(.*/\1/p' $$file | grep -E '$(or $(FUZZ),.)'); do \
			echo "== $${file%/*} $$target"; \
			$(GO) test -C $${file%/*} -run '^$$' -fuzz "^$$target\$$" -fuzztime $(or $(FUZZTIME),10s) -fuzzminimizetime 1x $(if $(PARALLEL),-parallel $(PARALLEL)) .; \
		done; \
	done

.PHONY: test-nested
test-nested: ## The nested modules: what needs Kubernetes itself
	@set -e; for module in $(NESTED); do echo "== $$module"; (cd $$module && $(GO) vet ./... && $(GO) test -timeout 40m ./...); done

.PHONY: e2e
e2e: ## The webhook on a real etcd and kube-apiserver (built once into the user's cache folder)
	cd test/e2e && $(GO) test -v -count=1 -timeout 40m ./...

.PHONY: conformance
conformance: ## Our answers against the API server's own code; SEED= and COUNT= (20,000 a comparison of verdicts), RUN= (a test)
	cd test/conformance && SEED=$(SEED) COUNT=$(COUNT) REPORT=$(REPORT) $(GO) test -count=1 -timeout 0 $(if $(RUN),-run '$(RUN)' )$(if $(V),-v )./...

.PHONY: conformance-coverage
conformance-coverage: ## Which error branches of the API server's validation the conformance run reaches, and why not the rest
	@dir=$$(mktemp -d) && cd test/conformance && \
	CONFORMANCE_COVER=1 GOCOVERDIR=$$dir SEED=$(SEED) COUNT=$(COUNT) $(GO) test -count=1 -timeout 0 -run 'TestRules|TestProbes/1.37|TestVerdicts/1.37|TestTemplates/1.37|TestVerdictsWithGates/1.37' . && \
	$(GO) run ./coverage $$dir; status=$$?; rm -rf $$dir; exit $$status

.PHONY: bench
bench: ## Time validation beside the API server's own code, in one run; writes the table in docs/performance.md
	@set -o pipefail; cd test/bench && $(GO) test -run '^$$' -bench . -benchmem -benchtime 200ms -count 5 | $(GO) run ./table ../../docs/performance.md

.PHONY: bench-cli
bench-cli: ## Time the linter beside kubeconform over the same files (CORPUS=FOLDER of real manifests)
	cd test/benchcli && $(GO) run . $(if $(CORPUS),-corpus $(abspath $(CORPUS)))

.PHONY: generate
generate: ## Write every generated file anew (CORPUS=FOLDER counts the rules' findings there again)
	$(GO) run ./internal/rulesdoc $(if $(CORPUS),-corpus $(CORPUS))
	$(GO) generate ./...

.PHONY: verify
verify: generate ## Fail where a generated file is stale
	git diff --exit-code

.PHONY: newrule
newrule: ## Begin an advice rule: make newrule NAME=a-name
	$(GO) run ./internal/newrule $(NAME)

.PHONY: soak
soak: ## The webhook under load and fault beside a no-op webhook; writes docs/performance.md (about fifteen minutes; SCALE=0.5 does half)
	cd test/soak && $(GO) run . -scale $(or $(SCALE),1) -out ../../docs/performance.md

.PHONY: fmt
fmt: ## Format the code
	gofmt -w $$(git ls-files '*.go')

.PHONY: tidy
tidy: ## Tidy go.mod of the project and of every nested module
	@$(GO) mod tidy; for module in $(NESTED); do (cd $$module && $(GO) mod tidy); done

.PHONY: lint
lint: ## gofmt, golangci-lint with the set of .golangci.yml, and our own linter over our own manifests
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted"; exit 1; fi
	$(TOOLS) golangci-lint run ./...
	$(GO) run ./cmd/jobvalidate lint manifests

.PHONY: vulncheck
vulncheck: ## Known vulnerabilities that the released programs reach, by the pinned database, or by that at VULNDB=URL
	@set -e; db=$$(mktemp -d); trap 'rm -rf $$db' EXIT; \
	if [ -z "$(VULNDB)" ]; then \
		$(GO) mod download -modfile=internal/tools/vuln/go.mod golang.org/x/vulndb; \
		$(VULN) indexdb -vulns "$$($(GO) list -modfile=internal/tools/vuln/go.mod -m -f '{{.Dir}}' golang.org/x/vulndb)/data/osv" -out $$db; \
	fi; \
	check=$$($(VULN) -n govulncheck); \
	GOTOOLCHAIN=go$$(sed -n 's/^ARG GO_VERSION=//p' Dockerfile) $$check -db "$(or $(VULNDB),file://$$db)" ./...

.PHONY: readme
readme: ## Write the README's sample outputs anew
	$(GO) test ./internal/demo -run TestReadme -update

.PHONY: clean
clean: ## Remove what was built here (the cache of Kubernetes' binaries stays)
	rm -rf $(BIN)
