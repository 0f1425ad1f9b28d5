"""Roles that memberships name: found in their scope, else in the nearest above, files or live."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reconciler.core.context.draft import Draft
from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Key, Origin, Origins, Severity
from reconciler.core.model import Container, Member, Ref, Role, State
from reconciler.core.nearest import did_you_mean
from reconciler.core.target import Target


def locate_roles(declared: Declared, live: State) -> Declared:
    """Put every membership of a role that no file declares at the live role's own address."""
    where: dict[Container, Container] = {}
    for container in _assignments(declared):
        ref = container.ref
        if ref not in declared.state.roles:
            found = _nearest(ref, live)
            if found is not None and found != ref:
                where[container] = Container(found, container.scope)
    return _relocated(declared, where) if where else declared


def _assignments(declared: Declared) -> list[Container]:
    named = {*declared.state.members, *declared.owned.members, *declared.ended}
    return sorted(container for container in named if container.ref.kind == "role")


def _nearest(ref: Ref, live: State) -> Ref | None:
    for scope in (ref.scope, *ref.scope.above):
        found = Ref("role", scope, ref.name)
        if found in live.roles:
            return found
    return None


def _relocated(declared: Declared, where: Mapping[Container, Container]) -> Declared:
    owned = replace(
        declared.owned,
        members=frozenset(where.get(one, one) for one in declared.owned.members),
    )
    members = {where.get(one, one): who for one, who in declared.state.members.items()}
    return replace(
        declared,
        state=replace(declared.state, members=members),
        owned=owned,
        ended={where.get(one, one): who for one, who in declared.ended.items()},
        origins=_Elsewhere(declared.origins, {new: old for old, new in where.items()}),
    )


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The origins of declarations whose containers have found their address since."""

    origins: Origins
    before: Mapping[Container, Container]

    def of(self, key: Key) -> Origin | None:
        """The place of a declaration."""
        match key:
            case Container():
                return self.origins.of(self.before.get(key, key))
            case (Container() as container, str() | Ref() as member):
                return self.of_member(container, member)
        return self.origins.of(key)

    def of_member(self, container: Container, member: Member) -> Origin | None:
        """The line of one membership."""
        return self.origins.of_member(self.before.get(container, container), member)


def role_findings(draft: Draft) -> Iterator[Finding]:
    """Memberships of roles that will not be there, or cannot be assigned where they are."""
    for container in _assignments(draft.declared):
        if draft.selection.covers(container.scope):
            role = draft.desired.roles.get(container.ref)
            finding = _absent(draft, container) if role is None else _level(draft, container, role)
            if finding is not None:
                yield finding


def _absent(draft: Draft, container: Container) -> Finding:
    ref = container.ref
    name = draft.spelling.name(ref)
    advice: str | None
    if (new := draft.moves.new.get(ref)) is not None:
        message = f"role {name} is renamed to {draft.spelling.name(new)}"
        advice = "use the new name"
    elif ref in draft.live.roles:
        message = f"role {name} is deleted: the files list the roles of {ref.scope} without it"
        advice = (
            "declare it or drop its memberships; where it has a new name, write that here, "
            "and `previously:` there"
        )
    else:
        message = f"role {name} is neither declared nor in the live system"
        known = map(draft.spelling.name, draft.desired.roles)
        advice = did_you_mean(name, known, "declare it under `roles:`")
    origin = draft.declared.origins.of(container)
    return Finding("RC0305", Severity.ERROR, message, ref, origin, help=advice)


def _level(draft: Draft, container: Container, role: Role) -> Finding | None:
    """A role whose type the live system knows, assigned where its type cannot be."""
    declared = draft.declared.state.roles.get(container.ref)
    if declared is not None and declared.type is not None:
        return None
    kind = draft.target.role_type(role.type)
    level = draft.target.level_of(container.scope)
    if kind is None or level is None or kind.level == level.name:
        return None
    return Finding(
        "RC0306",
        Severity.ERROR,
        f"role {draft.spelling.name(role.ref)} has type {kind.name} in the live system: "
        f"it cannot be assigned at {draft.spelling.scope(container.scope)}",
        ref=role.ref,
        origin=draft.declared.origins.of(container),
        help=f"assign it at a {kind.level} scope, or use a role of another type",
    )


def type_findings(draft: Draft) -> Iterator[Finding]:
    """New roles that no file gives a type, where the live system wants one."""
    for ref in sorted(draft.desired.roles):
        has_type = draft.desired.roles[ref].type is not None or not draft.target.role_types
        if draft.selection.covers(ref.scope) and not has_type:
            yield Finding(
                "RC0309",
                Severity.ERROR,
                f"role {draft.spelling.name(ref)} does not exist yet and has no type",
                ref=ref,
                origin=draft.declared.origins.of(ref),
                help="write its `type:`",
            )


def carry_findings(draft: Draft) -> Iterator[Finding]:
    """Roles of a type that cannot carry what they hold, where files alone do not show it.

    The type or the permissions are the live ones; what a file says of both is judged offline.
    """
    for ref, mine in draft.declared.state.roles.items():
        role = draft.desired.roles.get(ref)
        if role is None or role.type is None or not draft.selection.covers(ref.scope):
            continue
        judged = mine.permissions if mine.type is not None else None
        wrong = _unfit(draft.target, role) - (judged or frozenset())
        if wrong:
            keys = ", ".join(f"`{key}`" for key in draft.target.catalog.sorted(wrong))
            yield Finding(
                "RC0328",
                Severity.ERROR,
                f"role {draft.spelling.name(ref)} of type {role.type} cannot carry {keys}",
                ref=ref,
                origin=draft.declared.origins.of(ref),
                help="list its `permissions:` without them, or keep its type",
            )


def _unfit(target: Target, role: Role) -> frozenset[str]:
    """The permissions of a role that its type cannot carry."""
    fitting = {one.key for one in target.grantable("role", role.type, role.ref.scope)}
    return ((role.permissions or frozenset()) & target.catalog.by_key.keys()) - fitting
