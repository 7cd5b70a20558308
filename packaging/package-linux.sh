#!/bin/sh
# Makes every package for Linux around the folder build, and lets the tools of each system check it.
# sh packaging/package-linux.sh [OUT]: OUT is `dist`. The folder build is made by packaging/build.sh, unless it is there.
# APPIMAGE_RUNTIME names what an AppImage begins with; without it the AppDir alone is made.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
OUT=${1:-$ROOT/dist}
FOLDER=$ROOT/build/oauth-desk
FORMATS="tar flatpak appdir"

need_build_environment
[ -x "$FOLDER/oauth-desk" ] || sh "$ROOT/packaging/build.sh"
have dpkg-deb && FORMATS="$FORMATS deb"
have rpmbuild || install_packages "rpmbuild" rpm
FORMATS="$FORMATS rpm"
[ -z "${APPIMAGE_RUNTIME:-}" ] || {
    have mksquashfs || install_packages "mksquashfs" squashfs
    FORMATS="$FORMATS appimage"
}
{ have desktop-file-validate && have appstreamcli; } || install_packages "checkers of desktop files" desktop-files
[ "$(package_family)" != apt-get ] || have lintian || install_packages "Debian's checker of packages (lintian)" lintian
{ have zsh && have fish; } || install_packages "the shells zsh and fish" shells

mkdir -p "$OUT"
cd "$ROOT"
rm -rf "$OUT"/*.deb "$OUT"/*.rpm "$OUT"/*.tar.gz "$OUT"/*.AppDir
# shellcheck disable=SC2086  # formats are words
PYTHONPATH="$ROOT:$ROOT/packaging" "$BUILDER/bin/python" -m linux "$FOLDER" "$OUT" $FORMATS \
    ${APPIMAGE_RUNTIME:+--appimage-runtime "$APPIMAGE_RUNTIME"}

heading "checks"
SHARE=$OUT/oauth-desk.AppDir/usr/share
desktop-file-validate "$SHARE/applications/oauth-desk.desktop"
say "desktop-file-validate: passed"
appstreamcli validate --no-net "$SHARE"/metainfo/*.metainfo.xml
bash -n "$SHARE/bash-completion/completions/oauth-desk"
zsh -n "$SHARE/zsh/site-functions/_oauth-desk"
for script in "$SHARE"/fish/vendor_completions.d/*.fish; do fish -n "$script"; done
say "completions: bash, zsh and fish read them"
if have man; then
    warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 -Z "$SHARE/man/man1/oauth-desk.1.gz" 2>&1 >/dev/null)
    [ -z "$warnings" ] || die "The manual page has faults: $warnings"
    say "manual page: man has no warnings"
fi
for package in "$OUT"/*.rpm; do
    rpm --checksig "$package"
    say "$(rpm -qpl "$package" | wc -l) files and folders, $(rpm -qp --requires "$package" | wc -l) requirements"
done
if have lintian; then
    for package in "$OUT"/*.deb; do lintian --allow-root --tag-display-limit 0 --fail-on error "$package"; done
    say "lintian: no errors"
fi
if have flatpak-builder; then
    warnings=$(flatpak-builder --show-manifest "$OUT"/org.*.json 2>&1 >/dev/null)
    [ -z "$warnings" ] || die "flatpak-builder does not know all of the manifest: $warnings"
    say "flatpak-builder: it reads the manifest"
fi
"$OUT/oauth-desk.AppDir/AppRun" --version
say "Everything is in $OUT."
