#!/bin/sh
# Install the package without its web extra in a fresh environment, and test the core there.
set -eu
venv=${TMPDIR:-/tmp}/openkap-core-$$
trap 'rm -rf "$venv"' EXIT
"$BIN/python" -m venv "$venv"
"$venv/bin/pip" install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-core.lock
"$venv/bin/pip" install -qq --disable-pip-version-check --no-deps --no-build-isolation .
if "$venv/bin/python" -c 'import django' 2>/dev/null; then
    echo "The core's environment has Django: it proves nothing. Look at requirements-core.lock."
    exit 1
fi
"$venv/bin/pip" install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-test-core.lock
"$venv/bin/python" -m pytest -c /dev/null --rootdir=. --import-mode=importlib -p no:cacheprovider -W error -q tests/clinical tests/content
