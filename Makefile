# Front door: each target sets up what it needs, then calls CMake presets. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
VENV_STAMP := .venv/requirements.installed
export PATH := $(CURDIR)/.venv/bin:$(PATH)

BUILD_PACKAGES := g++ make binutils libgtest-dev libbenchmark-dev libcli11-dev libfccp-dev \
    libpng-dev zlib1g-dev nlohmann-json3-dev libflatbuffers-dev libonnx-dev libprotobuf-dev pkgconf
CHECK_PACKAGES := binutils git
# The version that the checks were written for; make tidy CLANG_VERSION=19 where Debian has no other.
CLANG_VERSION ?= 14
TIDY_PACKAGES := clang-tidy-$(CLANG_VERSION)
INSPECT_PACKAGES := llvm-19
COUNT_PACKAGES := valgrind
FUZZ_PACKAGES := clang-$(CLANG_VERSION) libclang-rt-$(CLANG_VERSION)-dev
PYTHON_PACKAGES := python3-dev
CROSS_PACKAGES := g++-aarch64-linux-gnu qemu-user

build = cmake --build build/$(1) --parallel $(JOBS)
ctest = ctest --test-dir build/$(1) --output-on-failure --parallel $(JOBS)

# Sanitizers of GCC 12 fail under kernels that randomise addresses widely.
NO_ASLR := $(shell setarch --addr-no-randomize true 2>/dev/null && echo setarch --addr-no-randomize)

.PHONY: help setup packages build generators demo test bench bench-peers bench-report inspect install format check tidy test-asan test-tsan test-clang test-aarch64 test-models clean distclean

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 21

setup: $(VENV_STAMP)

# All that is missing is named at once, what Python needs included.
packages:
	@scripts/require_packages.sh $(BUILD_PACKAGES) $$(scripts/setup.sh --packages)

# Always asked, as the script knows best whether .venv still works; the stamp changes only when it worked.
$(VENV_STAMP): requirements.txt FORCE | packages
	@scripts/setup.sh
FORCE:

# These presets are built with clang.
CLANG := -DCMAKE_C_COMPILER=clang-$(CLANG_VERSION) -DCMAKE_CXX_COMPILER=clang++-$(CLANG_VERSION)
CONFIGURE_fuzz := $(CLANG)
CONFIGURE_clang := $(CLANG)
build/%/build.ninja: CMakePresets.json $(VENV_STAMP) | setup
	@scripts/configure.sh $* $(CONFIGURE_$*)

build: build/release/build.ninja ## Build the release preset
	@$(call build,release)

demo: build/release/build.ninja ## Upsample the photograph that the repository ships
	@$(call build,release) --target convt_demo
	@build/release/demo/convt_demo

test: build ## Build and run every test that has no target of its own
	@$(call ctest,release) --label-exclude models

# Arguments for Google Benchmark, for example BENCH=--benchmark_filter=dcgan.
BENCH ?=
GOOGLE_BENCHMARK := $(CURDIR)/build/google-benchmark/lib/cmake/benchmark

bench: build/release/build.ninja ## Time the layers of published models: a quarter of an hour, or some by BENCH=--benchmark_filter=dcgan
	@if bench/google_benchmark/setup.sh; then scripts/configure.sh release -Dbenchmark_DIR=$(GOOGLE_BENCHMARK) >/dev/null; fi
	@$(call build,release) --target bench_convt
	@echo "convt: all $$(($$(wc -l <bench/layers/layers.csv) - 1)) layers in both layouts, on one thread and on all, take 15 minutes; \
	BENCH=--benchmark_filter=dcgan times some" >&2
	@build/release/bench/bench_convt $(BENCH)

# Arguments for the measurement, for example PEERS="--filter ^dcgan --threads 1" or PEERS=--resume.
PEERS ?=
PEERS_RESULTS := build/peers/results.json
PEERS_PYTHON := .venv-peers/bin/python

