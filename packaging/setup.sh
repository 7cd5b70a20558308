# shellcheck shell=sh
# Shared by run.sh and test.sh: finds a Python, makes environments, installs what the system lacks.
# The caller sets ROOT, the project's folder. Everything is tried before anything is installed.

say() { printf '%s\n' "$*"; }
heading() { printf '\n== %s\n' "$*"; }
die() {
    printf '%s\n' "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# --- Python ------------------------------------------------------------------

# Prints "3.13" if $1 really runs, has what the program imports, and is of a version the pins are made for.
# A name on PATH proves nothing: a version manager's shim exists for interpreters that it refuses to start.
python_version() {
    "$1" -I -c '
import sys, ssl, sqlite3, ctypes
assert (3, 11) <= sys.version_info[:2] <= (3, 14) and sys.implementation.name == "cpython"
print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

# Prints one candidate per line: PATH first, then the version folders that lie beside a folder of shims.
python_candidates() {
    (
        set -f
        IFS=:
        # shellcheck disable=SC2086
        set -- $PATH /usr/local/bin /opt/homebrew/bin
        set +f
        for folder in "$@"; do
            for name in python3.14 python3.13 python3.12 python3.11 python3; do
                [ -x "$folder/$name" ] && printf '%s\n' "$folder/$name"
            done
            case $folder in
                */shims)
                    for found in "${folder%/shims}"/versions/*/bin/python3; do
                        [ -x "$found" ] && printf '%s\n' "$found"
                    done
                    ;;
            esac
        done
        true
    )
}

# Prints "3.13 /path/to/python", newest version first, one line per version.
find_pythons() {
    python_candidates | while IFS= read -r candidate; do
        # An environment that is active may be the very one that is about to be made anew.
        "$candidate" -I -c 'import sys; sys.exit(sys.prefix != sys.base_prefix)' 2>/dev/null || continue
        version=$(python_version "$candidate") && printf '%s %s\n' "$version" "$candidate"
    done | awk '!seen[$1]++' | sort -t. -k2,2nr
}

# Prints the path of the newest Python found, or of version $1 ("" is any).
choose_python() {
    printf '%s\n' "$PYTHONS" | awk -v wanted="$1" 'wanted == "" || $1 == wanted { sub(/^[^ ]* /, ""); print; exit }'
}

# Sets PYTHONS; installs a Python where there is none that fits.
need_python() {
    PYTHONS=$(find_pythons)
    [ -n "$PYTHONS" ] && return
    install_packages "Python 3.11 or later" python
    PYTHONS=$(find_pythons)
    [ -n "$PYTHONS" ] || die "No Python 3.11 to 3.14 was found, and this system's packages hold none. Install one, then run this again."
}

# Makes the environment $1 with the Python $2 from the pins $3, unless it is there and the same.
need_venv() {
    venv=$1 base=$2 pins=$3
    stamp="$ROOT $base $(cksum <"$pins")"
    if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.stamp" 2>/dev/null)" = "$stamp" ] && "$venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    say "Making the Python environment ${venv#"$ROOT"/} with $base (Python $(python_version "$base")) from ${pins#"$ROOT"/}"
    rm -rf "$venv"
    mkdir -p "$(dirname "$venv")"
    "$base" -I -c 'import venv, ensurepip' 2>/dev/null || install_packages "Python's venv module" "venv-$(python_version "$base")"
    "$base" -I -m venv "$venv" || die "$base cannot make an environment: its venv module (often a package named python3-venv) is missing."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes -r "$pins" ||
        die "The Python packages could not be installed (see above). Is the network there?"
    printf '%s\n' "$stamp" >"$venv/.stamp"
}

# Sets BUILDER, the environment that builds what people install, with the newest Python.
need_build_environment() {
    need_python
    newest=$(choose_python "")
    BUILDER=$ROOT/.cache/build/venv-$(python_version "$newest")
    need_venv "$BUILDER" "$newest" "$ROOT/packaging/requirements-build.txt"
    [ "$(uname -s)" != Linux ] || { have objdump && have strip; } || install_packages "tools for libraries (binutils)" binutils
}

# --- system packages ---------------------------------------------------------

# Prints the family of this system's packages, or nothing.
package_family() {
    for family in apt-get dnf pacman zypper; do
        have $family && printf '%s\n' "$family" && return
    done
    return 0
}

# Prints the packages of family $1 that give $2, from system-packages.txt.
packages_for() {
    awk -v family="$1" -v need="$2" '$1 == need && $2 == family { for (i = 3; i <= NF; i++) print $i }' \
        "$ROOT/packaging/system-packages.txt"
}

apt_knows() { apt-cache show --no-all-versions "$1" 2>/dev/null | grep -q '^Filename:'; }

# Names differ between releases: libglib2.0-0 became libglib2.0-0t64 in Debian 13 and Ubuntu 24.04.
apt_names() {
    for package in "$@"; do
        if apt_knows "${package}t64"; then
            printf '%s ' "${package}t64"
        elif apt_knows "$package"; then
            printf '%s ' "$package"
        fi
    done
}

# Runs a command as root: directly, through sudo, or not at all, saying what to run.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "This needs an administrator. Run this, then start again:
    $*"
    fi
}

# Installs what gives $2 ($1 says it in words). Debian and its kin are installed on; elsewhere the packages are named.
install_packages() {
    words=$1 need=$2
    family=$(package_family)
    packages=$(packages_for "${family:-apt-get}" "$need" | tr '\n' ' ')
    case $family in
        apt-get) ;;
        dnf | zypper) die "Missing: $words. Install it, then run this again:
    sudo $family install $packages" ;;
        pacman) die "Missing: $words. Install it, then run this again:
    sudo pacman -S --needed $packages" ;;
        *) die "Missing: $words. How to install it on this system is not known here; Debian calls it: $packages" ;;
    esac
    say "Missing: $words."
    if [ -z "${APT_UPDATED:-}" ]; then
        as_root apt-get update -qq || say "apt-get update failed; going on with the lists that are here."
        APT_UPDATED=yes
    fi
    # The names are words without spaces, made to be split.
    # shellcheck disable=SC2086
    packages=$(apt_names $packages)
    [ -n "$packages" ] || die "Missing: $words. apt knows no package for it here; install it by hand, then run this again."
    say "Installing with apt: $packages"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >&2 ||
        die "apt could not install: $packages"
}

# --- Qt ----------------------------------------------------------------------

# Prints why Qt cannot open windows with the Python $1; nothing if it can.
qt_trouble() {
    "$1" -I -c 'import PySide6.QtGui, PySide6.QtNetwork, PySide6.QtSvg, PySide6.QtWidgets' 2>&1 >/dev/null | tail -n 1
    if have ldd; then
        plugins=$("$1" -I -c 'import pathlib, PySide6; print(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms")')
        for plugin in "$plugins"/libqxcb.so "$plugins"/libqwayland*.so; do
            [ ! -e "$plugin" ] || ldd "$plugin" 2>/dev/null | grep 'not found' || true
        done
    fi
}

have_fonts() { have fc-list && [ -n "$(fc-list 2>/dev/null | head -n 1)" ]; }

# Installs the system libraries that Qt lacks with the Python $1.
need_qt() {
    [ "$(uname -s)" = Linux ] || return 0
    if [ -n "$(qt_trouble "$1")" ]; then
        install_packages "system libraries that Qt's windows need" qt
        trouble=$(qt_trouble "$1")
        [ -z "$trouble" ] || die "Qt still lacks a library of the system: $trouble"
    fi
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" -name '*.[to]t[fc]' 2>/dev/null | head -n 1)" ] ||
        have_fonts || install_packages "a font" fonts
}
