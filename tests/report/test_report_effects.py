"""What becomes of what people can do, in the words that a reviewer reads."""

from dataclasses import replace

import pytest
from sample import LONDON, PARIS, RESELLER, TARGET, at, grant, group, plan, role

from reconciler.core.access.effect import Difference, Effect, Kind, Reached
from reconciler.core.model import Container, Ref
from reconciler.core.scope import Pattern, Scope
from reconciler.core.spelling import Spelling
from reconciler.core.target import Catalog
from reconciler.report.beside import Beside
from reconciler.report.effects import ROOM, Effects
from reconciler.report.layout import Page
from reconciler.report.text import TextOptions, plan_text

SALES, MANAGERS = group("Top Role/Sales"), group("Top Role/Managers")
AGENT = Container(role("Agent"), LONDON)
HERE = (Pattern(LONDON),)
OVER_USERS = replace(TARGET.catalog.by_key["users.access"], reach="users")
CATALOG = Catalog((OVER_USERS, *(p for p in TARGET.catalog.permissions if p.key != "users.access")))
WORDS = Spelling(
    (
        {
            SALES: "Sales",
            MANAGERS: "Managers",
            group("Top Role"): "Top Role",
            AGENT.ref: "Agent",
            Ref("user", LONDON, ("noah",)): "Noah",
        },
    )
)


def people(names, where=LONDON):
    return tuple(Ref("user", where, (name,)) for name in names.split())


def gain(who="noah", keys=("presence.access",), **more):
    more = {"places": HERE, "through": (Container.of(SALES),), **more}
    return Effect(Kind.GAIN, people(who), tuple(keys), **more)


def loss(who="noah", **more):
    return replace(gain(who, **more), kind=Kind.LOSS)


def users(count, *some, within=(), kind="users"):
    return Reached(kind, count, tuple(some), tuple(within))


def told(*effects, width=400, full=False, advise=False, bereft="", scopes=2):
    """The lines below the verdict, less the last, which is empty."""
    difference = Difference(effects, frozenset(people(bereft)), scopes)
    items = Effects(difference, WORDS, CATALOG).items(full=full, advise=advise)
    return [line.plain for line in Page(width).lay(items)][1:-1]


def sentence(effect):
    (line, *_) = told(effect)
    return line.removeprefix("  ")


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (gain(), "+ Noah gains presence.access at /acme/london via group Top Role/Sales"),
        (
            gain("ida leo"),
            "+ ida and leo gain presence.access at /acme/london via group Top Role/Sales",
        ),
        (
            gain("ida leo mia noah"),
            "+ ida, leo and 2 others gain presence.access at /acme/london via group Top Role/Sales",
        ),
        (
            gain(keys=["billing.access", "presence.access"]),
            (
                "+ Noah gains billing.access (sensitive) and presence.access at /acme/london "
                "via group Top Role/Sales"
            ),
        ),
        (
            gain(places=(Pattern(Scope("/acme"), deep=True),), through=(AGENT,)),
            "+ Noah gains presence.access at /acme and below via role Agent",
        ),
        (
            gain(places=tuple(Pattern(Scope(f"/{name}")) for name in "abcd")),
            "+ Noah gains presence.access at 4 places via group Top Role/Sales",
        ),
        (
            gain(end=at(2027, 2, 1)),
            (
                "+ Noah gains presence.access at /acme/london via group Top Role/Sales, "
                "through 2027-01-31"
            ),
        ),
        (
            gain(start=at(2027, 2, 1)),
            (
                "+ Noah keeps presence.access at /acme/london beyond 2027-01-31 "
                "via group Top Role/Sales, without end"
            ),
        ),
        (
            gain(start=at(2027, 2, 1, 12), end=at(2027, 3, 1)),
            (
                "+ Noah keeps presence.access at /acme/london beyond 2027-02-01T12:00:00Z "
                "via group Top Role/Sales, through 2027-02-28"
            ),
        ),
        (
            loss(start=at(2027, 2, 1)),
            (
                "- Noah loses presence.access at /acme/london after 2027-01-31, "
                "held via group Top Role/Sales"
            ),
        ),
        (
            loss(through=(AGENT, Container.of(SALES))),
            (
                "- Noah loses presence.access at /acme/london, "
                "held via role Agent and group Top Role/Sales"
            ),
        ),
        (
            replace(gain(places=(), instead=(AGENT,)), kind=Kind.KEPT),
            "= Noah keeps presence.access via group Top Role/Sales, no longer via role Agent",
        ),
    ],
)
def test_who_gains_and_loses_what_and_where(effect, words):
    assert sentence(effect) == words


