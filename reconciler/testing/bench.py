"""What every part of the conformance suite stands on: the target, the system, the run."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from inspect import signature
from typing import ClassVar

import pytest

from reconciler.core.change import Change
from reconciler.core.model import Membership, State
from reconciler.core.outcome import Status
from reconciler.core.target import Target
from reconciler.providers.base import Provider, Run
from reconciler.testing.cases import Case, conflicting, working
from reconciler.testing.refusals import refused
from reconciler.testing.world import World, ended

RUN = Run(
    datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    digest="0" * 64,
    commit="c0ffee",
    actor="conformance",
)

SITUATIONS: Mapping[str, Callable[[Target], Sequence[Case | Membership]]] = {
    "case": working,
    "conflict": conflicting,
    "refusal": refused,
    "ended": ended,
}
"""What a check may ask for, by the name of its parameter, as far as a target has it."""


class Bench(ABC):
    """Where a provider is put to be tested.

    A check runs once for each situation that its parameter names. Where the target has none there
    is nothing to check, and the check is None there: a skip would tell somebody to look into it.
    """

    target: ClassVar[Target]

    def __init_subclass__(cls) -> None:
        """Leave out what the target gives no reason to check."""
        super().__init_subclass__()
        if hasattr(cls, "target"):
            for name, check in _inherited(cls).items():
                applies = all(SITUATIONS[what](cls.target) for what in _asks_for(check))
                if (getattr(cls, name) is not None) != applies:
                    setattr(cls, name, check if applies else None)

    @abstractmethod
    def make(self, state: State) -> Provider:
        """A provider on a live system of its own that holds exactly this state.

        Names are to be written as `state.spelling` says. What is fixed and kept comes by itself.
        """

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each situation that the target has."""
        for name, situations in SITUATIONS.items():
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, situations(self.target), ids=_id)

    @property
    def world(self) -> World:
        """The world that the cases speak of."""
        return World(self.target)


def _inherited(bench: type[Bench]) -> dict[str, Callable[..., None]]:
    """The checks of a class that it does not write itself; what is left out above comes back."""
    return {
        name: check
        for base in reversed(bench.__mro__)
        for name, check in vars(base).items()
        if name.startswith("test_") and callable(check) and name not in vars(bench)
    }


def _asks_for(check: Callable[..., None]) -> set[str]:
    return SITUATIONS.keys() & signature(check).parameters.keys()


def _id(situation: object) -> str | None:
    """Cases have names; pytest finds one for the rest."""
    return situation.name if isinstance(situation, Case) else None


def statuses(provider: Provider, changes: Sequence[Change]) -> list[Status]:
    """What became of each change, in the order in which it was known."""
    return [outcome.status for outcome in provider.apply(changes, RUN)]
