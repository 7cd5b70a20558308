#!/bin/sh
# Sets everything up and runs all checks and tests. Ends with 0 only if every step passed.
# With names of steps (see the headings) only those run, e.g. `sh packaging/test.sh lint types`.
# shellcheck disable=SC2317  # the steps are called by name
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=packaging/setup.sh
. "$ROOT/packaging/setup.sh"
cd "$ROOT"
CHOSEN=$*
BEGAN=$(date +%s)
RESULTS=
FAILED=0

# Runs the step $1, described by $2, and remembers how it went; a failure does not stop the others.
step() {
    name=$1 title=$2
    shift 2
    case " ${CHOSEN:-$name} " in *" $name "*) ;; *) return 0 ;; esac
    heading "$name: $title"
    started=$(date +%s)
    if "$@"; then word=passed; else word=FAILED FAILED=1; fi
    RESULTS="$RESULTS$(printf '%-14s %-7s %4d s   %s' "$name" "$word" $(($(date +%s) - started)) "$title")
"
}

# --- set-up ------------------------------------------------------------------

need_test_system() {
    have Xvfb || install_packages "a virtual screen (Xvfb)" screen
    have dbus-daemon || install_packages "a message bus (dbus-daemon)" bus
    have gnome-keyring-daemon || install_packages "a Secret Service keyring" keyring
    have strace || install_packages "strace, which kills a program in the middle of a write" strace
    have faketime || install_packages "a clock that tests can set (libfaketime)" clock
    { have node && have npm; } || install_packages "Node.js and npm" node
    CHROMIUM=$(find_chromium)
    if [ -z "$CHROMIUM" ]; then
        install_packages "Chromium" browser
        CHROMIUM=$(find_chromium)
        [ -n "$CHROMIUM" ] || die "No Chromium that starts was found (Ubuntu's is a snap, which needs snapd). Install Chromium or Google Chrome, then run this again."
    fi
    export CHROMIUM
}

find_chromium() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome; do
        [ -n "$name" ] && "$name" --version >/dev/null 2>&1 && command -v "$name" && return
    done
    return 0
}