bench-peers: build ## Time convt beside other libraries, in turns, and print a summary
	@bench/peers/setup.sh
	@$(call build,release) --target convt_bench
	@$(PEERS_PYTHON) bench/peers/measure.py --json $(PEERS_RESULTS) $(PEERS)
	@$(PEERS_PYTHON) bench/peers/report.py $(PEERS_RESULTS) --print

# Choices to compare with, for example BEFORE=build/choices-before.jsonl, which an earlier `make choices` has written.
BEFORE ?=
CHOICES ?= build/choices.jsonl
.PHONY: choices

choices: build/release/build.ninja ## Write what is planned for the layers of both lists; BEFORE=file compares
	@$(call build,release) --target convt_tune_worker_program
	@python3 bench/choices --out $(CHOICES)
	@$(if $(BEFORE),python3 bench/choices --compare $(BEFORE) $(CHOICES))

# Another commit's speed beside this tree's: make bench-compare BASE=origin/main FILTER=^dcgan THREADS=1,2 ROUNDS=5 BOUND=0.99.
# COMPARE holds further arguments (bench/compare --help).
.PHONY: bench-compare
BASE ?=
FILTER ?=
THREADS ?= 1
ROUNDS ?= 3
BOUND ?= 0.97
COMPARE ?=

bench-compare: build/release/build.ninja ## Time this tree and commit BASE in turns; fails below BOUND
	@$(if $(BASE),,echo "convt: state the commit to compare with: make bench-compare BASE=commit" >&2; exit 2)
	@$(call build,release) --target convt_bench convt_compare_runner convt_tune_worker_program
	@python3 bench/compare "$(BASE)" --filter "$(FILTER)" --threads $(THREADS) --rounds $(ROUNDS) --bound $(BOUND) \
	    --jobs $(JOBS) $(COMPARE)

# Counts instead of times: a gate that the machine's noise does not reach.
.PHONY: instructions instructions-table
build_counted = scripts/require_packages.sh $(COUNT_PACKAGES) && $(call build,release) --target counted_layers
count = python3 bench/instructions build/release/bench/counted_layers

instructions: build/release/build.ninja ## Compare instruction counts of small layers with bench/instructions/counts.csv
	@$(build_counted)
	@$(count)

instructions-table: build/release/build.ninja ## Write bench/instructions/counts.csv anew
	@$(build_counted)
	@$(count) --write

bench-report: ## Keep what bench-peers measured in bench/results; write docs/benchmarks*.md, docs/pictures and README's table
	@$(PEERS_PYTHON) bench/peers/report.py $(PEERS_RESULTS)

# Asked for before anything is built.
INSPECT_EXAMPLE := convt_2d_nhwc_f32_direct_c16p6_avx2
.PHONY: kernel-is-stated
kernel-is-stated:
	@$(if $(KERNEL),,echo "convt: state a kernel, as convt explain names it: make inspect KERNEL=$(INSPECT_EXAMPLE)" >&2; exit 2)

inspect: kernel-is-stated generators ## Loops, assembly and llvm-mca's view of one kernel: make inspect KERNEL=name
	@scripts/require_packages.sh $(INSPECT_PACKAGES)
	@scripts/kernels/inspect_kernel.py $(if $(CPU),--cpu "$(CPU)") -- "$(KERNEL)"

# Arguments for the measurement, for example AUTOSCHEDULED="--tuned tuned.json --threads 1".
AUTOSCHEDULED ?=
.PHONY: bench-autoschedulers

bench-autoschedulers: build ## Time convt beside what Halide's autoschedulers make of the same layers
	@$(call build,release) --target convt_bench convt_generator_layer
	@.venv/bin/python bench/autoschedulers/compile.py build/autoschedulers
	@.venv/bin/python bench/autoschedulers/measure.py build/autoschedulers $(AUTOSCHEDULED)

