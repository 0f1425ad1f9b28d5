"""Violations: what breaks a rule, said so that two states can be compared."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from reconciler.core.finding import Origin
from reconciler.core.model import Ref
from reconciler.core.scope import Scope

Place = tuple[str, Origin]
"""Another line, and what it has to do with it."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a state breaks a rule.

    `subject` says what it is about, so that it is found again in another state; there it is no
    worse where nothing is added to `what` and `size` does not grow. The sentence is `who`, one of
    the two verbs (as it would be; as it is) and `rest`. `unknown` says why nobody can be sure.
    """

    code: str
    subject: tuple[Hashable, ...]
    who: str
    verbs: tuple[str, str]
    rest: str
    help: str
    person: Ref | None = None
    ref: Ref | Scope | None = None
    what: frozenset[Hashable] = frozenset()
    size: float = 0
    places: tuple[Place, ...] = ()
    at_rule: bool = False
    unknown: bool = False

    def sentence(self, *, is_new: bool) -> str:
        """What is wrong, in plain words."""
        return " ".join(filter(None, (self.who, self.verbs[not is_new], self.rest)))

    def is_in(self, other: "Violation | None") -> bool:
        """Whether the other one, of an earlier state, is as bad."""
        return other is not None and self.what <= other.what and self.size <= other.size


Violations = Iterator[Violation]