need_node_packages() {
    stamp="$ROOT $(node --version) $(cksum <tests/e2e/node/package-lock.json)"
    [ "$(cat tests/e2e/node/node_modules/.stamp 2>/dev/null)" = "$stamp" ] && return
    say "Installing the Node packages of tests/e2e/node/package-lock.json"
    (cd tests/e2e/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || die "The Node packages could not be installed (see above)."
    printf '%s\n' "$stamp" >tests/e2e/node/node_modules/.stamp
}

# Sets MAIN, the environment of the newest Python, and OLDEST, that of 3.11; either is empty where it was not found.
need_test_environments() {
    need_python
    pins=$ROOT/packaging/requirements-test.txt
    newest=$(choose_python "")
    main_version=$(python_version "$newest")
    MAIN=$ROOT/.cache/test/venv-$main_version
    need_venv "$MAIN" "$newest" "$pins"
    OLDEST=
    if [ "$main_version" = 3.11 ]; then
        say "No Python 3.12 or later was found: everything runs on 3.11 alone."
    elif [ -n "$(choose_python 3.11)" ]; then
        OLDEST=$ROOT/.cache/test/venv-3.11
        need_venv "$OLDEST" "$(choose_python 3.11)" "$pins"
    else
        say "No Python 3.11 was found: the tests run on $main_version alone."
    fi
}

# Starts a screen of our own, so that nothing depends on the one that may be there.
start_screen() {
    SCREEN_NUMBER=$(mktemp)
    Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>"$SCREEN_NUMBER" >/dev/null 2>&1 &
    SCREEN_PROCESS=$!
    trap stop_screen EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    tries=0
    until [ -s "$SCREEN_NUMBER" ]; do
        tries=$((tries + 1))
        { [ $tries -lt 100 ] && kill -0 "$SCREEN_PROCESS" 2>/dev/null; } || die "The virtual screen (Xvfb) did not start."
        sleep 0.1
    done
    DISPLAY=:$(cat "$SCREEN_NUMBER")
    export DISPLAY
    unset WAYLAND_DISPLAY
}

stop_screen() {
    kill "$SCREEN_PROCESS" 2>/dev/null || true
    rm -f "$SCREEN_NUMBER"
}

set_up() {
    need_test_environments
    need_test_system
    need_qt "$MAIN/bin/python"
    need_node_packages
    start_screen
    export PYTHONPATH="$ROOT"
    say "Python: $MAIN ${OLDEST:+and $OLDEST}; node $(node --version); $("$CHROMIUM" --version 2>/dev/null); screen $DISPLAY"
}

# --- steps -------------------------------------------------------------------

lint_scripts() {
    if have shellcheck; then
        shellcheck -x packaging/*.sh packaging/linux/install.sh packaging/linux/AppRun packaging/linux/debian/postrm .ci/run
    else
        say "shellcheck is not here; the scripts are only parsed."
        for script in packaging/*.sh; do sh -n "$script" || return; done
    fi
}
# Each tool is heard, whatever the one before it said.
lint() {
    verdict=0
    "$MAIN/bin/ruff" check . || verdict=1
    "$MAIN/bin/ruff" format --check . || verdict=1
    lint_scripts || verdict=1
    return "$verdict"
}
types() {
    verdict=0
    "$MAIN/bin/mypy" || verdict=1
    node tests/e2e/node/node_modules/pyright/index.js --pythonpath "$MAIN/bin/python" || verdict=1
    return "$verdict"
}
imports() { "$MAIN/bin/lint-imports" --no-cache; }
tests() { "$1/bin/python" -m pytest -p no:cacheprovider -n 2 --dist loadfile -m "not e2e" --ignore tests/e2e --ignore tests/faults --ignore tests/benchmarks; }
# By examples alone: what only a random input happens to reach would be covered today and missing tomorrow.
coverage() {
    export COVERAGE_FILE="$ROOT/.cache/test/coverage"
    "$MAIN/bin/python" -m coverage run -m pytest -p no:cacheprovider -q -m "not hypothesis" tests/domain tests/protocol || return
    "$MAIN/bin/python" -m coverage report
}
e2e() { "$MAIN/bin/python" -m pytest -p no:cacheprovider tests/e2e -n 2 --dist worksteal --durations 5; }
faults() { "$MAIN/bin/python" -m pytest -p no:cacheprovider tests/faults -n 2 --dist worksteal --durations 5 "$@"; }
# The build is made once for both workers. ADVISORIES names a file for the check of the pins.
packages() {
    sh packaging/audit.sh ${ADVISORIES:+"$ADVISORIES"} || return
    sh packaging/build.sh "$ROOT/.cache/test/packages" || return
    FOLDER_BUILD=$ROOT/.cache/test/packages/oauth-desk \
        "$MAIN/bin/python" -m pytest -p no:cacheprovider tests/packaging/built -n 2 --dist worksteal --durations 5
}
# The installer is compiled and run; takes a minute. Only by name: Wine is large.
windows_installer() {
    have makensis || install_packages "the compiler of the Windows installer (NSIS)" nsis
    have wine64 || [ -x /usr/lib/wine/wine64 ] || install_packages "a Windows to try it on (Wine)" wine
    "$MAIN/bin/python" -m pytest -p no:cacheprovider -v tests/packaging/installed_on_wine.py
}
benchmarks() { "$MAIN/bin/python" -m tests.benchmarks --short; }

heading "set-up"
set_up
say "set-up took $(($(date +%s) - BEGAN)) s"
step lint "ruff and shellcheck" lint
step types "mypy --strict, and pyright on the window" types
step imports "the layer contract" imports
step tests "unit and window tests, ${MAIN##*/venv-}" tests "$MAIN"
step coverage "every line and branch of domain and protocol, by their own tests" coverage
[ -z "$OLDEST" ] || step tests-oldest "unit and window tests, 3.11" tests "$OLDEST"
step e2e "the real program, browser, keyring and servers" e2e
step packages "the folder build and the wheel, run far from here" packages
case " $CHOSEN " in *" packages-long "*) step packages-long "two builds compared; wheel and sdist with pip, pipx and uv" sh packaging/try.sh ;; esac
step faults "killed, cut off, filled up, locked out: short" faults
case " $CHOSEN " in *" windows-installer "*) step windows-installer "the installer for Windows, under Wine" windows_installer ;; esac
case " $CHOSEN " in *" faults-long "*) step faults-long "the same, as often as promised" faults --long ;; esac
step benchmarks "speed and size, short" benchmarks
case " $CHOSEN " in *" linux-packages "*) step linux-packages "every package for Linux, checked by its tools" sh packaging/package-linux.sh ;; esac
case " $CHOSEN " in *" try-linux "*) step try-linux "the .deb in a fresh Debian" sh packaging/try-linux.sh ;; esac

heading "summary"
[ -n "$RESULTS" ] || die "There is no step named $CHOSEN."
printf '%s' "$RESULTS"
say "in all $(($(date +%s) - BEGAN)) s"
if [ $FAILED -eq 0 ]; then say "All passed."; else say "Something failed (see above)."; fi
exit $FAILED
