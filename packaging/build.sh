#!/bin/sh
# Builds the program as people install it: OUT/oauth-desk, a folder with all it needs and its papers (OUT is `build`).
# It is built for the system that this runs on. Needs Python 3.11 or newer, and binutils on Linux.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
OUT=${1:-$ROOT/build}

need_build_environment
PYTHONPATH=$ROOT/packaging "$BUILDER/bin/python" -m shipping.folder "$OUT"
