"""The plan: changes in an order that is safe at every step, and everything said about them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reconciler.core.access.effect import Difference
from reconciler.core.change import Action, Change
from reconciler.core.finding import Finding, has_errors
from reconciler.core.model import Container, Members, Ref
from reconciler.core.spelling import Spelling

FORMAT_VERSION = "1.2"


@dataclass(frozen=True, slots=True)
class Step:
    """One change that is sent, and its wave: the changes of one wave do not wait for each other.

    `along` are the changes that happen by themselves with a deletion, where the target takes
    members and children along: shown and counted, never sent.
    """

    change: Change
    wave: int
    along: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A change that this run does not make, and why."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """What stands in the planned scopes and no file answers for: left alone, and counted."""

    things: frozenset[Ref] = frozenset()
    members: Mapping[Container, Members] = field(default_factory=dict)

    @property
    def memberships(self) -> int:
        """How many memberships are left alone."""
        return sum(map(len, self.members.values()))

    @property
    def counts(self) -> Mapping[str, int]:
        """How much is left alone, by kind."""
        kinds = Counter(ref.kind for ref in self.things)
        return {"role": kinds["role"], "group": kinds["group"], "membership": self.memberships}


@dataclass(frozen=True, slots=True)
class Since:
    """What the files change since a revision, apart from what was pending before.

    `caused` is what becomes of access by that alone, `pending` what the files of the revision lead
    to by themselves; `changes` is how many changes of the plan these lead to as well.
    """

    revision: str
    caused: Difference
    pending: Difference
    changes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, in order, and what stands against it.

    `catalog` is the digest of the catalog the plan was made with. `spelling` writes every name of
    the plan: the author's spelling, else the live one. `privileged` are the roles and groups that
    somebody is given and that carry a sensitive permission, at their final addresses. `access` is
    what becomes of what people can do; None where the live system's access is not computed. `since`
    tells it apart by what causes it, where a revision was named.
    """

    account: str
    catalog: str
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unmanaged: Unmanaged = field(default_factory=Unmanaged)
    spelling: Spelling = field(default_factory=Spelling)
    digest: str = ""
    privileged: frozenset[Ref] = frozenset()
    access: Difference | None = None
    since: Since | None = None

    @property
    def changes(self) -> Iterator[Change]:
        """Every change in order, each followed by those that come along with it."""
        for step in self.steps:
            yield step.change
            yield from step.along

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.steps

    @property
    def is_refused(self) -> bool:
        """Whether something forbids to apply it."""
        return has_errors(self.findings)

    @property
    def counts(self) -> "Counter[Action]":
        """How many changes of each kind."""
        return Counter(change.action for change in self.changes)

    @property
    def summary(self) -> str:
        """The summary line. Other people's scripts parse it: its shape never changes."""
        if self.is_empty:
            return "No changes."
        done = self.counts
        things = ", ".join(f"{done[action]} to {action}" for action in _THINGS)
        memberships = ", ".join(f"{done[action]} to {action}" for action in _MEMBERSHIPS)
        return f"Plan: {things}; {memberships}."


_THINGS = (Action.CREATE, Action.UPDATE, Action.DELETE, Action.MOVE)
_MEMBERSHIPS = (Action.GRANT, Action.REVOKE, Action.REDATE)
