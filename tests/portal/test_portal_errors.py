"""The tree of refusals as a whole."""

from pathlib import Path

import pytest
from kinds import REFUSALS, below

from reconciler.portal.errors import forbidden, unknown
from reconciler.portal.errors.base import PortalError
from reconciler.portal.errors.forbidden import Forbidden


def test_every_refusal_has_a_code_and_a_sentence_of_its_own():
    codes = [kind.code for kind in REFUSALS]
    assert len(set(codes)) == len(codes)
    assert len({kind.sentence for kind in REFUSALS}) == len(REFUSALS)
    assert all(kind.code == slug(kind.__name__) for kind in REFUSALS)


def slug(name):
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_every_refusal_is_provoked_by_a_test(kind):
    tests = [path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)]
    texts = [path.read_text("utf-8") for path in tests]
    assert any(f"raises({kind.__name__}" in text or f", {kind.__name__}" in text for text in texts)


def test_every_refusal_of_delegation_names_what_is_missing():
    helpless = {forbidden.CallerInactive, forbidden.OutOfSight}
    kinds = [kind for kind in below(Forbidden) if kind not in helpless]
    assert all("{permission}" in kind.sentence for kind in kinds)


def test_the_root_speaks_for_itself():
    assert str(PortalError()) == "The portal refused."
    assert str(unknown.UnknownUser(name="{x}")) == "There is no user {x}."
