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

keep() { # the same with a long output, which goes to a file
    wanted=$1 file=$2
    shift 2
    printf '\n%s$ %s > %s 2>&1%s\n' "$dim" "$(typed "$@")" "$file" "$plain"
    "$@" </dev/null >"$file" 2>&1
    got=$?
    [ "$got" -eq "$wanted" ] || fail "expected exit code $wanted, got $got"
}

expect_plan() { # the summary line that a plan must end in
    reconciler plan </dev/null 2>/dev/null | tail -n 1 | grep -qxF "$1" || fail "expected: $1"
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
cd "$here" || exit 1

chapter "1. A live system" \
    "Northwind sells phone systems: 3 customers, 5 phone systems, 121 users. Their portal runs" \
    "here, embedded, in one SQLite file. A role and a group were made by hand before all this."
expect 0 reconciler portal init --from portal/northwind.yaml
expect 0 reconciler portal role add Reception --type user -p call_flow.access -p presence.access
expect 0 reconciler portal grant ivy --role Reception
expect 0 reconciler portal grant nathan --role Reception
expect 0 reconciler portal group add /birchwood/bristol "Top Role/Nurses" -p presence.access
expect 0 reconciler portal grant molly --group "Top Role/Nurses"

chapter "2. The files" \
    "Roles, groups and memberships are declared in YAML. This is one phone system:"
expect 0 cat customers/birchwood/bristol.yaml
expect 0 reconciler validate

chapter "3. What would change" \
    "The files against the portal. Exit code 2 of --detailed-exitcode: there is something to do." \
    "The whole plan is long. This is its part for Bristol, where Nurses moves and keeps Molly:"
keep 2 plan.txt reconciler plan --detailed-exitcode
expect 0 sed -n '/bristol /,/^$/p; $p' plan.txt

chapter "4. Make it so" \
    "Without --auto-approve it would show the plan and ask first."
keep 0 apply.txt reconciler apply --auto-approve
expect 0 tail -n 2 apply.txt

chapter "5. In sync" \
    "The portal is what the files say: exit code 0, nothing to do. The renames are done, and hints" \
    "say that their lines can go."
expect 0 reconciler plan --detailed-exitcode
expect 0 sed -i.bak /previously:/d reseller.yaml customers/birchwood/bristol.yaml
expect_plan "No changes."

chapter "6. Somebody changes things by hand" \
    "Late in the evening Toby is made a manager in Leeds, and Ivy loses the front desk in London."
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
    "All of this happened in .reconciler/demo, a copy of examples/roles. It is yours to break:" \
    "" \
    "  cd .reconciler/demo" \
    "  PATH=$top/.venv/bin:\$PATH" \
    "" \
    "  reconciler validate     after an edit of customers/acme/london.yaml: misspell a permission" \
    "  reconciler plan         after another: move somebody into another group" \
    "  reconciler apply        do it, after one question" \
    "  reconciler portal check amelia users.access /acme/london --on ivy" \
    "  reconciler --help" \
    "" \
    "examples/roles/README.md explains the files."
