"""What every part of the conformance suite stands on: the target, the system, the run."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from reconciler.core.model import Change, Container, Membership, State
from reconciler.core.outcome import Status
from reconciler.core.target import Target
from reconciler.providers.base import Provider, Run
from reconciler.testing.cases import working
from reconciler.testing.refusals import refused
from reconciler.testing.world import PAST, World

RUN = Run(
    datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    digest="0" * 64,
    commit="c0ffee",
    actor="conformance",
)


class Bench(ABC):
    """Where a provider is put to be tested."""

    target: Target

    @abstractmethod
    def make(self, state: State) -> Provider:
        """A provider on a live system of its own that holds exactly this state.

        Names are to be written as `state.spelling` says. What is fixed and kept comes by itself.
        """

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each case that the target has."""
        for name, cases in (("case", working), ("refusal", refused)):
            if name in metafunc.fixturenames:
                found = cases(self.target)
                metafunc.parametrize(name, found, ids=[one.name for one in found])

    @property
    def world(self) -> World:
        """The world that the cases speak of."""
        return World(self.target)

    def ended(self) -> Membership:
        """A membership of the world that has ended."""
        if not self.target.expiry or not self.world.group_scopes:
            pytest.skip("memberships of this target have no end")
        bob = self.world.key("bob", self.world.home)
        return Membership(bob, Container.of(self.world.sales), PAST)


def statuses(provider: Provider, changes: Sequence[Change]) -> list[Status]:
    """What became of each change, in the order in which it was known."""
    return [outcome.status for outcome in provider.apply(changes, RUN)]