def of_users(reached, **more):
    return gain(keys=["users.access"], reached=reached, **more)


ISLA, JACK = people("isla jack")


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (
            of_users(None),
            (
                "+ Noah gains users.access at /acme/london via group Top Role/Sales, "
                "on no one so far"
            ),
        ),
        (
            of_users(users(0)),
            (
                "+ Noah gains users.access at /acme/london via group Top Role/Sales, "
                "on people who were not read"
            ),
        ),
        (
            of_users(users(2, ISLA, JACK)),
            ("+ Noah gains users.access at /acme/london on isla and jack via group Top Role/Sales"),
        ),
        (
            of_users(users(14, within=(SALES,))),
            (
                "+ Noah gains users.access at /acme/london on 14 users in Top Role/Sales "
                "via group Top Role/Sales"
            ),
        ),
        (
            of_users(users(1200, within=(Pattern(RESELLER, deep=True),))),
            (
                "+ Noah gains users.access at /acme/london on 1,200 users at / and below "
                "via group Top Role/Sales"
            ),
        ),
        (
            of_users(users(1, ISLA), places=()),
            "+ Noah reaches isla with users.access via group Top Role/Sales",
        ),
        (
            replace(of_users(users(1, ISLA), places=()), kind=Kind.LOSS),
            "- Noah no longer reaches isla with users.access, held via group Top Role/Sales",
        ),
        (
            of_users(users(5, kind="ungrouped", within=HERE), places=()),
            (
                "+ Noah reaches 5 users without a group at /acme/london with users.access "
                "via group Top Role/Sales"
            ),
        ),
        (
            of_users(users(1, SALES, kind="groups"), places=()),
            "+ Noah reaches group Top Role/Sales with users.access via group Top Role/Sales",
        ),
        (
            of_users(users(2, SALES, MANAGERS, kind="groups"), places=()),
            (
                "+ Noah reaches groups Top Role/Sales and Top Role/Managers with users.access "
                "via group Top Role/Sales"
            ),
        ),
        (
            of_users(users(9, kind="groups", within=(group("Top Role"),)), places=()),
            "+ Noah reaches 9 groups below Top Role with users.access via group Top Role/Sales",
        ),
    ],
)
def test_on_whom_a_permission_works(effect, words):
    assert sentence(effect) == words


def test_many_permissions_are_counted_and_the_sensitive_ones_named():
    keys = ["users.access", "billing.access", "role_membership.manage", "call_flow.access"]
    effect = gain(keys=[*keys, "presence.access"])
    assert sentence(effect) == (
        "+ Noah gains 5 permissions at /acme/london via group Top Role/Sales, on no one so far; "
        "2 are sensitive: billing.access and role_membership.manage"
    )


def test_of_many_that_are_not_sensitive_the_first_are_named():
    keys = ["call_flow.access", "soft_phone.access", "reporting.access", "presence.access"]
    assert sentence(gain(keys=[*keys, "dashboard.access"])) == (
        "+ Noah gains 5 permissions at /acme/london via group Top Role/Sales: "
        "call_flow.access, soft_phone.access, reporting.access and 2 more"
    )


def test_one_sensitive_permission_among_many():
    keys = ["billing.access", "call_flow.access", "soft_phone.access", "reporting.access"]
    assert sentence(gain(keys=[*keys, "presence.access"])).endswith(
        "via group Top Role/Sales; 1 is sensitive: billing.access"
    )


def numbered(number, **more):
    """An effect through one of many groups."""
    where = PARIS if number % 2 else LONDON
    through = (Container.of(Ref("group", where, (f"g{number}",))),)
    return replace(gain(through=through, **more), people=people(f"p{number}", where))


