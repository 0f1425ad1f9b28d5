"""Memberships that are given already: by a group above, or by what the member is in besides."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from reconciler.core.access.holding import NEVER, Holding
from reconciler.core.finding import Finding, Severity
from reconciler.core.model import NOBODY, Container, Member, State, user_key, user_of
from reconciler.core.policies.path import place
from reconciler.core.policies.scene import Scene


def given_already(scene: Scene) -> Iterator[Finding]:
    """Each membership that another one of the same member brings along, for as long."""
    leading = _leading(scene)
    for outer in sorted(leading):
        for member in sorted(scene.state.members[outer], key=str):
            for inner in leading[outer]:
                if _lasts(scene.state, member, inner, outer):
                    yield _given(scene, member, inner, outer)
                    break


def _leading(scene: Scene) -> Mapping[Container, Sequence[Container]]:
    """By container with members, the others that lead to it."""
    members, found = scene.state.members, defaultdict(list)
    for inner in sorted(members):
        for way in scene.access.holdings.beyond(Holding((inner,))):
            if way.container != inner and way.until == NEVER and way.container in members:
                found[way.container].append(inner)
    return found


def _lasts(state: State, member: Member, inner: Container, outer: Container) -> bool:
    """Whether the member of the outer one is in the inner one for as long."""
    there, here = state.members.get(inner, NOBODY), state.members[outer]
    same = member
    if isinstance(member, str):
        home, name = user_of(member, outer.scope)
        same = user_key(name, home, inner.scope)
    if same not in there:
        return False
    return there.until.get(same, NEVER) >= here.until.get(member, NEVER)


def _given(scene: Scene, member: Member, inner: Container, outer: Container) -> Finding:
    who = scene.spelling.member(member, outer)
    through = place(inner, scene, outer.scope)
    message = f"{who} is in {place(outer, scene, outer.scope)} already through {through}"
    origin = scene.origins.of_member(outer, member)
    other = scene.origins.of(inner)
    related = (("this brings it along", other),) if other else ()
    return Finding("RC0225", Severity.HINT, message, outer.ref, origin, related, "drop the line")
