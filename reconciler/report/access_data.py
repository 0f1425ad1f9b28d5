"""What a plan does to what people can do, as plain data, and back."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC
from typing import Any, TypeAlias

from reconciler.core.access.effect import Difference, Effect, Kind, Reached, Within
from reconciler.core.access.verdict import verdict
from reconciler.core.canonical import canonical
from reconciler.core.finding import Origin
from reconciler.core.model import Container, Ref
from reconciler.core.plan import Plan, Since
from reconciler.core.scope import Pattern, Scope
from reconciler.report.access_document import (
    AccessPart,
    CausePart,
    CausesPart,
    EffectPart,
    HolderPart,
    ReachedPart,
    SincePart,
)
from reconciler.report.review.causes import Causes, Lines
from reconciler.report.review.gone import Cause

Data: TypeAlias = dict[str, Any]


def access_data(plan: Plan, sensitive: Collection[str], causes: Causes) -> Data | None:
    """The effects; None where they are not computed."""
    return None if plan.access is None else difference_data(plan.access, sensitive, causes)


def since_data(plan: Plan, sensitive: Collection[str], causes: Causes) -> Data | None:
    """What the files change since a revision; None where none was named."""
    since = plan.since
    if since is None:
        return None
    return {
        "revision": since.revision,
        "caused": difference_data(since.caused, sensitive, causes),
        "pending": difference_data(since.pending, sensitive, causes),
        "changes": since.changes,
    }


def difference_data(
    difference: Difference, sensitive: Collection[str], causes: Causes | None = None
) -> Data:
    """A difference of access, addresses folded; with the lines behind it where these are known."""
    return {
        "verdict": verdict(difference, sensitive),
        "scopes": difference.scopes,
        "effects": [
            {**effect_data(effect), **_behind(effect, causes)} for effect in difference.effects
        ],
        "bereft": sorted(map(str, difference.bereft)),
    }


def effect_data(effect: Effect) -> Data:
    """One effect."""
    return {
        "kind": effect.kind.value,
        "people": [*map(str, effect.people)],
        "permissions": [*effect.permissions],
        "places": [*map(str, effect.places)],
        "reached": None if effect.reached is None else _reached(effect.reached),
        "through": [*map(_holder, effect.through)],
        "instead": [*map(_holder, effect.instead)],
        "start": canonical(effect.start),
        "end": canonical(effect.end),
    }


def _behind(effect: Effect, causes: Causes | None) -> Data:
    """The lines behind an effect; a plan of an older format says nothing of them."""
    if causes is None:
        return {}
    if causes.said is not None and effect not in causes.said:
        return {"causes": None}
    told = causes.behind(effect)
    return {"causes": {"count": told.count, "lines": [*map(cause_data, told.some)]}}


def cause_data(cause: Cause) -> Data:
    """A line that causes something; `commit` is the one that has it still, where it is gone."""
    return {**origin_data(cause.origin), "commit": cause.commit or None}


def origin_data(origin: Origin) -> Data:
    """Lines and columns count from 1; `end` is the column after the last."""
    place = {"line": origin.line, "column": origin.column, "end": origin.end}
    return {"path": origin.path, **place}


def _reached(reached: Reached) -> Data:
    return {
        "kind": reached.kind,
        "count": reached.count,
        "some": [*map(str, reached.some)],
        "within": [*map(str, reached.within)],
    }


def _holder(container: Container) -> Data:
    return {"container": str(container.ref), "at": str(container.scope)}


def told(plan: Plan) -> Iterator[Difference]:
    """Every difference of access that a plan tells of."""
    if plan.access is not None:
        yield plan.access
    if plan.since is not None:
        yield from (plan.since.caused, plan.since.pending)


def named_in(difference: Difference) -> Iterator[Ref]:
    """Everybody and everything that a difference speaks of."""
    for effect in difference.effects:
        yield from effect.people
        yield from (container.ref for container in (*effect.through, *effect.instead))
        if effect.reached is not None:
            yield from effect.reached.some
            yield from (each for each in effect.reached.within if isinstance(each, Ref))
    yield from difference.bereft


# And back


def read_access(part: AccessPart) -> Difference:
    """The difference of a document. Raises ValueError where an address is none."""
    return Difference(
        tuple(map(_effect, part.effects)), frozenset(map(Ref.parse, part.bereft)), part.scopes
    )


def read_since(part: SincePart) -> Since:
    """What the files change since a revision. Raises ValueError where an address is none."""
    return Since(part.revision, read_access(part.caused), read_access(part.pending), part.changes)


def _effect(part: EffectPart) -> Effect:
    return Effect(
        Kind(part.kind),
        tuple(map(Ref.parse, part.people)),
        tuple(part.permissions),
        tuple(map(Pattern.parse, part.places)),
        None if part.reached is None else _read_reached(part.reached),
        tuple(map(_container, part.through)),
        tuple(map(_container, part.instead)),
        part.start and part.start.astimezone(UTC),
        part.end and part.end.astimezone(UTC),
    )


def read_said(parts: Iterable[AccessPart]) -> dict[Effect, Lines]:
    """The lines behind each effect that a document says; none of an older format."""
    each = (one for part in parts for one in part.effects)
    return {_effect(one): _lines(one.causes) for one in each if one.causes is not None}


def _lines(part: CausesPart) -> Lines:
    return Lines(tuple(map(read_cause, part.lines)), part.count)


def read_cause(part: CausePart) -> Cause:
    """A line that causes something."""
    return Cause(Origin(part.path, part.line, part.column, part.end), part.commit or "")


def _read_reached(part: ReachedPart) -> Reached:
    return Reached(
        part.kind,
        part.count,
        tuple(map(Ref.parse, part.some)),
        tuple(map(_within, part.within)),
    )


def _within(address: str) -> Within:
    return Pattern.parse(address) if address.startswith("/") else Ref.parse(address)


def _container(part: HolderPart) -> Container:
    return Container(Ref.parse(part.container), Scope(part.at))
