"""Policies in words, and what is said of them: of files alone, and of a plan.

```
broken(separate("calls", "billing"), files)            what the files break, as findings
refused(separate("calls", "billing"), files, live)     what a plan breaks
```
"""

from dataclasses import replace
from datetime import date

from reconciler.core.finding import Origin
from reconciler.core.names import split
from reconciler.core.policies import Policies, judge, scene_of_files
from reconciler.core.policies.rules import (
    Assertion,
    Expires,
    Forbid,
    Holders,
    Justify,
    Must,
    Named,
    Naming,
    Only,
    Protect,
    Rule,
    Separate,
    Waiver,
)
from reconciler.core.scope import Pattern, Scope
from reconciler.core.target import Catalog, Permission

from .build import NOW, TARGET, TYPES, planned, told

EXACT = replace(
    TARGET,
    access="exact",
    assignment="below",
    catalog=Catalog(
        (
            Permission("calls", level="phone_system", role_types=TYPES, reach="users"),
            Permission("phones", role_types=TYPES),
            Permission("billing", role_types=TYPES),
            Permission("everything", role_types=TYPES, implies=("calls", "billing")),
        )
    ),
)
"""Like the portal: what people can do is known, and roles hold below too."""
NESTED = replace(
    EXACT,
    tree="none",
    members="any",
    root=None,
    arrows=frozenset(
        (inner, outer) for inner in ("user", "group", "role") for outer in ("group", "role")
    ),
)
"""Groups and roles can be members of groups and roles."""
OPAQUE = replace(EXACT, access="not computed")


def name(kind, text, at=None):
    """A name in a policy: `/acme/london:top/sales`, or without a scope."""
    scope, _, path = text.rpartition(":")
    where = at or (Scope(scope) if scope else None)
    return Named(kind, split(path), where, text, Origin(f"the {kind} {text}"))


def what(text):
    """`calls` is a permission, `role clerk` and `group top/sales` are those."""
    kind, _, rest = text.partition(" ")
    return name(kind, rest) if rest else text


def rule(demand, within="/**", called="R"):
    return Rule(called, demand, Pattern.parse(within), Origin("policies.yaml", 1))


def separate(*texts, at_most=1, anywhere=False, within="/**"):
    return rule(Separate(tuple(map(what, texts)), at_most, anywhere), within)


def holders(text, minimum=0, maximum=None, within="/**"):
    return rule(Holders(what(text), minimum, maximum), within)


def expires(text, days, within="/**"):
    return rule(Expires(what(text), days), within)


def justify(text, within="/**"):
    return rule(Justify(what(text)), within)


def protect(*texts, users="", members=False, within="/**"):
    things = tuple(map(what, texts))
    return rule(Protect(things, tuple(name("user", one) for one in users.split()), members), within)


def forbid(permissions, types="", within="/**"):
    return rule(Forbid(tuple(permissions.split()), tuple(types.split())), within)


def naming(kind, pattern, within="/**"):
    return rule(Naming(kind, pattern), within)


def must(user, permission, at=None, on=None, *, negated=False):
    claim = Must(name("user", user), permission, at, what(on) if on else None, negated)
    return Assertion("T", claim, Origin("policies.yaml", 2))


def must_not(user, permission, at=None, on=None):
    return must(user, permission, at, on, negated=True)


def only(permission, users, at=None):
    whose = tuple(name("user", one) for one in users.split())
    return Assertion("T", Only(permission, whose, at), Origin("policies.yaml", 2))


def waiver(until="2026-08-01", users=None, called="R"):
    whose = None if users is None else tuple(name("user", one) for one in users.split())
    day = date.fromisoformat(until)
    return Waiver(called, "known", "olga", day, Origin("policies.yaml", 3), whose)


def policies(*several):
    """Rules, tests and waivers, each to its own."""
    return Policies(
        tuple(one for one in several if isinstance(one, Rule)),
        tuple(one for one in several if isinstance(one, Assertion)),
        tuple(one for one in several if isinstance(one, Waiver)),
    )


def judged(several, files, target=EXACT, now=NOW):
    """The judgement of files alone."""
    several = several if isinstance(several, tuple) else (several,)
    return judge(policies(*several), scene_of_files(files, target, now))


def found(several, files, live, target=EXACT, **intent):
    """The findings of policies in a plan."""
    several = several if isinstance(several, tuple) else (several,)
    plan = planned(files, live, target, policies=policies(*several), **intent)
    return [one for one in plan.findings if one.code > "RC0410" and one.code < "RC0500"]


def broken(several, files, target=EXACT, now=NOW):
    return told(judged(several, files, target, now).findings)


def refused(several, files, live, target=EXACT, **intent):
    return told(found(several, files, live, target, **intent))
