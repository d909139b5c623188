# One command each. CI and the hooks call the same targets.
VENV := .venv
UV := $(VENV)/bin/uv
RUN := $(VENV)/bin
PYTHON ?= python3
STAMP := $(VENV)/.synced
# Tests start whoask a hundred times: what Python has compiled is kept, even where the shell says otherwise.
export PYTHONDONTWRITEBYTECODE :=
# A network's own certificate authority: pip and uv have other names for what Python takes from SSL_CERT_FILE.
ifdef SSL_CERT_FILE
export PIP_CERT := $(SSL_CERT_FILE)
export UV_SYSTEM_CERTS := true
endif

.PHONY: help demo test coverage check format bench fuzz run facts eval worlds near-words urgency release-record documents pictures audit sbom licences soak rolling restore memory shape clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMP)  ## talk to the bot: the real app against a local Slack
	@$(RUN)/whoask demo

test: $(STAMP)  ## every test
	$(RUN)/whoask check data/teams.yaml
	$(RUN)/pytest -n 2 --dist worksteal $(ARGS)

coverage: $(STAMP)  ## every test, with branch coverage: takes half as long again
	$(RUN)/pytest -n 2 --dist worksteal --cov --cov-report=term $(ARGS)

check: $(STAMP)  ## lint, format and types
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/hadolint Dockerfile

format: $(STAMP)  ## let ruff tidy up
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

bench: $(STAMP)  ## speed as ratios against named alternatives
	$(RUN)/python -m tools.bench

fuzz: $(STAMP)  ## hostile texts, payloads and registry files, for an hour: make fuzz ARGS="--minutes 1 --seed 2"
	$(RUN)/python -m tools.fuzz texts payloads documents $(ARGS)

run: $(STAMP)  ## the bot itself: needs the tokens that README.md names
	$(RUN)/whoask run

facts: $(STAMP)  ## ask every fact of a facts file: make facts FACTS=path
	$(RUN)/python -m tools.facts $(FACTS)

eval: $(STAMP)  ## ask every question of a question file: make eval QUESTIONS=path
	$(RUN)/whoask eval $(QUESTIONS)

worlds: $(STAMP)  ## ask every world's questions of its registry: make worlds WORLDS=path
	$(RUN)/python -m tools.worlds $(WORLDS)

near-words: $(STAMP)  ## make the table of near words again: make near-words MODEL=folder WORDNET=folder
	$(RUN)/python -m tools.near_words $(MODEL) $(WORDNET)

urgency: $(STAMP)  ## learn again what words add to the urgency of a message
	$(RUN)/python -m tools.urgency

release-record: $(STAMP)  ## write down how good the registry is, for the next release to be no worse
	$(RUN)/python -m tools.release_record

documents: $(STAMP)  ## run the examples of the documents again and write down what they print
	$(RUN)/python -m tools.documents

pictures: $(STAMP)  ## take the pictures of the documents from the demo; needs Chromium
	$(RUN)/python -m tools.pictures $(ARGS)

audit: $(STAMP)  ## known vulnerabilities in what whoask runs on; says so where it cannot look them up
	@$(RUN)/python -m tools.audit $(ARGS)

sbom: $(STAMP)  ## what whoask runs on, as CycloneDX: dist/whoask.cdx.json
	@mkdir -p dist
	@$(UV) export --locked --no-dev --all-extras --format cyclonedx1.5 --quiet --output-file dist/whoask.cdx.json >/dev/null
	@echo dist/whoask.cdx.json

licences: $(STAMP)  ## write docs/licences.md again
	@$(RUN)/python -m tools.licences

soak: $(STAMP)  ## 20,000 questions to four replicas while things break: make soak ARGS="--seed 7"
	$(RUN)/python -m tools.soak $(ARGS)

rolling: $(STAMP)  ## restart and upgrade replicas while questions come in
	$(RUN)/python -m tools.soak.rolling $(ARGS)

restore: $(STAMP)  ## lose the database while questions come in, and restore it
	$(RUN)/python -m tools.soak.restore $(ARGS)

memory: $(STAMP)  ## what a replica's memory does over 18,000 questions
	$(RUN)/python -m tools.soak.memory $(ARGS)

shape: $(STAMP)  ## write the figures of the code's shape into CONTRIBUTING.md
	@$(RUN)/python -m tools.shape

clean:  ## remove what was built
	rm -rf $(VENV) .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache dist

$(STAMP): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'whoask needs Python 3.11 or newer. Install it, or name it: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'Python has no venv module here. On Debian or Ubuntu: apt-get install python3-venv'; exit 1; }
	@test -x $(UV) || { $(PYTHON) -m venv $(VENV) && $(RUN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'; }
	@UV_PROJECT_ENVIRONMENT=$(VENV) VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) sync --locked --quiet --inexact
	@touch $@
