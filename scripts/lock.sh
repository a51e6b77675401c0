#!/bin/sh
# Write the lock files again after pyproject.toml changed. They carry hashes and no registry address, and serve Python
# 3.11 to 3.13. Needs `uv` (from PyPI, in .venv) and the network. `make lock UPGRADE=--upgrade` takes newer versions.
set -eu
compile() {
    out=$1
    shift
    "$BIN/uv" pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --no-annotate --quiet ${UPGRADE:-} "$@" -o "$out"
    echo "$out: $(grep -c '==' "$out") packages"
}
compile requirements-core.lock pyproject.toml --group build
compile requirements.lock pyproject.toml --extra web --group build -c requirements-core.lock
compile requirements-test.lock pyproject.toml --extra web --extra analytics --group build --group test -c requirements.lock
compile requirements-proof.lock pyproject.toml --extra web --extra spark --group build --group test --group proof \
    -c requirements-test.lock
compile requirements-test-core.lock --group core-test -c requirements-test.lock
compile requirements-node.lock --group node