# What `convt tune --dask` runs in; nothing else needs it.
.PHONY: tune-setup test-dask models-setup
TUNE_STAMP := .venv-tune/requirements.installed
$(TUNE_STAMP): tools/tune/requirements.txt
	@scripts/python_environment.sh .venv-tune $<
	@touch $@

tune-setup: $(TUNE_STAMP) ## Make the environment that measures on other machines, with Dask

test-dask: tune-setup ## The tuner's tests with Dask: local cluster, scheduler, a worker that dies
	.venv-tune/bin/python -m unittest discover --start-directory tools/tune/tests

MODELS_STAMP := .venv-models/requirements.installed
$(MODELS_STAMP): tests/models/requirements.txt tests/models/models.txt
	@scripts/python_environment.sh .venv-models tests/models/requirements.txt
	@scripts/python_environment.sh .venv-models tests/models/models.txt --no-deps
	@touch $@

models-setup: $(MODELS_STAMP) ## Make the environment that holds models and ONNX Runtime

test-models: build models-setup ## Compiled models against ONNX Runtime
	@$(call ctest,release) --label-regex models

# The Python module. It takes the library of build/release; `pip install .` would build that as well.
.PHONY: python-setup wheel test-python
PYTHON_STAMP := .venv-python/requirements.installed
python := .venv-python/bin/python
has_python_h = $(python) -c 'import os, sysconfig, sys; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'
$(PYTHON_STAMP): python/requirements.txt python/requirements-xla.txt
	@scripts/python_environment.sh .venv-python $< --only-binary :all:
	@scripts/python_environment.sh .venv-python python/requirements-xla.txt --only-binary :all: --no-deps --upgrade \
	    --target .venv-python/xla
	@find .venv-python/xla -mindepth 1 -maxdepth 2 ! -path '*/jaxlib' ! -path '*/jaxlib/include' -exec rm -rf {} +
	@touch $@

python-setup: $(PYTHON_STAMP) ## Make the environment that builds and tests the Python module

wheel: build/release/build.ninja python-setup ## Build the Python wheel for this interpreter into build/python/wheels
	@$(has_python_h) || scripts/require_packages.sh $(PYTHON_PACKAGES)
	@$(call build,release) --target convt
	@cmake --install build/release --prefix build/python/prefix --component convt >build/python-install.log
	@python/make_wheel.sh

test-python: wheel ## The Python module's tests, and ruff
	@python/test_wheel.sh

# TensorFlow is half a gigabyte and has an environment of its own.
.PHONY: tensorflow-setup test-tensorflow
TENSORFLOW_STAMP := .venv-tensorflow/requirements.installed
$(TENSORFLOW_STAMP): python/requirements-tensorflow.txt
	@scripts/python_environment.sh .venv-tensorflow $< --only-binary :all:
	@touch $@

tensorflow-setup: $(TENSORFLOW_STAMP) ## Make the environment that holds TensorFlow: half a gigabyte

test-tensorflow: wheel tensorflow-setup ## convt.tensorflow, Keras on TensorFlow, and Keras's own tests of conv_transpose
	@python/test_tensorflow.sh

# PyTorch, of whose wheel's 5 GB some 4 are needed, has an environment of its own; no part of CI.
.PHONY: torch-setup test-torch
TORCH_STAMP := .venv-torch/python-module.installed
$(TORCH_STAMP): python/requirements-torch.txt
	@scripts/python_environment.sh .venv-torch $< --only-binary :all: --no-deps --no-compile
	@touch $@

torch-setup: $(TORCH_STAMP) ## Make the environment that holds PyTorch: 4 GB

test-torch: wheel torch-setup ## The tests of convt.torch and of Keras on torch, and Keras's own with convt
	@python/test_torch.sh

