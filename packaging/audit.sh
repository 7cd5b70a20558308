#!/bin/sh
# Looks whether a known weakness is in what is pinned: sh packaging/audit.sh [ADVISORIES], in OSV's JSON.
# ADVISORIES is a file, a folder of them, or a zip archive. Without it the check is skipped, in words.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"

need_build_environment
PYTHONPATH=$ROOT/packaging exec "$BUILDER/bin/python" -m shipping.audit "$@"
