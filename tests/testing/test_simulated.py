"""The simulated system: its provider keeps the protocol, and keeps it on a bad network too."""

import pytest

from reconciler.core.model import State
from reconciler.core.outcome import Status
from reconciler.errors import TargetError
from reconciler.providers.http import Call, Client
from reconciler.providers.portal.target import portal_target
from reconciler.testing import EVERYTHING, ProviderConformance, world
from reconciler.testing.bench import statuses
from reconciler.testing.cases import working
from reconciler.testing.clock import VirtualClock
from reconciler.testing.faults import Fault
from reconciler.testing.simulated import SimulatedNetwork, SimulatedProvider, SimulatedSystem

PORTAL = portal_target("northwind")


class Somebody(SimulatedSystem):
    """A system in which somebody else writes after each of the first lists that are read."""

    def __init__(self, state: State, busy: int) -> None:
        super().__init__(PORTAL, state, VirtualClock().wall)
        self.busy = busy

    def answer(self, call: Call):
        answer = super().answer(call)
        if call.path == "/groups" and self.busy:
            self.busy -= 1
            self.effects.append("somebody's")
        return answer


def provider_of(system, faults=None):
    clock = VirtualClock()
    client = Client(SimulatedNetwork(system, clock, faults), whoami=Call("GET", "/marks"))
    return SimulatedProvider(client, PORTAL, clock.wall)


class TestSimulated(ProviderConformance):
    target = PORTAL

    def make(self, state):
        return provider_of(SimulatedSystem(PORTAL, state, VirtualClock().wall))


class OnABadNetwork(TestSimulated):
    fault: Fault

    def make(self, state):
        system = SimulatedSystem(PORTAL, state, VirtualClock().wall)
        return provider_of(system, dict.fromkeys(range(0, 10_000, 3), self.fault))


class TestWhereAnswersAreLost(OnABadNetwork):
    fault = Fault.ANSWER_LOST


class TestWhereRequestsAreHeldUp(OnABadNetwork):
    fault = Fault.REORDERED


def test_a_list_that_changes_while_it_is_read_is_read_again():
    state = world(PORTAL)
    assert provider_of(Somebody(state, 2)).observe(EVERYTHING).groups == state.groups


def test_a_list_that_never_holds_still_is_no_list():
    with pytest.raises(TargetError, match="have changed while they were read, 5 times"):
        provider_of(Somebody(world(PORTAL), 99)).observe(EVERYTHING)


def test_an_answer_older_than_what_is_known_is_not_believed():
    system = SimulatedSystem(PORTAL, world(PORTAL), VirtualClock().wall)
    provider = provider_of(system)
    system.effects.append("a write")
    provider.observe(EVERYTHING)
    system.lag(99)
    with pytest.raises(TargetError, match="older than what is known, 5 times"):
        provider.observe(EVERYTHING)


def test_somebody_who_comes_between_the_look_and_the_write_is_a_conflict():
    case = next(case for case in working(PORTAL) if case.spoilt is not None)

    class Overtaken(SimulatedSystem):
        def answer(self, call: Call):
            answer = super().answer(call)
            if call.path == "/standing":
                self._memory.state = case.spoilt
            return answer

    provider = provider_of(Overtaken(PORTAL, case.live, VirtualClock().wall))
    assert statuses(provider, [case.change]) == [Status.CONFLICT]
