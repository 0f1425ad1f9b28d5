#!/bin/sh
# The whole story on a small reseller. It happens in a copy under .reconciler/, nothing else is
# touched. Every step says what it expects; the demo fails at the first step that does otherwise.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
here=$top/.reconciler/demo
PATH=$top/.venv/bin:$PATH
unset RECONCILER_AS RECONCILER_TOKEN RECONCILER_TOKEN_FILE RECONCILER_URL

# What a command writes is laid out for this terminal, also where only a part of it is shown.
COLUMNS=${COLUMNS:-$({ stty size </dev/tty | cut -d ' ' -f 2; } 2>/dev/null)}
[ "${COLUMNS:-0}" -gt 0 ] 2>/dev/null || COLUMNS=100
export COLUMNS

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
    export FORCE_COLOR=1
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
    announce "$@"
    "$@" </dev/null
    check $?
}

expect_long() { # the same; of a long output only what a filter leaves is shown
    wanted=$1 filter=$2
    shift 2
    announce "$@"
    whole=$("$@" </dev/null 2>&1)
    code=$?
    printf '%s\n' "$whole" | "$filter"
    check "$code"
}

announce() { # a command, as if it was typed here
    printf '\n%s$ %s%s\n' "$dim" "$(typed "$@")" "$plain"
}

check() { # the exit code that came
    [ "$1" -eq "$wanted" ] || fail "expected exit code $wanted, got $1"
    [ "$1" -eq 0 ] || printf '%s(exit code %s)%s\n' "$dim" "$1" "$plain"
}

about_bristol() { # of a plan: what the set changes, all of Bristol, and the sum
    awk -v left="$dim...$plain" 'BEGIN { RS = "" }
        !/^[^\n]*(set everyday|bristol|Plan:)/ { if (!gap) print left "\n"; gap = 1; next }
        { print (/Plan:/ ? $0 : $0 "\n"); gap = 0 }'
}

the_end() {
    printf '%s...%s\n' "$dim" "$plain"
    tail -n 2
}

take_out() { # the lines of a file that hold a word
    grep -v "$1" "$2" >"$2.new" && mv "$2.new" "$2" || fail "$2 could not be edited"
}

expect_plan() { # the summary line that a plan must end in
    NO_COLOR=1 reconciler plan </dev/null 2>/dev/null | tail -n 1 | grep -qxF "$1" ||
        fail "expected: $1"
}

typed() { # a command line, with quotes where a shell needs them
    printf '%s' "$1"
    shift
    for word in "$@"; do
        case $word in
            *[!A-Za-z0-9_./:=,-]*) printf " '%s'" "$word" ;;
            *) printf ' %s' "$word" ;;
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
rm -rf "$here/.reconciler" # a portal that somebody made in the example itself
cd "$here" || exit 1

chapter "1. A live system" \
    "Northwind sells phone systems: 3 customers, 5 phone systems, 121 users." \
    "Their portal runs here, embedded, in one SQLite file. A role and a group" \
    "were made by hand before all this."
expect 0 reconciler portal init --from portal/northwind.yaml
expect 0 reconciler portal role add Reception --type user -p presence.access
expect 0 reconciler portal grant ivy --role Reception
expect 0 reconciler portal grant nathan --role Reception
expect 0 reconciler portal group add /birchwood/bristol "Top Role/Nurses" -p presence.access
expect 0 reconciler portal grant molly --group "Top Role/Nurses"

chapter "2. The files" \
    "Roles, groups and memberships are declared in YAML. This is one phone system:"
expect 0 cat customers/birchwood/bristol.yaml
expect 0 reconciler validate
printf '\nWhat must hold of them whatever they say stands beside them, with tests of who can\n'
printf 'do what. They are checked here, and once more in every plan.\n'
expect 0 reconciler test --no-lint

chapter "3. What would change" \
    "The files against the portal. Here is the part of the plan for Bristol, where" \
    "Nurses moves and keeps Molly; its new permissions stand at the top, since they" \
    "come with a set. Exit code 2 of --detailed-exitcode: there is something to do."
expect_long 2 about_bristol reconciler plan --detailed-exitcode

chapter "4. Make it so" \
    "Without --auto-approve it would show the plan and ask first."
expect_long 0 the_end reconciler apply --auto-approve

chapter "5. In sync" \
    "The portal is what the files say: exit code 0, nothing to do. The renames are" \
    "done, and hints say that their lines can go."
expect 0 reconciler plan --detailed-exitcode
take_out previously: reseller.yaml
take_out previously: customers/birchwood/bristol.yaml
printf '\nBoth lines are taken out of the files now.\n'
expect_plan "No changes."

chapter "6. Somebody changes things by hand" \
    "Late in the evening Toby is made a manager in Leeds, and Ivy loses the front" \
    "desk in London."
expect 0 reconciler portal grant toby --group "Top Role/Managers"
expect 0 reconciler portal revoke ivy --role Receptionist

chapter "7. The plan shows exactly that"
expect 2 reconciler plan --detailed-exitcode
expect_plan "Plan: 0 to create, 0 to update, 0 to delete, 0 to move; \
1 to grant, 1 to revoke, 0 to re-date."

chapter "8. And apply heals it"
expect 0 reconciler apply --auto-approve
expect 0 reconciler plan --detailed-exitcode
expect_plan "No changes."

chapter "What to try next" \
    "All of this happened in .reconciler/demo, a copy of examples/roles. It is yours" \
    "to break:" \
    "" \
    "  cd .reconciler/demo" \
    "  PATH=\"\$PWD/../../.venv/bin:\$PATH\"" \
    "" \
    "  reconciler validate     misspell a permission in customers/acme/london.yaml" \
    "  reconciler plan         or move somebody there into another group" \
    "  reconciler apply        do it, after one question" \
    "  reconciler portal check amelia users.access /acme/london --on ivy" \
    "  reconciler --help" \
    "" \
    "README.md has a first change step by step; examples/roles/README.md explains" \
    "the files."