# LiteRT and OpenVINO have environments of their own; BENCH_LITERT and BENCH_OPENVINO hold arguments for the measurements:
# BENCH_LITERT="--threads 1 --clock cpu".
BENCH_LITERT ?=
BENCH_OPENVINO ?=
.PHONY: litert-setup test-litert bench-litert openvino-setup test-openvino bench-openvino
LITERT_STAMP := .venv-litert/requirements.installed
OPENVINO_STAMP := .venv-openvino/requirements.installed
$(LITERT_STAMP) $(OPENVINO_STAMP): .venv-%/requirements.installed: python/requirements-%.txt
	@scripts/python_environment.sh .venv-$* $< --only-binary :all:
	@touch $@

litert-setup: $(LITERT_STAMP) ## Make the environment that holds LiteRT

test-litert: wheel litert-setup ## convt.litert: the delegate against LiteRT's reference kernels
	@python/test_litert.sh

bench-litert: wheel litert-setup ## Time LiteRT with convt beside LiteRT alone
	@.venv-litert/bin/python -m pip install --quiet --no-deps --force-reinstall build/python/wheels/convt-*.whl
	@.venv-litert/bin/python bench/adaptors/litert_layers.py $(BENCH_LITERT)

openvino-setup: $(OPENVINO_STAMP) ## Make the environment that holds OpenVINO

test-openvino: wheel openvino-setup ## Build the extension for that OpenVINO, and test it against OpenVINO's own results
	@python/test_openvino.sh

bench-openvino: wheel openvino-setup ## Time OpenVINO with convt beside OpenVINO alone
	@python/make_openvino.sh .venv-openvino/bin/python
	@.venv-openvino/bin/python bench/adaptors/openvino_layers.py $(BENCH_OPENVINO)

# ONNX Runtime alone and with convt, in what test-python has installed: BENCH_ONNXRUNTIME="--threads 1 --rounds 5".
BENCH_ONNXRUNTIME ?=
TEXT_DETECTION = $(wildcard .venv-models/lib/python3*/site-packages/rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx)
.PHONY: bench-onnxruntime

bench-onnxruntime: wheel models-setup ## Time ONNX Runtime with convt beside ONNX Runtime alone: 2 minutes
	@$(python) -m pip install --quiet --no-input --disable-pip-version-check --no-deps --force-reinstall build/python/wheels/convt-*.whl
	@$(python) bench/adaptors/onnxruntime_models.py $(addprefix --model ,$(TEXT_DETECTION)) $(BENCH_ONNXRUNTIME)

# The pages of docs/ and the interfaces' comments as a static site.
.PHONY: docs docs-setup docs-pictures
DOCS_PACKAGES := doxygen
DOCS_STAMP := .venv-docs/requirements.installed
$(DOCS_STAMP): docs/site/requirements.txt
	@scripts/python_environment.sh .venv-docs $< --only-binary :all:
	@touch $@

docs-setup: $(DOCS_STAMP) ## Make the environment that builds the site

docs: wheel docs-setup ## Build the pages and the interfaces' reference into build/docs/html
	@scripts/require_packages.sh $(DOCS_PACKAGES)
	@docs/site/build.sh

docs-pictures: wheel docs-setup ## Draw phases and a kernel's tile anew, from what the module computes
	@docs/site/install_module.sh
	@.venv-docs/bin/python docs/pictures/draw.py

# Arguments for the measurement, for example BENCH_TORCH="--threads 2 --dtype bfloat16".
BENCH_TORCH ?=
.PHONY: bench-torch
bench-torch: wheel torch-setup ## Time convt.torch beside PyTorch and Keras on torch
	@.venv-torch/bin/python -m pip install --quiet --no-deps --force-reinstall build/python/wheels/convt-*.whl
	@.venv-torch/bin/python bench/torch/layers.py $(BENCH_TORCH)

# Of the release build: build/release/packages.
PACKAGING_PACKAGES := dpkg-dev fakeroot file lintian
.PHONY: package-files
package-files: build ## Make Debian's packages and a relocatable archive; check, unpack and use them
	@scripts/require_packages.sh $(PACKAGING_PACKAGES)
	@$(call build,release) --target convt_shared
	@tests/package/packages.sh build/release

