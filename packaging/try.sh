#!/bin/sh
# Tries what takes longer, and says what it did: two builds in two folders are the same, the sdist builds the same
# wheel, and the wheel works where pipx, uv and pip put it. Needs the package index; takes some minutes.
# With names only those are tried: `sh packaging/try.sh folder wheel pip pipx uv`.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
CHOSEN=${*:-folder wheel pip pipx uv}
PLACE=$(mktemp -d)
trap 'rm -rf "$PLACE"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

chosen() { case " $CHOSEN " in *" $1 "*) heading "$1: $2" ;; *) return 1 ;; esac }

# Prints the seconds since $1, a time.
since() { printf '%s s' $(($(date +%s) - $1)); }

# Copies this checkout as it is, without what git leaves out, to $1.
copy_checkout() {
    mkdir -p "$1"
    (cd "$ROOT" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar -cf -) | tar -C "$1" -xf -
}

# Two builds: this checkout's, and one of a copy with an environment of its own, at another time and with another umask.
try_folder() {
    SOURCE_DATE_EPOCH=$(git -C "$ROOT" log -1 --format=%ct)
    export SOURCE_DATE_EPOCH
    began=$(date +%s)
    sh "$ROOT/packaging/build.sh" "$PLACE/first"
    say "That took $(since "$began")."
    copy_checkout "$PLACE/a copy elsewhere"
    (umask 077 && TMPDIR=$PLACE HOME=$PLACE/home sh "$PLACE/a copy elsewhere/packaging/build.sh" "$PLACE/second")
    PYTHONPATH=$ROOT/packaging "$BUILDER/bin/python" -m shipping.listing "$PLACE/first/oauth-desk" "$PLACE/second/oauth-desk"
    cmp "$PLACE/first/oauth-desk.sha256" "$PLACE/second/oauth-desk.sha256"
}

# Builds the wheel and the sdist twice, in two folders, and a third wheel from the sdist.
try_wheel() {
    [ -d "$PLACE/copy" ] || copy_checkout "$PLACE/copy"
    (cd "$ROOT" && "$BUILDER/bin/python" -m hatchling build --directory "$PLACE/dist") >/dev/null
    (cd "$PLACE/copy" && umask 077 && "$BUILDER/bin/python" -m hatchling build --directory "$PLACE/dist-copy") >/dev/null
    for made in "$PLACE"/dist/*; do
        cmp "$made" "$PLACE/dist-copy/$(basename "$made")"
        say "The same in two folders: $(basename "$made")"
    done
    mkdir "$PLACE/unpacked"
    tar -C "$PLACE/unpacked" -xf "$PLACE"/dist/*.tar.gz
    (cd "$PLACE"/unpacked/* && "$BUILDER/bin/python" -m hatchling build --target wheel --directory "$PLACE/dist-sdist") >/dev/null
    cmp "$PLACE"/dist/*.whl "$PLACE"/dist-sdist/*.whl
    say "The sdist builds the very same wheel."
}

# The versions that are pinned, for installers that take no digests beside a wheel of one's own.
make_constraints() { sed -n 's/^\([a-z0-9.-]*\)\(\[[a-z,]*\]\)\{0,1\}\(==[^\\]*[^ \\]\).*/\1\3/p' "$ROOT/packaging/requirements-build.txt" >"$PLACE/constraints.txt"; }

need_wheel() {
    [ -d "$PLACE/dist" ] || (cd "$ROOT" && "$BUILDER/bin/python" -m hatchling build --directory "$PLACE/dist") >/dev/null
    make_constraints
}

need_installers() {
    INSTALLERS=$ROOT/.cache/build/installers
    need_venv "$INSTALLERS" "$(choose_python "")" "$ROOT/packaging/requirements-install.txt"
}

# Runs the installed command $1 in a home of its own, with nothing of this checkout.
run_installed() {
    mkdir -p "$PLACE/home"
    for command in --version services tour; do
        (cd "$PLACE/home" && env -i PATH=/usr/bin:/bin HOME="$PLACE/home" LANG=C.UTF-8 "$1" $command) >"$PLACE/said" 2>&1 || {
            cat "$PLACE/said"
            die "$1 $command failed."
        }
        say "oauth-desk $command: $(tail -n 1 "$PLACE/said")"
    done
    rm -rf "${PLACE:?}/home"
}

try_pip() {
    need_wheel
    "$(choose_python "")" -I -m venv "$PLACE/pip"
    # By the variable, the backend that pip fetches to build with is held to its pin, too.
    PIP_CONSTRAINT=$PLACE/constraints.txt "$PLACE/pip/bin/python" -m pip install --quiet --disable-pip-version-check "$PLACE"/dist/*.tar.gz
    run_installed "$PLACE/pip/bin/oauth-desk"
}

try_pipx() {
    need_wheel
    need_installers
    PIPX_HOME=$PLACE/pipx PIPX_BIN_DIR=$PLACE/pipx-bin PIPX_MAN_DIR=$PLACE/pipx-man \
        "$INSTALLERS/bin/pipx" install --quiet --python "$(choose_python "")" --backend pip \
        --pip-args "--constraint $PLACE/constraints.txt" "$PLACE"/dist/*.whl
    run_installed "$PLACE/pipx-bin/oauth-desk"
    [ -x "$PLACE/pipx-bin/oauth-desk-window" ]
}

try_uv() {
    need_wheel
    need_installers
    UV_TOOL_DIR=$PLACE/uv UV_TOOL_BIN_DIR=$PLACE/uv-bin UV_CACHE_DIR=$ROOT/.cache/build/uv \
        "$INSTALLERS/bin/uv" tool install --quiet --no-config --python "$(choose_python "")" \
        --constraints "$PLACE/constraints.txt" "$PLACE"/dist/*.whl
    run_installed "$PLACE/uv-bin/oauth-desk"
    [ -x "$PLACE/uv-bin/oauth-desk-window" ]
}

need_build_environment
if chosen folder "two builds in two folders"; then try_folder; fi
if chosen wheel "wheel and sdist, twice"; then try_wheel; fi
if chosen pip "the sdist, with pip"; then try_pip; fi
if chosen pipx "the wheel, with pipx"; then try_pipx; fi
if chosen uv "the wheel, with uv"; then try_uv; fi
say "All of it did what it should: $CHOSEN."
