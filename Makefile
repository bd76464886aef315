# One verb for each chore. Every debug build uses the same flags, so that they share .build.
# -O2 is for C only: BoringSSL without it hashes a password in seconds instead of 0.2 s.
export DEBUG_BUILD_FLAGS := -Xcc -O2

.PHONY: help run test conformance browser bench growth torture fuzz build check lint

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: ## build, prepare var/ with a demo shop, serve on http://127.0.0.1:8080
	@bash Scripts/run.sh

test: ## install what tests need, build, run all tests
	@bash Scripts/test.sh

conformance: ## long comparison with the real Django, on SQLite and PostgreSQL
	@bash Scripts/install-dependencies.sh python3 python3-venv curl postgresql-15 nginx-light openssl
	@bash Tests/Conformance/run.sh --long

browser: ## the pages in Chromium: every path and language, with and without JavaScript; screenshots in var/browser
	@bash Tests/Browser/run.sh --long

bench: build ## an hour: Hesap beside Django, FastAPI and the limits of the machine; table and plot in var/bench
	@bash Benchmarks/bench.sh

growth: build ## an hour: what each operation costs on ten thousand and on ten million rows; tables in var/bench
	@bash Benchmarks/growth.sh sqlite
	@bash Benchmarks/growth.sh postgres

torture: build ## faults and attacks, each judged; figures in var/torture. One part: bash Tests/Torture/run.sh NAME
	@HESAP_BINARY=$(CURDIR)/.build/release/hesap bash Tests/Torture/run.sh

fuzz: ## an hour for each parser of outside bytes; what it finds is in var/fuzz
	@bash Tests/Fuzz/run.sh

build: ## release build: .build/release/hesap, which runs where no Swift is installed
	@bash Scripts/install-dependencies.sh
	swift build -c release --product hesap --static-swift-stdlib

check: ## format lint, build with import check, all tests; what .ci/run calls
	@bash Scripts/install-dependencies.sh
	@bash Scripts/lint.sh
	swift build $(DEBUG_BUILD_FLAGS) --explicit-target-dependency-import-check error
	@bash Scripts/test.sh

lint: ## format lint only
	@bash Scripts/lint.sh
