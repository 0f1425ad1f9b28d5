#!/bin/sh
# The whole story on a small reseller. It happens in a copy under .reconciler/, nothing else is
# touched. Every step says what it expects; the demo fails at the first step that does otherwise.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
here=$top/.reconciler/demo
PATH=$top/.venv/bin:$PATH
unset RECONCILER_TOKEN RECONCILER_TOKEN_FILE RECONCILER_URL

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
else
    bold='' dim='' plain=''
fi

chapter() { # what happens now, and why
    printf '\n%s== %s%s\n' "$bold" "$1" "$plain"
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@"
}

expect() { # the exit code, then a command as it would be typed
    wanted=$1
    shift
    printf '\n%s$ %s%s\n' "$dim" "$(typed "$@")" "$plain"
    "$@" </dev/null
    got=$?
    [ "$got" -eq "$wanted" ] || fail "expected exit code $wanted, got $got"
}

expect_plan() { # the summary line that a plan must end in
    reconciler plan </dev/null 2>/dev/null | grep -qxF "$1" || fail "expected: $1"
}

typed() { # a command line, with quotes where a shell needs them
    for word in "$@"; do
        case $word in
            *[!A-Za-z0-9_./:=,-]*) printf '"%s" ' "$word" ;;
            *) printf '%s ' "$word" ;;
        esac
    done
}

fail() {
    printf '\nThe demo stopped: %s.\n' "$1" >&2
    exit 1
}

rm -rf "$here"
mkdir -p "$here"
cp -R "$top/examples/roles/." "$here"
cd "$here" || exit 1

chapter "1. A live system" \
    "Northwind sells phone systems: 3 customers, 5 phone systems, 121 users. Their portal runs here," \
    "embedded, in one SQLite file. A role and a group were made by hand, before there were files."
expect 0 reconciler portal init .reconciler/portal.db --from portal/northwind.yaml
