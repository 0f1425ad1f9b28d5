"""A plan that is put aside: what it does, how it came to be, and how long it may be trusted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reconciler.core.finding import Origin
from reconciler.core.model import State
from reconciler.core.plan import Plan
from reconciler.core.scope import Pattern, Scope, Selection

LONGEST = timedelta(hours=24)
"""No plan is trusted longer, even where nothing ends meanwhile."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the run was asked for: folded patterns of `manage`, `--scope`, `--no-removals`, `--at`.

    `at` is None for a plan as of the moment it was made. `offline` is what stood for the live
    system with `--offline`: the files of a revision, or a snapshot; empty for a plan of it itself.
    """

    manage: tuple[Pattern, ...] = ()
    within: Scope | None = None
    removals: bool = True
    at: datetime | None = None
    offline: str = ""

    def selection(self, declared: Iterable[Scope] = ()) -> Selection:
        """The scopes that the plan speaks of."""
        return Selection(self.manage, self.within, frozenset(declared))


@dataclass(frozen=True, slots=True)
class Made:
    """How a plan came to be; instants are aware, in UTC.

    `tool` is the version that made it, `configuration` the digest of the files it was made from,
    `commit` and `author` what the pipeline says of them, else git. `uncommitted` says that some of
    these files are not as that commit has them.
    """

    created: datetime
    good_until: datetime
    asked: Asked = field(default_factory=Asked)
    tool: str = ""
    commit: str = ""
    author: str = ""
    configuration: str = ""
    uncommitted: bool = False


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan with how it came to be; what it leaves alone is only counted, by kind.

    `origins` says where the files had its steps, by place: of a plan that was read.
    """

    plan: Plan
    made: Made
    unmanaged: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[int, Origin] = field(default_factory=dict, compare=False)

    @property
    def is_applyable(self) -> bool:
        """Whether it may be applied: nothing forbids it, and live was looked at as it was then."""
        asked = self.made.asked
        return not self.plan.is_refused and asked.at is None and not asked.offline

    @property
    def is_complete(self) -> bool:
        """Whether live is all that the files declare once the plan is applied."""
        is_whole = self.made.asked.within is None and not self.plan.left_out
        return is_whole and not self.plan.is_refused


def good_until(created: datetime, states: Iterable[State], selection: Selection) -> datetime:
    """When a plan is too old: after 24 hours, or when the next membership in its scopes ends."""
    ends = (end for state in states for end in _ends(state, selection) if end > created)
    return min([created + LONGEST, *ends])


def _ends(state: State, selection: Selection) -> Iterator[datetime]:
    for container, members in state.members.items():
        if selection.covers(container.scope):
            yield from members.until.values()
