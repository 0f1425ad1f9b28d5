"""The list that answers for what it does not name."""

from reconciler.core.declared import list_of
from reconciler.core.finding import NoOrigins, Origin

from .build import LONDON, ROOT, g, r


class Lists:
    """The origins of some lists."""

    def __init__(self, *lists):
        self.lists = lists

    def of(self, key):
        return Origin(" ".join(map(str, key))) if key in self.lists else None


def test_the_roles_of_a_scope_answer_for_a_role():
    assert list_of(r("desk"), Lists((ROOT, "roles"), (ROOT, "groups"))) == Origin("/ roles")


def test_the_nearest_groups_above_answer_for_a_group():
    lists = Lists((LONDON, "groups"), (g("top/a"), "groups"), (g("top/a/b"), "groups"))
    assert list_of(g("top/a/b"), lists) == Origin("group:/acme/london:top/a groups")
    assert list_of(g("top/c"), lists) == Origin("/acme/london groups")


def test_nothing_answers_where_no_file_lists_anything():
    assert list_of(g("top/a"), NoOrigins()) is None
