"""An export of any portal plans empty, whatever things are called there."""

import pytest

from reconciler.export import export
from reconciler.pipeline import Question, plan, sound_files
from reconciler.providers.base import ReadOnly
from reconciler.rehearse import differences
from reconciler.spec.catalog import write_catalog
from reconciler.spec.format import Manner
from reconciler.spec.project_format import format_project
from reconciler.spec.write import write_new
from reconciler.validate import open_project

from .build import NOW
from .choose import ALL
from .portals import portal

PROJECT = """\
version: 1
target: {{provider: portal, url: "sqlite:///portal.db", account: northwind}}
manage: [/**]
sources:
  - {{files: "roles/{}", within: /**}}
"""
QUESTION = Question(NOW)


@pytest.mark.parametrize("number", range(150 if ALL else 24))
def test_an_export_plans_empty_is_in_order_and_stays_as_it_is(tmp_path, number):
    pattern = ("**/*.yaml", "*.yaml", "**/*/of-*.yaml")[number % 3]
    (tmp_path / "reconciler.yaml").write_text(PROJECT.format(pattern))
    project, _ = open_project(tmp_path / "reconciler.yaml")
    provider = ReadOnly(portal(number))
    made = export(project, tmp_path, provider, QUESTION)
    assert made.findings == []
    write_new(tmp_path, made.files, overwrite=False)
    write_catalog(project, provider.describe())

    planned = plan(sound_files(tmp_path / "reconciler.yaml", QUESTION), provider, QUESTION)
    assert differences(planned, NOW) == []
    assert (planned.plan.unmanaged.things, planned.plan.unmanaged.memberships) == (frozenset(), 0)

    assert format_project(project, Manner(provider.describe())) == ([], [])
    assert export(project, tmp_path, provider, QUESTION).files == made.files
