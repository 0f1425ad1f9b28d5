"""Checks of names against each other: which ones in the files are taken for one another."""

from collections.abc import Iterator

from reconciler.core.declared import Declared
from reconciler.core.finding import Finding, Severity
from reconciler.core.lookalike.mentions import mentions, user_mentions
from reconciler.core.lookalike.name import homes, named, named_users
from reconciler.core.lookalike.pairs import look_alikes, told_apart
from reconciler.core.lookalike.skeleton import Skeleton
from reconciler.core.spelling import Spelling


def check_names(declared: Declared, skeleton: Skeleton) -> Iterator[Finding]:
    """Names that look alike: of roles, groups, sets and scopes, and of the users of one scope."""
    spelling = Spelling((declared.state.spelling,))
    users = homes((each.scope, there.users) for each, there in declared.state.members.items())
    places = mentions(declared)
    pairs = [*look_alikes(named(places, spelling), skeleton)]
    for place, names in named_users(users, spelling):
        pairs += look_alikes({place: names}, skeleton)
    places |= user_mentions([name for pair in pairs for name in pair], declared)
    for name, other in pairs:
        origin, first = (declared.origins.of(places[each]) for each in (name, other))
        mine, theirs = (each.written(spelling) for each in (name, other))
        yield Finding(
            "RC0216",
            Severity.WARNING,
            f"{name.place.kind} `{mine}` {told_apart(mine, theirs)}",
            ref=name.thing,
            origin=origin,
            related=(("the other one", first),) if first else (),
            help="if one is meant, write it in one way; if two are, rename one",
        )
