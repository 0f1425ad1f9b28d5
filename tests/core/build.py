"""A small language for states, files and changes, so that a test is one screen of sentences.

```
live = state(users("noah isla"), top("noah"), group("top/sales", "calls", "isla"))
files = declared(lists(LONDON), top(), group("top/sales", "calls phones", "isla noah@later"))
```
Names are written folded. What is left out of a declared thing is a missing key; what is given is
an authoritative list, unless it stands inside `additive(...)`. A member may have an end: `@past`,
`@soon` or `@later`.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime

from reconciler.core.change import Action, Change
from reconciler.core.complete import complete
from reconciler.core.declared import Declared, Owned
from reconciler.core.diff import diff
from reconciler.core.finding import Origin
from reconciler.core.intent import Intent
from reconciler.core.limits import Limits
from reconciler.core.model import (
    Container,
    Fixed,
    Group,
    Members,
    Membership,
    Ref,
    Role,
    State,
    Users,
)
from reconciler.core.names import NameRules, split
from reconciler.core.order import Situation, addressed, in_order
from reconciler.core.planner import make_plan
from reconciler.core.rename import Moves, rename
from reconciler.core.scope import ROOT, Pattern, Scope, Selection
from reconciler.core.target import Catalog, Level, Permission, RoleType, Target

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ENDS = {
    "past": datetime(2026, 6, 1, tzinfo=UTC),
    "soon": datetime(2026, 8, 1, tzinfo=UTC),
    "later": datetime(2027, 2, 1, tzinfo=UTC),
}
ACME, LONDON, PARIS = Scope("/acme"), Scope("/acme/london"), Scope("/acme/paris")
SCOPES = frozenset({ROOT, ACME, LONDON})
EVERYTHING = Selection((Pattern(ROOT, deep=True),))
NO_LIMITS = Limits(count=10_000, percent=100)

TYPES = ("reseller", "customer", "user")
TARGET = Target(
    account="northwind",
    levels=(
        Level("reseller", "Reseller", roles=True),
        Level("customer", "Customer"),
        Level("phone_system", "Phone system", groups=True),
    ),
    catalog=Catalog(
        tuple(Permission(key, role_types=TYPES) for key in ("calls", "phones", "billing"))
    ),
    role_types=(
        RoleType("reseller", "reseller"),
        RoleType("customer", "customer"),
        RoleType("user", "phone_system"),
    ),
    tree="reach",
    names=NameRules(case=False, trim=True, form="NFC"),
    expiry=True,
    root="Top",
)


# Addresses


def g(path, at=LONDON):
    return Ref("group", at, split(path))


def r(name, of=ROOT):
    return Ref("role", of, (name,))


def inside(path, at=LONDON):
    """A group as container."""
    return Container.of(g(path, at))


def holding(name, at=LONDON, of=ROOT):
    """A role as container, where it is assigned."""
    return Container(r(name, of), at)


# Pieces of states and files


@dataclass(frozen=True)
class Piece:
    """Some things, and what files that write them down say besides."""

    users: dict = field(default_factory=dict)
    elsewhere: dict = field(default_factory=dict)
    roles: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    members: dict = field(default_factory=dict)
    fixed: dict = field(default_factory=dict)
    kept: frozenset = frozenset()
    spelling: dict = field(default_factory=dict)
    moves: dict = field(default_factory=dict)
    ended: dict = field(default_factory=dict)
    owned: Owned = field(default_factory=Owned)

    def __or__(self, other):
        return Piece(
            **{name: _join(getattr(self, name), getattr(other, name)) for name in _names(Piece)}
        )


def _names(kind):
    return [each.name for each in fields(kind)]


def _join(one, other):
    if isinstance(one, Owned):
        return Owned(**{name: getattr(one, name) | getattr(other, name) for name in _names(Owned)})
    return one | other


def _together(pieces):
    whole = Piece()
    for piece in pieces:
        whole |= piece
    return whole


def users(names, at=LONDON, inactive=""):
    return Piece(users={at: Users(frozenset(names.split()), frozenset(inactive.split()))})


def elsewhere(names, at):
    """Users of a scope that is not read, whom files name."""
    return Piece(elsewhere={at: frozenset(names.split())})


def role(name, permissions=None, *, type="user", of=ROOT, description=None, was=None):  # noqa: A002 - as in the files
    ref = r(name, of)
    thing = Role(ref, type, description, _set(permissions))
    return Piece(roles={ref: thing}, moves=_moves(ref, was), owned=_owns(ref, permissions))


def group(path, permissions=None, members=None, *, at=LONDON, description=None, was=None):
    ref = g(path, at)
    thing = Group(ref, description, _set(permissions))
    piece = Piece(groups={ref: thing}, moves=_moves(ref, was), owned=_owns(ref, permissions))
    return piece if members is None else piece | _holds(Container.of(ref), members)


def top(members=None, at=LONDON):
    """The built-in group: on the live side it is fixed and must keep a member."""
    ref = g("top", at)
    built_in = Piece(
        fixed={ref: frozenset(Fixed) - {Fixed.MEMBERS}}, kept=frozenset({Container.of(ref)})
    )
    return group("top", None, members, at=at) | built_in


def assigned(name, members, at=LONDON, of=ROOT):
    return _holds(holding(name, at, of), members)


def nested(path, *refs):
    """Groups or roles as members of a group."""
    return Piece(members={inside(path): Members(refs=frozenset(refs))})


def lists(*places):
    """`groups:` of a scope or of a group is given."""
    return Piece(owned=Owned(groups=frozenset(places)))


def lists_roles(at=ROOT):
    return Piece(owned=Owned(roles=frozenset({at})))


def lists_memberships(at=LONDON):
    return Piece(owned=Owned(assignments=frozenset({at})))


def ended(container, names):
    """Declared with an end that has passed."""
    return Piece(ended={container: frozenset(names.split())})


def additive(*pieces):
    return replace(_together(pieces), owned=Owned())


def fixed(ref, *facts):
    return Piece(fixed={ref: frozenset(facts)})


def spelt(ref, name):
    return Piece(spelling={ref: name})


def _set(keys):
    return None if keys is None else frozenset(keys.split())


def _moves(ref, was):
    return {} if was is None else {ref: split(was)}


def _owns(ref, permissions):
    return Owned(permissions=frozenset() if permissions is None else frozenset({ref}))


def _holds(container, members):
    return Piece(members={container: people(members)}, owned=Owned(members=frozenset({container})))


def people(text):
    """`noah jack@later` as members."""
    pairs = [word.partition("@") for word in text.split()]
    until = {name: ENDS[end] for name, _, end in pairs if end}
    return Members(frozenset(name for name, _, _ in pairs), until=until)


# The two sides


def state(*pieces, scopes=SCOPES, complete=None):
    """A live state: it has no gaps, and is read completely unless told otherwise."""
    whole = _together(pieces)
    return State(
        users=whole.users,
        elsewhere=whole.elsewhere,
        roles={ref: _whole(thing) for ref, thing in whole.roles.items()},
        groups={ref: _whole(thing) for ref, thing in whole.groups.items()},
        members={container: there for container, there in whole.members.items() if there},
        scopes=frozenset(scopes),
        complete=frozenset(scopes if complete is None else complete),
        fixed=whole.fixed,
        kept=whole.kept,
        spelling=whole.spelling,
    )


def _whole(thing):
    permissions = thing.permissions or frozenset()
    return replace(thing, permissions=permissions, description=thing.description or "")


class Everywhere:
    """Origins that tell by their path what was asked for."""

    def of(self, key):
        return Origin(" ".join(map(str, key)) if isinstance(key, tuple) else str(key))

    def of_member(self, container, member):
        return Origin(f"{member} in {container}")


def declared(*pieces, scopes=SCOPES):
    """What files say."""
    whole = _together(pieces)
    return Declared(
        State(
            roles=whole.roles,
            groups=whole.groups,
            members=whole.members,
            scopes=frozenset(scopes),
            spelling=whole.spelling,
        ),
        whole.owned,
        whole.moves,
        whole.ended,
        Everywhere(),
    )


# Changes


def thing(piece):
    """The one role or group of a piece, as a live system has it."""
    (found,) = (*piece.roles.values(), *piece.groups.values())
    return _whole(found)


def create(piece):
    return Change(None, thing(piece))


def delete(piece):
    return Change(thing(piece), None)


def update(before, after):
    return Change(thing(before), thing(after))


def move(piece, to):
    """A thing and its final address."""
    before = thing(piece)
    return Change(before, replace(before, ref=to))


def grant(container, member, end=None):
    return Change(None, Membership(member, container, ENDS.get(end)))


def revoke(container, member, end=None):
    return Change(Membership(member, container, ENDS.get(end)), None)


def redate(container, member, before, after):
    sides = (Membership(member, container, ENDS.get(end)) for end in (before, after))
    return Change(*sides)


# Sentences


def said(change):
    """A change in words."""
    value = change.value
    if isinstance(value, Membership):
        member = value.member if isinstance(value.member, str) else short(value.member)
        preposition = "from" if change.action is Action.REVOKE else "in"
        end = f" until {value.expires:%Y-%m-%d}" if value.expires and change.after else ""
        return f"{change.action} {member} {preposition} {short(value.container)}{end}"
    if change.action is Action.MOVE:
        return f"move {short(change.old_ref)} to {short(change.ref)}"
    return f"{change.action} {short(change.ref)}"


def short(place):
    """An address without the scope where that is London (or the root, for a role)."""
    if isinstance(place, Container):
        elsewhere = place.ref.kind == "role" or place.scope != LONDON
        return short(place.ref) + (f" at {place.scope}" if elsewhere else "")
    home = ROOT if place.kind == "role" else LONDON
    name = "/".join(place.name)
    return name if place.scope == home else f"{place.scope}:{name}"


def told(findings):
    """Findings as `code severity: message`."""
    return [f"{one.code} {one.severity}: {one.message}" for one in findings]


# Runs


def within(scope):
    """The selection of a run with `--scope`."""
    return replace(EVERYTHING, within=scope)


def completed(files, live, selection=EVERYTHING):
    return complete(files, live, selection, NOW)


def changes(files, live, selection=EVERYTHING):
    """What would change, in words; renames made."""
    renamed = rename(live, files)
    wanted = complete(files, renamed.state, selection, NOW).state
    return sorted(map(said, diff(renamed.state, wanted, NOW)))


def planned(files, live, target=TARGET, limits=NO_LIMITS, **intent):
    """The plan of a run over everything."""
    selection = intent.pop("selection", EVERYTHING)
    return make_plan(files, live, target, Intent(selection, NOW, limits, **intent))


def waves(steps):
    """The steps of a plan in words, wave by wave."""
    found = {}
    for step in steps:
        found.setdefault(step.wave, []).append(said(step.change))
    return [found[wave] for wave in sorted(found)]


def ordered(*wanted, moves=(), kept=(), along=False):
    """Changes at final addresses, put in order: sentences, wave by wave."""
    found = sort(*wanted, moves=moves, kept=kept, along=along)
    when = dict(enumerate(found.graph.waves()))
    sentences = {}
    for step, change in sorted(addressed(found.situation, when).items()):
        sentences.setdefault(when[step], []).append(said(change))
    return [sentences[wave] for wave in sorted(sentences)]


def sort(*wanted, moves=(), kept=(), along=False):
    """The same, with the graph and the findings."""
    return in_order(Situation(wanted, Moves(dict(moves)), frozenset(kept), along))
