# The course's commands; `make help` lists them.
#
# It works with GNU make 3.81 (the one of macOS) and in folders with spaces in their names. The
# virtual environment is made by tools/venv.sh, which leaves its stamp inside it: that is why the
# second `make lab` starts at once, and why VENV=/elsewhere serves a read-only copy of the course.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# Settings, to be given after the target: make test VENV=/elsewhere ARGS="-k 01"
VENV ?= .venv
PYTHON ?=
ARGS ?=
JOBS ?= auto
TESTS ?= tests notebooks
JAX_TESTS := $(addprefix tests/test_,callbacks.py layers.py losses.py optimizers.py schedules.py)

PY := "$(VENV)/bin/python"

# How the tests are run. The options of nbval stand in tests/nbval_plugin.py.
PYTEST := $(PY) -m pytest --nbval -n $(JOBS) --dist loadscope \
	-o cache_dir="$(VENV)/cache/pytest"

# Caches lie in the environment, so that tests leave no trace in the course's folder.
export RUFF_CACHE_DIR := $(VENV)/cache/ruff
export HYPOTHESIS_STORAGE_DIRECTORY := $(VENV)/cache/hypothesis
# Other packages on a person's own path would come before the locked ones.
unexport PYTHONPATH
unexport PYTHONHOME

.PHONY: help lab setup test test-portable test-jax lint format notebooks bench data lock clean

help: ## List these commands
	@echo 'Usage: make COMMAND [SETTING=…]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'Settings: VENV=FOLDER (the environment, now $(VENV)), PYTHON=COMMAND (what makes it),'
	@echo '  ARGS="…" (options passed on), TESTS="…" (files for test), JOBS=N (processes for test)'

lab: setup ## Set up what is missing, and open the course in JupyterLab
	@$(PY) -m dlcourse lab $(ARGS)

setup: ## Make or update the virtual environment, without starting anything
	@sh tools/venv.sh "$(VENV)" "$(PYTHON)"

test: lint ## Prove the project: lint, unit tests, every notebook (ARGS="-k 01")
	$(PYTEST) $(TESTS) $(ARGS)

test-portable: setup ## Run the notebooks as another processor would: other kernels, two threads
	OPENBLAS_CORETYPE=Haswell TF_ENABLE_ONEDNN_OPTS=0 DLCOURSE_TEST_THREADS=2 \
		$(PYTEST) notebooks $(ARGS)

test-jax: ## Run the tests of the Keras classes on JAX, in an environment of its own (optional)
	@sh tools/venv.sh "$(VENV)-jax" "$(PYTHON)" requirements/jax.txt
	KERAS_BACKEND=jax "$(VENV)-jax/bin/python" -m pytest -n $(JOBS) --dist loadscope \
		-o cache_dir="$(VENV)-jax/cache/pytest" $(JAX_TESTS) $(ARGS)

lint: setup ## Check style, without changing anything
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: setup ## Mend style where that can be done by rule
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

notebooks: setup ## Execute the notebooks again and store their outputs (ARGS="03 07-09")
	$(PY) -m dlcourse run --store $(ARGS)

bench: setup ## Run the measurements in benchmarks/ (ARGS="import_time"; WRITE=1 stores them)
	$(PY) -m benchmarks $(if $(WRITE),--write) $(ARGS)

data: setup ## Download the data sets of the full profile (ARGS="NAME …" for some of them)
	$(PY) -m dlcourse data fetch $(ARGS)

lock: ## Compile requirements.txt from pyproject.toml (ARGS=--upgrade for the newest versions)
	@sh tools/lock.sh "$(PYTHON)" $(ARGS)

clean: ## Remove build products and caches; keeps the environment, the data and my-course/
	rm -rf build dist .venv-lock __pycache__ .pytest_cache .ruff_cache .hypothesis "$(VENV)/cache"
	find dlcourse tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
