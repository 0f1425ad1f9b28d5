"""What `docs/providers/mapping.md` asks of the types, and what the document says of them."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from reconciler.core.names import NameRules
from reconciler.core.target import Catalog, Level, Permission, Target

DOCUMENT = Path(__file__).parents[2] / "docs" / "providers" / "mapping.md"
TARGET = Target("acme", (Level("one", "One"),), Catalog())


def test_users_may_be_compared_by_a_rule_of_their_own():
    apart = replace(TARGET, user_names=NameRules(case=False))
    folded = [apart.rules(kind).fold("Bob") for kind in ("user", "role", "group")]
    assert folded == ["bob", "Bob", "Bob"]
    assert TARGET.rules("user") == TARGET.names


def test_inner_spaces_count_as_one_where_the_system_says_so():
    squeezed = NameRules(squeeze=True, trim=True)
    assert squeezed.fold("  Sales   Team ") == "Sales Team"
    assert NameRules(trim=True).fold("Sales   Team") == "Sales   Team"


@pytest.mark.parametrize(("key", "gives"), [("a.#", True), ("!a.b", False), ("a!", True)])
def test_a_key_may_take_away(key, gives):
    assert Catalog((Permission(key),), open=True, negation="!").gives(key) is gives


def test_where_no_key_takes_away_every_key_gives():
    assert Catalog(open=True).gives("!a")


def test_the_document_names_only_fields_that_exist():
    owners = {"Target": Target, "Catalog": Catalog, "NameRules": NameRules}
    text = DOCUMENT.read_text()
    for name, owner in owners.items():
        for word in text.split(f"`{name}.")[1:]:
            member = word.split("`")[0].split("(")[0]
            known = {field.name for field in fields(owner)} | set(dir(owner))
            assert member in known, f"{name}.{member}"
