#!/bin/sh
# Installs OAuth Desk for you alone, with no administrator: sh install.sh [--prefix DIR] [--uninstall]
# DIR is ~/.local. What you keep with the program is elsewhere (~/.local/share/oauth-desk) and is never touched.
set -eu
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
PREFIX=${HOME:?}/.local
REMOVE=

usage() { echo "usage: sh install.sh [--prefix DIR] [--uninstall]"; }
while [ $# -gt 0 ]; do
    case $1 in
        --prefix)
            [ $# -gt 1 ] || { usage >&2; exit 2; }
            PREFIX=$2
            shift
            ;;
        --uninstall) REMOVE=yes ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
case $PREFIX in /*) ;; *) PREFIX=$PWD/$PREFIX ;; esac
PROGRAM=$PREFIX/lib/oauth-desk
LIST=$PROGRAM/installed-files

# Lets the desktop see what came or went, where it has the tools for that.
tell_desktop() {
    quietly update-desktop-database -q "$1/applications"
    quietly update-mime-database "$1/mime"
    quietly gtk-update-icon-cache -q -t -f "$1/icons/hicolor"
}
quietly() { if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi; }

remove() {
    [ -f "$LIST" ] || return 0
    while IFS= read -r name; do
        case $name in "" | /* | *..*) continue ;; esac
        rm -f -- "$PREFIX/$name"
    done <"$LIST"
    rm -rf -- "$PROGRAM"
}

if [ -n "$REMOVE" ]; then
    [ -f "$LIST" ] || { echo "OAuth Desk is not installed in $PREFIX." >&2; exit 1; }
    remove
    tell_desktop "$PREFIX/share"
    echo "Removed OAuth Desk from $PREFIX. Your connections stay in ~/.local/share/oauth-desk."
    exit 0
fi

[ -x "$HERE/oauth-desk/oauth-desk" ] || { echo "This script belongs beside the folder oauth-desk of its archive." >&2; exit 1; }
mkdir -p "$PREFIX/lib" "$PREFIX/bin" "$PREFIX/share"
rm -rf -- "$PROGRAM.new"
cp -R "$HERE/oauth-desk" "$PROGRAM.new"
cp "$HERE/install.sh" "$PROGRAM.new/install.sh"
(cd "$HERE" && find share ! -type d | sort) >"$PROGRAM.new/installed-files"
printf '%s\n' bin/oauth-desk bin/oauth-desk-window >>"$PROGRAM.new/installed-files"
remove
mv "$PROGRAM.new" "$PROGRAM"
cp -R "$HERE/share/." "$PREFIX/share/"
for name in oauth-desk oauth-desk-window; do
    ln -sf ../lib/oauth-desk/oauth-desk "$PREFIX/bin/$name"
done
# A menu does not know ~/.local/bin everywhere: it gets the whole path, quoted as such files want it.
QUOTED=$(printf '%s' "$PREFIX/bin/oauth-desk-window" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g; s/[&|\\]/\\&/g')
ENTRY=$PREFIX/share/applications/oauth-desk.desktop
sed "s|^Exec=oauth-desk-window|Exec=\"$QUOTED\"|; /^TryExec=/d" "$HERE/share/applications/oauth-desk.desktop" >"$ENTRY.new"
mv "$ENTRY.new" "$ENTRY"
tell_desktop "$PREFIX/share"
echo "Installed OAuth Desk in $PREFIX. Remove it with: sh $PROGRAM/install.sh --prefix $PREFIX --uninstall"
case ":$PATH:" in *":$PREFIX/bin:"*) ;; *) echo "$PREFIX/bin is not in your PATH; the menu finds the program all the same." ;; esac