install: build ## Install library, headers and command to PREFIX (default /usr/local)
	@cmake --install build/release --prefix "$(PREFIX)"

# Sanitizer and cross builds make their kernels with the generators of the release build.
generators: build/release/build.ninja
	@$(call build,release) --target generators/all

test-asan: generators build/asan/build.ninja ## Every test of the C++ side under AddressSanitizer and UBSan
	@$(call build,asan)
	@$(NO_ASLR) $(call ctest,asan)

# Random problems against the oracle: time, the seed of another run, and the build they run in.
MINUTES ?= 5
SEED ?=
FUZZ_PRESET ?= asan
.PHONY: fuzz fuzz-built fuzz-targets
fuzz: generators ## Random problems on every tier, with sanitizers: make fuzz MINUTES=5 [SEED=s]
	@$(MAKE) --no-print-directory build/$(FUZZ_PRESET)/build.ninja
	@$(call build,$(FUZZ_PRESET)) --target convt_campaign
	@$(MAKE) --no-print-directory fuzz-built

fuzz-built: ## The same by what is built already, so that it may run beside builds
	@$(NO_ASLR) build/$(FUZZ_PRESET)/tests/fuzz/campaign/convt_campaign --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

fuzz-targets: generators ## Bytes that clang's libFuzzer makes, for every target: make fuzz-targets MINUTES=5
	@scripts/require_packages.sh $(FUZZ_PACKAGES)
	@$(MAKE) --no-print-directory build/fuzz/build.ninja
	@$(call build,fuzz) --target tests/fuzz/all
	@$(NO_ASLR) tests/fuzz/run_targets.sh build/fuzz $(MINUTES)

test-tsan: generators build/tsan/build.ninja ## Thread tests under ThreadSanitizer
	@$(call build,tsan) --target tests/threads/all
	@$(NO_ASLR) $(call ctest,tsan) --label-regex threads

test-clang: generators ## Runtime and smoke test with clang: make test-clang [CLANG_VERSION=19]
	@scripts/require_packages.sh clang-$(CLANG_VERSION)
	@$(MAKE) --no-print-directory build/clang/build.ninja
	@$(call build,clang) --target smoke
	@$(call ctest,clang) --label-regex smoke

# Debian 13 in a folder of its own, as root: its compiler (GCC 14), Python, libonnx and formatter.
DEBIAN13 ?= /var/tmp/convt-debian13
.PHONY: test-debian13
test-debian13: ## Build and test in Debian 13, unpacked by debootstrap into DEBIAN13: some 15 minutes, 4 GB, needs root
	@scripts/require_packages.sh debootstrap
	@scripts/test_debian13.sh "$(DEBIAN13)"

test-aarch64: generators ## Cross-compile for AArch64; run smoke test and compiled layers under qemu-user
	@scripts/require_packages.sh $(CROSS_PACKAGES)
	@$(call build,release) --target convt_cli
	@$(MAKE) --no-print-directory build/aarch64/build.ninja
	@$(call build,aarch64)
	@$(call ctest,aarch64)

format: ## Format every C++ file in place
	@scripts/checks/format.sh --fix

check: build ## House rules: format, layers, names, lengths, headers, kernel objects
	@scripts/require_packages.sh $(CHECK_PACKAGES)
	@scripts/checks/run_all.sh

tidy: build ## clang-tidy over the runtime
	@scripts/require_packages.sh $(TIDY_PACKAGES)
	@CLANG_TIDY=clang-tidy-$(CLANG_VERSION) scripts/checks/tidy.sh

clean: ## Remove everything that was built
	rm -rf build

distclean: clean ## Remove the Python environment as well
	rm -rf .venv .venv-peers .venv-models .venv-torch .venv-tune .venv-format .venv-python .venv-tensorflow .venv-docs \
	    .venv-litert .venv-openvino