def test_the_same_through_many_is_one_sentence_with_exact_counts():
    assert told(*map(numbered, range(214))) == [
        "  + 214 people of 2 scopes gain presence.access via 214 groups"
    ]
    assert len(told(*map(numbered, range(214)), full=True)) == 214


def test_reach_that_differs_for_many_is_one_sentence_too():
    more = {"keys": ["users.access"], "places": (), "reached": users(1, ISLA)}
    found = [numbered(2 * number, **more) for number in range(4)]
    assert told(*found)[0] == "  + 4 people reach more with users.access via 4 groups"
    lost = [replace(one, kind=Kind.LOSS) for one in found]
    assert told(*lost)[0] == "  - 4 people no longer reach some with users.access via 4 groups"


def test_a_few_that_are_alike_are_told_one_by_one():
    assert len(told(*map(numbered, range(3)))) == 3


def test_one_person_through_many_is_one_person():
    found = [replace(numbered(number), people=people("noah")) for number in range(4)]
    assert told(*found) == ["  + 1 person gains presence.access via 4 groups"]


def different(number):
    """An effect that is like no other."""
    return gain(f"p{number}", start=at(2027, 1, 1, number // 60, number % 60))


def test_of_very_many_the_riskiest_are_shown_and_the_rest_is_counted():
    found = told(*map(different, range(100)), advise=True)
    assert len(found) == ROOM + 1
    assert found[-1] == "  ... and 80 more effects  --full shows all."
    assert told(*map(different, range(100)))[-1] == "  ... and 80 more effects"
    assert len(told(*map(different, range(100)), full=True)) == 100


def test_who_gains_a_sensitive_permission_is_never_cut():
    risky = [
        gain(f"p{number}", keys=["billing.access"], end=at(2027, 1, 1, number))
        for number in range(2)
    ]
    more = gain("p0 p9", keys=["role_membership.manage", "billing.access"])
    found = told(*map(different, range(100)), *risky, more)
    assert found[:2] == [
        "  + 2 people gain role_membership.manage (sensitive)",
        "  + 3 people gain billing.access (sensitive)",
    ]


def test_those_who_lose_everything_are_named_after_what_they_lose():
    assert told(loss("ida"), gain("leo"), bereft="ida") == [
        "  + leo gains presence.access at /acme/london via group Top Role/Sales",
        "  - ida loses presence.access at /acme/london, held via group Top Role/Sales",
        "  - ida can do nothing at all any more",
    ]


@pytest.mark.parametrize(
    ("scopes", "words"), [(1, "scope that was read"), (1200, "1,200 scopes that were read")]
)
def test_it_says_within_what_reach_is_counted(scopes, words):
    found = told(of_users(users(1, ISLA)), scopes=scopes)
    assert found[-1] == f"  Reach is counted within the {words}."


def test_a_long_sentence_folds_below_itself():
    assert told(gain("ida leo"), width=48) == [
        "  + ida and leo gain presence.access at",
        "      /acme/london via group Top Role/Sales",
    ]


def test_a_name_that_would_be_obeyed_is_made_visible():
    assert "\x1b" not in sentence(gain("evil\x1b[2J"))


# In a plan


def text(made):
    lines = plan_text(made, Beside(replace(TARGET, catalog=CATALOG)), TextOptions(width=100))
    return [line.plain for line in lines]


def test_a_plan_says_what_it_does_to_access_before_its_summary():
    made = plan(grant(Container.of(SALES), "isla"), access=Difference((gain("isla"),), scopes=1))
    from_access = text(made)[text(made).index("Access: 1 person gains access.") :]
    assert from_access[1:] == [
        "  + isla gains presence.access at /acme/london via group Top Role/Sales",
        "",
        made.summary,
    ]


def test_with_nothing_to_do_it_says_only_what_becomes_of_access_all_the_same():
    assert text(plan(access=Difference(scopes=1))) == ["No changes."]
    grown = plan(access=Difference((gain("isla"),), scopes=1))
    assert text(grown)[0] == "Access: 1 person gains access."


def test_where_access_is_not_computed_the_plan_says_so():
    assert "Access: not computed." in text(plan(grant(Container.of(SALES), "isla")))
