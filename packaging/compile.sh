#!/bin/sh
# Remakes the pins: the requirements*.txt and the lock of the Node packages.
# They hold for every system and Python that the program supports, and name no place to fetch from.
# With an argument it is passed on to uv, e.g. --upgrade or --upgrade-package=httpx.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
cd "$ROOT"

need_python
tools=$ROOT/.cache/compile
[ -x "$tools/bin/uv" ] || { "$(choose_python "")" -m venv "$tools" && "$tools/bin/python" -m pip install --quiet uv; }

compile() {
    "$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --constraint packaging/constraints.txt "$@"
}
compile pyproject.toml --output-file packaging/requirements.txt "$@"
compile pyproject.toml packaging/requirements-test.in --constraint packaging/requirements.txt \
    --output-file packaging/requirements-test.txt "$@"
compile pyproject.toml packaging/requirements-build.in --constraint packaging/requirements.txt \
    --constraint packaging/requirements-test.txt --output-file packaging/requirements-build.txt "$@"
compile packaging/requirements-install.in --output-file packaging/requirements-install.txt "$@"

for target in x86_64-manylinux_2_34:linux aarch64-manylinux_2_39:linux-arm x86_64-pc-windows-msvc:windows \
    aarch64-apple-darwin:mac x86_64-apple-darwin:mac-intel; do
    for version in 3.11 3.12 3.13 3.14; do
        for pins in test build install; do
            # Qt's wheels ask for a later macOS than uv assumes, so it is named.
            MACOSX_DEPLOYMENT_TARGET=14.0 "$tools/bin/uv" pip install --quiet --dry-run --target "$tools/none" --only-binary :all: \
                --require-hashes --python-platform "${target%:*}" --python-version "$version" -r "packaging/requirements-$pins.txt" ||
                die "The pins for $pins cannot be installed on ${target#*:} with Python $version."
        done
    done
done
if have npm; then
    (cd tests/e2e/node && npm install --package-lock-only --ignore-scripts)
fi
if grep -nE 'https?://' packaging/requirements*.txt tests/e2e/node/package-lock.json | grep -vE '"url": '; then
    die "A pin names a host (see above)."
fi
say "The pins are made and hold on every supported system."
