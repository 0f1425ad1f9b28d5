"""Ways: under which of a plan's steps something holds, as a sum of products.

`+n + 1` says that step *n* is made by then, `-(n + 1)` that it is not. A way holds when all it says
is so; something holds when one of its ways does.

```
in the old group until step 3, in the new one from step 5 on      {{-4}, {+6}}
```
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations
from typing import TypeAlias

Way: TypeAlias = frozenset[int]
Ways: TypeAlias = frozenset[Way]

ALWAYS: Ways = frozenset({frozenset()})
NEVER: Ways = frozenset()


def made(step: int) -> Ways:
    """From a step on."""
    return frozenset({frozenset({step + 1})})


def unmade(step: int) -> Ways:
    """Until a step."""
    return frozenset({frozenset({-step - 1})})


def both(one: Ways, other: Ways) -> Ways:
    """Where the one and the other hold."""
    if one == ALWAYS or not other:
        return other
    if other == ALWAYS or not one:
        return one
    return shortest(first | then for first in one for then in other)


def either(several: Iterable[Ways]) -> Ways:
    """Where any of them holds."""
    found: set[Way] = set()
    for ways in several:
        if ways == ALWAYS:
            return ALWAYS
        found |= ways
    return shortest(found) if len(found) > 1 else frozenset(found)


def at_least(count: int, several: Sequence[Ways]) -> Ways:
    """Where so many of them hold at once."""
    return either(reduce(both, some, ALWAYS) for some in combinations(several, count))


def shortest(ways: Iterable[Way]) -> Ways:
    """The same without ways that contradict themselves or say more than another."""
    several = {way for way in ways if len(way) == 1 or way.isdisjoint([-each for each in way])}
    if len(several) <= 1:
        return frozenset(several)
    if any(frozenset({-each}) in several for way in several if len(way) == 1 for each in way):
        return ALWAYS
    found: list[Way] = []
    for way in sorted(several, key=len):
        if not any(short <= way for short in found):
            found.append(way)
    return frozenset(found)


def at_start(ways: Ways) -> bool:
    """Whether it holds before the first step."""
    return any(max(way, default=-1) < 0 for way in ways)


def at_end(ways: Ways) -> bool:
    """Whether it holds after the last step."""
    return any(min(way, default=1) > 0 for way in ways)


def step_of(literal: int) -> int:
    """The step that a part of a way speaks of."""
    return abs(literal) - 1


def steps_of(ways: Ways) -> frozenset[int]:
    """All steps that matter."""
    return frozenset(step_of(each) for way in ways for each in way)
