# Two commands on a bare machine (Python 3.11 or 3.12, pip, make): `make demo` and `make test`.
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
RUN := .venv/bin
READY := .venv/.ready
DEMO := build/demo

.PHONY: demo test test-slow check format lint types layers lengths pages golden evaluate setup \
	lock bench clean

demo: $(READY)  ## make a clip with known truth and analyse it
	@mkdir -p $(DEMO)
	$(RUN)/python scripts/make_clip.py scripts/specs/demo.json $(DEMO)/demo.mp4
	$(RUN)/rumiai analyze $(DEMO)/demo.mp4 --root $(DEMO) --output-format text

test: $(READY)  ## the default suite
	$(RUN)/pytest

test-slow: $(READY)  ## what takes minutes
	$(RUN)/pytest -m slow

check: format lint types layers lengths test

format: $(READY)
	$(RUN)/ruff format --check .

lint: $(READY)
	$(RUN)/ruff check .

types: $(READY)
	$(RUN)/mypy

layers: $(READY)
	$(RUN)/lint-imports

lengths: $(READY)
	$(RUN)/python scripts/check_lengths.py

bench: $(READY)  ## time and memory of a 60 s clip, and of a 600 s one
	$(RUN)/python scripts/bench.py

pages: $(READY)  ## write docs/analyses and complete the tolerances, from the models
	$(RUN)/python scripts/write_pages.py

golden: $(READY)  ## measure the golden results anew; look at the difference before you commit
	RUMIAI_GOLDEN=write $(RUN)/pytest -n 0 tests/test_golden.py -k recorded

evaluate: $(READY)  ## precision, recall and timing error of every analyzer
	$(RUN)/python scripts/evaluate.py

setup: $(READY)

$(READY): requirements.lock pyproject.toml | $(UV)
	$(UV) venv --quiet --allow-existing --python '>=3.11,<3.13' .venv
	$(UV) pip sync --quiet --python $(RUN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(RUN)/python --no-deps --no-build-isolation --editable .
	@[ -e venv ] || ln -sfn .venv venv  # where the Node caller looks
	@touch $@

.tools/bin/uv:
	python3 -m pip install --quiet --disable-pip-version-check --target .tools uv

lock: | $(UV)  ## settle all versions anew
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --group dev pyproject.toml \
		--output-file requirements.lock

clean:
	@[ ! -L venv ] || rm venv
	rm -rf .venv .tools build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
