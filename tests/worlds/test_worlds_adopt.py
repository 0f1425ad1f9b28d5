"""Whatever is changed by hand in any portal, its files can take in, and say the same then."""

from random import Random

import pytest

from reconciler.adopt import adopt
from reconciler.export import export
from reconciler.pipeline import Question, plan, sound_files
from reconciler.providers.base import ReadOnly
from reconciler.rehearse import differences
from reconciler.spec.catalog import write_catalog
from reconciler.spec.edit.saving import save
from reconciler.spec.write import write_new
from reconciler.validate import open_project

from .build import NOW
from .choose import ALL
from .drift import drift
from .partial import made_partial
from .portals import portal
from .test_worlds_export import PROJECT

QUESTION = Question(NOW)
LOST_ROLE = "RC0305"
"""A role that files only assign, and that is called otherwise now: nothing says how."""


@pytest.mark.parametrize("number", range(100 if ALL else 20))
def test_drift_of_any_kind_is_adopted_until_nothing_differs(tmp_path, number):
    path = tmp_path / "reconciler.yaml"
    path.write_text(PROJECT.format("**/*.yaml"))
    project, _ = open_project(path)
    live = portal(number)
    provider = ReadOnly(live)
    write_new(tmp_path, export(project, tmp_path, provider, QUESTION).files, overwrite=False)
    write_catalog(project, provider.describe())
    drift(live, Random(number), 1 + number % 12)
    adoption = adopt(path, provider, QUESTION)
    assert [finding.message for finding in adoption.refused] == []
    assert save(tmp_path, adoption.edits) == []
    assert adopt(path, provider, QUESTION).edits == []


@pytest.mark.parametrize("number", range(100 if ALL else 20))
def test_files_that_say_a_part_take_in_what_it_is_about_and_keep_their_hands_on_it(
    tmp_path, number
):
    path = tmp_path / "reconciler.yaml"
    path.write_text(PROJECT.format("**/*.yaml"))
    project, _ = open_project(path)
    live, random = portal(number), Random(number)
    provider = ReadOnly(live)
    write_new(tmp_path, export(project, tmp_path, provider, QUESTION).files, overwrite=False)
    write_catalog(project, provider.describe())
    made_partial(project, random)
    before = planned(path, provider)
    assert differences(before, NOW) == []
    known = managed(before, live)
    drift(live, random, 1 + number % 3)
    adoption = adopt(path, provider, QUESTION)
    assert {finding.code for finding in adoption.refused} <= {LOST_ROLE}
    assert save(tmp_path, adoption.edits) == []
    after = planned(path, provider)
    assert differences(after, NOW) == []
    assert known & groups(live).keys() <= managed(after, live)


def planned(path, provider):
    return plan(sound_files(path, QUESTION), provider, QUESTION)


def groups(live):
    """The groups of a portal by the ids that they keep wherever they are moved."""
    there = live.portal.read()
    return {
        id_: (there.scopes[one.scope].key, there.group_names(id_))
        for id_, one in there.groups.items()
    }


def managed(planned, live):
    """The ids of the groups that files name."""
    named = {(ref.scope.path, ref.name) for ref in planned.files.declared.state.groups}
    return {id_ for id_, address in groups(live).items() if address in named}
