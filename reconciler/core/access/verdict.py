"""The verdict: a difference of access in one sentence."""

from collections.abc import Collection, Iterator

from reconciler.core.access.effect import Difference, Kind
from reconciler.core.model import Ref


def verdict(difference: Difference, sensitive: Collection[str]) -> str:
    """Who gains is what a reviewer must know first; `sensitive` are permissions.

    `3 people gain access, 1 of them to a sensitive permission; 2 people reach more; ...`
    """
    risky = _with_sensitive(difference, frozenset(sensitive), reach=False)
    return (
        "; ".join([_gains(difference, len(risky)), *_rest(difference, frozenset(sensitive))]) + "."
    )


def _gains(difference: Difference, risky: int) -> str:
    gaining = len(difference.people(Kind.GAIN))
    if not gaining:
        return "No one gains access"
    gains = f"{_people(gaining)} {_verb(gaining, 'gain')} access"
    match risky:
        case 0:
            return gains
        case 1 if gaining == 1:
            return f"{gains} to a sensitive permission"
        case _ if risky == gaining:
            return f"{gains}, all of them to a sensitive permission"
    return f"{gains}, {risky:,} of them to a sensitive permission"


def _rest(difference: Difference, sensitive: frozenset[str]) -> Iterator[str]:
    if more := len(difference.people(Kind.GAIN, reach=True)):
        risky = _with_sensitive(difference, sensitive, reach=True)
        yield f"{_people(more)} {_verb(more, 'reach')} more{_sensitively(len(risky), more)}"
    if losing := len(difference.people(Kind.LOSS)):
        yield f"{_people(losing)} {_verb(losing, 'lose')} access{_altogether(difference, losing)}"
    if fewer := len(difference.people(Kind.LOSS, reach=True)):
        yield f"{_people(fewer)} {_verb(fewer, 'reach')} fewer"


def _with_sensitive(
    difference: Difference, sensitive: frozenset[str], *, reach: bool
) -> frozenset[Ref]:
    return frozenset(
        person
        for effect in difference.of(Kind.GAIN)
        if effect.is_reach == reach
        and not effect.is_minor
        and not sensitive.isdisjoint(effect.permissions)
        for person in effect.people
    )


def _sensitively(risky: int, more: int) -> str:
    if not risky:
        return ""
    whom = "" if risky == more else f", {risky:,} of them"
    return f"{whom} with a sensitive permission"


def _altogether(difference: Difference, losing: int) -> str:
    lost = len(difference.bereft)
    if not lost:
        return ""
    return " altogether" if lost == losing else f", {lost:,} of them altogether"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _verb(count: int, verb: str) -> str:
    if count > 1:
        return verb
    return f"{verb}es" if verb.endswith("ch") else f"{verb}s"
