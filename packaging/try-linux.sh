#!/bin/sh
# Tries the .deb where nobody ever saw the program: a fresh Debian in a folder, apt, a virtual screen, the demo service,
# an update from an older build, removal. It says what it did, and ends with 0 only if everything held.
# Needs root (for chroot and mounts, which end with it), Debian or Ubuntu, and their packages.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
OUT=${1:-$ROOT/dist}
[ "$(id -u)" -eq 0 ] || die "This needs an administrator: sudo sh packaging/try-linux.sh"
[ "$(package_family)" = apt-get ] || die "This needs Debian or Ubuntu."
have debootstrap || install_packages "what makes a fresh Debian (debootstrap)" debootstrap
have lintian || install_packages "Debian's checker of packages (lintian)" lintian
have Xvfb || install_packages "a virtual screen (Xvfb)" screen
need_build_environment
PYTHON=$BUILDER/bin/python
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$OUT"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || echo 1580601600)}
export SOURCE_DATE_EPOCH
in_tree() { tree=$1; shift; (cd "$tree" && PYTHONPATH="$tree:$tree/packaging" "$PYTHON" "$@"); }

heading "the program of this tree"
in_tree "$ROOT" -m shipping.folder "$WORK/new"
in_tree "$ROOT" -m linux "$WORK/new/oauth-desk" "$WORK/new" deb --quick
in_tree "$ROOT" -m linux "$WORK/new/oauth-desk" "$WORK/again" deb --quick
for made in "$WORK"/new/*.deb; do NEW=$made; done
cmp "$NEW" "$WORK/again/$(basename "$NEW")" || die "Two packages of the same folder differ."
say "Two packages of the same folder are the same, byte for byte."
lintian --allow-root --tag-display-limit 0 --fail-on error "$NEW" || die "lintian found errors."
say "lintian found no error."

heading "the same with an older number"
mkdir "$WORK/source"
(cd "$ROOT" && git ls-files -z -- oauth_desk packaging resources LICENSE README.md pyproject.toml | xargs -0 tar -cf -) |
    tar -xf - -C "$WORK/source"
sed -i 's/^__version__ = .*/__version__ = "0.0.9"/' "$WORK/source/oauth_desk/__init__.py"
in_tree "$WORK/source" -m shipping.folder "$WORK/old"
in_tree "$WORK/source" -m linux "$WORK/old/oauth-desk" "$WORK/old" deb --quick
for made in "$WORK"/old/*.deb; do OLD=$made; done

for suite in ${SUITES:-bookworm trixie}; do
    heading "the trial on $suite"
    unshare --mount --propagation private env PYTHONPATH="$ROOT:$ROOT/packaging" "$PYTHON" -m linux.trial \
        "$OLD" "$NEW" "$OUT/$suite" --base "$ROOT/.cache/try/$suite" --suite "$suite"
done
