# Two commands: `make run` and `make test`. Both set up the machine, build, and do what they say.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
CACHE := $(or $(SKIFF_CACHE),$(XDG_CACHE_HOME),$(HOME)/.cache)/skiff
BIN := build/bin
export CMAKE_PREFIX_PATH := $(CACHE)/ksyntaxhighlighting:$(CMAKE_PREFIX_PATH)
export CTEST_OUTPUT_ON_FAILURE := 1

.PHONY: help run test build setup image bench format tidy clean sanitize

help:
	@echo "make run     set up, build, start a cluster, open the console (without a display: print its status)"
	@echo "make test    set up, build, run every test"
	@echo "make build   set up and build only            make bench   print speed and memory figures"
	@echo "make format  lay out the code                 make clean   remove build/ (caches stay)"

setup:
	@tools/setup/setup.sh

build: setup
	@cmake --preset dev > build.log 2>&1 || { cat build.log; rm -f build.log; exit 1; }
	@rm -f build.log
	@cmake --build build -j$(JOBS)

# What nodes are made of, from Debian packages: folders, and disks for virtual machines; cached.
image: build
	@resources/node-image/build --machine

run: image
	@tools/run.sh $(BIN)

# Sanitizers first, so that ctest's summary of everything comes last.
test: image sanitize
	@ctest --test-dir build -j$(JOBS)

# The cluster libraries' unit tests under ASan+UBSan and TSan.
sanitize: setup
	@for kind in asan tsan; do \
	    cmake --preset $$kind > /dev/null && cmake --build build/$$kind -j$(JOBS) --target cluster_tests && \
	    ctest --test-dir build/$$kind -L cluster -j$(JOBS) || exit 1; \
	done

# The words after "bench" name its parts: make bench apiserver machine
ifeq ($(firstword $(MAKECMDGOALS)),bench)
PARTS := $(wordlist 2,99,$(MAKECMDGOALS))
.PHONY: $(PARTS)
$(PARTS): ; @:
endif
bench: image
	@tests/bench/run.sh $(BIN) $(PARTS)

format:
	@git ls-files '*.cpp' '*.h' | xargs clang-format -i

tidy: build
	@git ls-files 'cluster/*.cpp' 'app/*.cpp' | xargs clang-tidy -p build --quiet

clean:
	@rm -rf build
