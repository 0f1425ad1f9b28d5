"""R5: the engine answers who can do what as the live system does, reason by reason.

A third opinion, by brute force, is there to say who is wrong where two differ.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import product

from reconciler.core.access.question import Question, is_computed
from reconciler.core.model import State
from reconciler.portal.catalog import PERMISSIONS

from .build import TARGET
from .choose import ALL, CHUNKS, in_chunks
from .reasons import Asker, Reasons, of_path
from .reseller import REACHES, Reseller, reach_of, reseller
from .rows import people
from .small import cases_a, cases_b, world_a, world_b

PORTALS = 500 if ALL else 200
QUESTIONS = 180
"""Of each portal."""
CELLS = [*product(REACHES, ("group", "role"))]


@dataclass
class Tally:
    """What was asked, and how often it was a yes; by reach and what the permission comes through.

    A cell counts the questions of somebody who has been given the permission through a group, or a
    role, and who asks about somebody that its reach speaks of; its yes has a reason of that kind.
    """

    questions: int = 0
    yes: int = 0
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    allowed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, portal: Reseller, question: Question, reasons: Reasons) -> None:
        """Count one question."""
        self.questions += 1
        self.yes += bool(reasons)
        reach = reach_of(question.permission)
        if (question.on is None) == (reach == "place"):
            self.asked.update((reach, kind) for kind in portal.kinds(question))
            self.allowed.update((reach, kind) for kind in {reason[0] for reason in reasons})


def test_the_engine_gives_the_reasons_of_the_portal_in_portals_by_chance():
    tally = Tally()
    for number in range(PORTALS):
        portal = reseller(number)
        asker = Asker(portal.state)
        for question in portal.questions(QUESTIONS):
            difference = asker.difference(question)
            assert difference == "", f"reseller({number}): {difference}"
            tally.add(portal, question, asker.by_portal(question))
    assert tally.questions >= 20_000
    assert tally.yes >= tally.questions / 3
    assert {cell: count for cell in CELLS if (count := tally.asked[cell]) < 200} == {}
    assert {cell: count for cell in CELLS if (count := tally.allowed[cell]) < 200} == {}


def test_who_holds_a_permission_is_everybody_who_is_told_so_when_asked():
    for number in range(PORTALS // 4):
        portal = reseller(number)
        access = Asker(portal.state).access
        for question in portal.questions(6):
            permission, scope, on = question.permission, question.scope, question.on
            for there in (scope, None):
                expected = sorted(
                    (user, of_path(path))
                    for user in portal.people
                    for at in portal.scopes
                    for path in access.paths(Question(user, permission, at, on))
                    if at == (there or path.holding.container.scope)
                )
                held = access.holders(permission, there, on)
                actual = sorted((user, of_path(path)) for user, path in held)
                assert actual == expected, f"reseller({number}) at {there}: {question}"


ONE_OF_EACH = (
    *("users.access", "presence.access"),
    *("users.deactivate", "role_membership.manage", "users.access_without_role", "billing.access"),
    "roles.manage",
)
"""What the small worlds give and take; what their Top Role alone has, of each reach; what none has.
The others stand everywhere beside one of these.
"""
ASKED = [one.key for one in PERMISSIONS] if ALL else ONE_OF_EACH


def everything(state: State) -> list[Question]:
    """Every question there is: each user, permission and scope, over each user and group."""
    users = people(state)
    ons = [None, *users, *sorted(state.groups)]
    return [Question(*asked) for asked in product(users, ASKED, sorted(state.scopes), ons)]


def are_of_one_mind(state: State, name: str) -> None:
    asker = Asker(state)
    differences = [found for question in everything(state) if (found := asker.difference(question))]
    assert differences == [], name


@in_chunks
def test_all_three_agree_on_every_question_in_every_state_of_world_a(chunk):
    for number in range(chunk, len(world_a()), CHUNKS):
        are_of_one_mind(cases_a(number, number)[0].before, f"A {number}")


@in_chunks
def test_all_three_agree_on_every_question_in_every_state_of_world_b(chunk):
    for number in range(chunk, len(world_b()), CHUNKS):
        are_of_one_mind(cases_b(number, number)[0].before, f"B {number}")


def test_access_is_computed_for_the_portal():
    assert is_computed(TARGET)
