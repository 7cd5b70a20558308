#!/bin/sh
# Sets everything up and opens OAuth Desk with the demo service; without a screen, plays the tour in the terminal.
# Options are passed on to oauth-desk; `sh packaging/run.sh list` runs that command instead.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"

# Succeeds if a window can really be opened: a DISPLAY may be left over from a session that ended.
screen_opens() {
    [ "$(uname -s)" = Darwin ] && return
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
    "$PYTHON" -I -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])' >/dev/null 2>&1
}

need_python
need_venv "$ROOT/.venv" "$(choose_python "")" "$ROOT/packaging/requirements.txt"
PYTHON=$ROOT/.venv/bin/python
export PYTHONPATH="$ROOT${PYTHONPATH:+:$PYTHONPATH}"

case ${1:-} in
    [a-z]*) exec "$PYTHON" -m oauth_desk --demo "$@" ;;
esac
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    need_qt "$PYTHON"
elif [ "$(id -u)" -eq 0 ]; then
    (need_qt "$PYTHON") || say "Windows will not open here until that is mended; the terminal needs none of it."
fi
if screen_opens; then
    exec "$PYTHON" -m oauth_desk --demo "$@"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "The screen ${WAYLAND_DISPLAY:-${DISPLAY:-}} cannot be opened, so there is no window. Playing the tour in the terminal instead."
else
    say "There is no screen here, so there is no window. Playing the tour in the terminal instead."
fi
exec "$PYTHON" -m oauth_desk "$@" tour
