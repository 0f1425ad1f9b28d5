"""Roles that memberships name: found in their scope, else in the nearest above, files or live."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Key, Origin, Origins, Severity
from reconciler.core.model import Container, Member, Ref, State
from reconciler.core.nearest import did_you_mean
from reconciler.core.scope import Selection
from reconciler.core.spelling import Spelling
from reconciler.core.target import Target


@dataclass(frozen=True, slots=True)
class Located:
    """The declared state with every role of a membership at its own address."""

    declared: Declared
    findings: tuple[Finding, ...]


def locate_roles(declared: Declared, live: State, selection: Selection) -> Located:
    """Find the roles that no file declares among the live ones."""
    where: dict[Container, Container] = {}
    findings = []
    for container in sorted({*declared.state.members, *declared.owned.members, *declared.ended}):
        ref = container.ref
        if ref.kind == "role" and ref not in declared.state.roles:
            found = _nearest(ref, live)
            if found is None and selection.covers(container.scope):
                findings.append(_unknown(container, declared, live))
            elif found is not None and found != ref:
                where[container] = Container(found, container.scope)
    return Located(_relocated(declared, where) if where else declared, tuple(findings))


def _nearest(ref: Ref, live: State) -> Ref | None:
    for scope in (ref.scope, *ref.scope.above):
        found = Ref("role", scope, ref.name)
        if found in live.roles:
            return found
    return None


def _unknown(container: Container, declared: Declared, live: State) -> Finding:
    spelling = Spelling((declared.state.spelling, live.spelling))
    known = {ref.name[-1] for ref in (*live.roles, *declared.state.roles)}
    return Finding(
        "RC0305",
        Severity.ERROR,
        f"role {spelling.name(container.ref)} is neither declared nor in the live system",
        ref=container.ref,
        origin=declared.origins.of(container),
        help=did_you_mean(container.ref.name[-1], known, "declare it under `roles:`"),
    )


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
        return self.origins.of(self.before.get(key, key) if isinstance(key, Container) else key)

    def of_member(self, container: Container, member: Member) -> Origin | None:
        """The line of one membership."""
        return self.origins.of_member(self.before.get(container, container), member)


def role_findings(
    declared: Declared, desired: State, selection: Selection, target: Target
) -> Iterator[Finding]:
    """Memberships of live roles where a role of that type cannot be assigned."""
    for container in sorted(declared.state.members):
        role = desired.roles.get(container.ref)
        declared_role = declared.state.roles.get(container.ref)
        if role is None or not selection.covers(container.scope):
            continue
        if declared_role is not None and declared_role.type is not None:
            continue
        kind, level = target.role_type(role.type), target.level_of(container.scope)
        if kind is not None and level is not None and kind.level != level.name:
            yield Finding(
                "RC0306",
                Severity.ERROR,
                f"role {role.ref.name[-1]} has type {kind.name} in the live system: "
                f"it cannot be assigned at {container.scope}",
                ref=role.ref,
                origin=declared.origins.of(container),
                help=f"assign it at a {kind.level} scope, or use a role of another type",
            )
