from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum

import pytest

from reconciler.core import canonical
from reconciler.core.model import Group, Members, Ref, Role
from reconciler.core.scope import Scope


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Pair:
    left: object
    right: object = None


NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("é", "é"),
        (Colour.RED, "red"),
        (date(2027, 1, 31), "2027-01-31"),
        (NOON, "2027-01-31T12:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2027-01-31T12:00:00Z"),
        ({"b": 1, "a": {2, 1}}, {"b": 1, "a": [1, 2]}),
        ({2: "x", 1: "y"}, [[1, "y"], [2, "x"]]),
        ((1, ["a"]), [1, ["a"]]),
        (Pair(frozenset("ba")), {"left": ["a", "b"], "right": None}),
        (Scope("/a"), {"path": "/a"}),
    ],
)
def test_a_value_has_one_form(value, expected):
    assert canonical.canonical(value) == expected


@pytest.mark.parametrize("value", [1.5, b"x", datetime(2027, 1, 1), Pair, object()])  # noqa: DTZ001 - naive on purpose
def test_what_has_no_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical.canonical(value)


def test_equal_values_have_one_digest_in_whatever_order_they_were_made():
    ref = Ref("role", Scope("/"), ("r",))
    one = Members(frozenset(["a", "b"]), frozenset([ref]), {"a": NOON, ref: NOON})
    other = Members(frozenset(["b", "a"]), frozenset([ref]), {ref: NOON, "a": NOON})
    assert canonical.digest(one) == canonical.digest(other)
    assert canonical.text({"b": 1, "a": 2}) == '{"a":2,"b":1}'


def test_different_values_have_different_digests():
    role, group = Ref("role", Scope("/"), ("r",)), Ref("group", Scope("/"), ("r",))
    values = [Role(role), Group(group), Role(role, "t"), Role(role, None, "t"), {}, [], None, ""]
    assert len({canonical.digest(value) for value in values}) == len(values)


def test_the_digest_is_the_sha256_of_the_text():
    assert canonical.digest(None) == (
        "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"
    )
