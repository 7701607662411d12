# The two commands of README.md are `make run` and `make test`; the rest is for working on the project.
# Targets install the Debian packages they need only when one is missing, so that they also work
# offline and without rights on a machine that has them.

.DEFAULT_GOAL := run
.PHONY: run clean-run started build test vectors lint bench \
	packages-build packages-test packages-bench

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

DATA := .run
PROGRAM := .build/release/dingdian
QUICK := .build/debug/dingdian
# What `make run` starts: the optimised program where somebody built it.
STARTED := $(if $(wildcard $(PROGRAM)),$(PROGRAM),$(QUICK))
VENV := .build/venv
# The first `make run` writes down here how long it took; `make bench` shows it.
FIRST_RUN := .build/first-run
BEGAN := $(shell date +%s)

PACKAGES_BUILD := libsqlite3-dev libcurl4-openssl-dev zlib1g-dev
PACKAGES_TEST := golang-go golang-golang-x-mod-dev python3 python3-venv openssl
PACKAGES_BROWSER := chromium chromium-driver
PACKAGES_BENCH := postgresql wrk

# $(call install,PACKAGES): asks the package database first, as that needs neither rights nor network.
define install
	missing=(); \
	for package in $(1); do \
		state=$$(dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null || true); \
		if [ "$$state" != installed ]; then missing+=("$$package"); fi; \
	done; \
	if [ "$${#missing[@]}" -gt 0 ]; then \
		as_root=(); if [ "$$(id -u)" -ne 0 ]; then as_root=(sudo); fi; \
		echo "installing: $${missing[*]}"; \
		"$${as_root[@]}" apt-get update -q; \
		"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -q --no-install-recommends "$${missing[@]}"; \
	fi
endef

# What failed, said again where it is seen: of a long output only the end is kept. An issue's details
# follow it on lines of their own; a known issue is no failure.
failures := awk '/recorded a known issue|passed after|Test run with/ { kept = 0; next } \
	/✘|recorded an issue|Fatal error|^error:|unexpected signal/ { kept = 1; print; next } \
	/^[^ ]* *(↳|\/\/)/ { if (kept) print; next } { kept = 0 }'

# Of a crash the thread that crashed, and the tests that had begun.
crash := grep -a -A 70 'Program crashed' .build/test.log && \
	grep -a 'started\.$$' .build/test.log | tail -n 3

# Starts the demonstration federation and keeps it running until Ctrl-C; started again it continues
# where it was.
run: started
	@exec $(STARTED) up nodes --data $(DATA) \
		--first-run $(FIRST_RUN) --began $(BEGAN) --built $$(date +%s)

# The same from nothing.
clean-run: started
	@rm -rf -- $(DATA)
	@exec $(STARTED) up nodes --data $(DATA)

# Optimising takes as long again as all the rest, and the demonstration needs none of it. `make test` goes on
# with what this built.
ifeq ($(STARTED),$(PROGRAM))
started: build
else
started: packages-build
	swift build --product dingdian
	@echo '快速构建，供试用；make build 生成正式程序，此后 make run 即用之。'
	@echo 'A quick build, to look at; make build makes the program for offices, which make run then takes.'
endif

# The program for offices, alone: with Swift's libraries in it, it runs on machines that have no Swift, in a
# field office for one, and takes a few megabytes of memory less.
build: packages-build
	swift build -c release --static-swift-stdlib --product dingdian

# Tests that call Python find it by this variable. They run one after the other: some watch how long
# a peer is silent, which a busy machine would falsify.
test: export FOREIGN_PYTHON := $(CURDIR)/$(VENV)/bin/python3
test: export SWIFT_BACKTRACE := threads=crashed,images=none,registers=none
test: packages-build packages-test lint $(VENV)/installed
	swift build --build-tests
	@echo swift test --skip-build --no-parallel; \
	status=0; \
	swift test --skip-build --no-parallel 2>&1 | tee .build/test.log || status=$$?; \
	if [ "$$status" -ne 0 ]; then $(crash); $(failures) .build/test.log; tail -n 2 .build/test.log; fi; \
	exit "$$status"

# Writes protocol/vectors anew, after a wanted change of a format or of the fold; read the difference.
vectors: export REGENERATE_VECTORS := 1
vectors: export FOREIGN_PYTHON := $(CURDIR)/$(VENV)/bin/python3
vectors: packages-build packages-test $(VENV)/installed
	swift build --build-tests
	swift test --skip-build --no-parallel --filter VectorTests

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

bench: build packages-bench
	$(PROGRAM) bench

packages-build:
	@$(call install,$(PACKAGES_BUILD))

packages-test:
	@$(call install,$(PACKAGES_TEST) $(PACKAGES_BROWSER))

packages-bench:
	@$(call install,$(PACKAGES_BENCH))

# Code that this project did not write, for checking its logs.
$(VENV)/installed: Tests/Foreign/requirements.txt | packages-test
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@
