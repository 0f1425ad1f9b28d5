"""From files to what they declare: what a broken part of them does not hide."""

from datetime import UTC, datetime

import pytest

from reconciler.errors import FilesError
from reconciler.spec.catalog import catalog_text
from reconciler.validate import validate
from tests.spec.conftest import TARGET

NOW = datetime(2026, 6, 15, tzinfo=UTC)
PROJECT = """\
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/]
sources: [{files: reseller.yaml, within: /}]
"""
ROLES = """\
scope: /
rolez: []
roles: [{name: Clerk, type: user, permissions: [user.access]}]
"""


def found(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    with pytest.raises(FilesError) as caught:
        validate(folder / "reconciler.yaml", NOW)
    return [(one.code, str(one.origin)) for one in caught.value.findings]


def test_a_missing_catalog_hides_no_mistake_in_the_shape_of_a_role_file(tmp_path):
    assert found(tmp_path, reconciler=PROJECT, reseller=ROLES) == [
        ("RC0001", "catalog.yaml:1:1"),
        ("RC0110", "reseller.yaml:2:1"),
    ]


def test_a_broken_project_file_hides_no_mistake_of_a_role_file(tmp_path):
    broken = PROJECT.replace("account", "acount").replace("manage: [/]", "manage: [~]")
    catalog = catalog_text(TARGET)
    assert found(tmp_path, reconciler=broken, reseller=ROLES, catalog=catalog) == [
        ("RC0106", "reconciler.yaml:3:10"),
        ("RC0111", "reconciler.yaml:2:9"),
        ("RC0110", "reconciler.yaml:2:56"),
        ("RC0110", "reseller.yaml:2:1"),
        ("RC0230", "reseller.yaml:3:49"),
    ]


def test_a_broken_project_file_without_a_catalog_hides_no_mistake_in_the_shape(tmp_path):
    broken = PROJECT.replace("version: 1", "version: 2")
    assert found(tmp_path, reconciler=broken, reseller=ROLES) == [
        ("RC0113", "reconciler.yaml:1:10"),
        ("RC0001", "catalog.yaml:1:1"),
        ("RC0110", "reseller.yaml:2:1"),
    ]


def test_a_project_file_that_is_no_yaml_speaks_for_itself_alone(tmp_path):
    assert found(tmp_path, reconciler="sources: [", reseller=ROLES) == [
        ("RC0004", "reconciler.yaml:2:1")
    ]


def test_a_file_can_be_judged_as_it_shall_be(tmp_path):
    for name, text in (
        ("reconciler", PROJECT),
        ("reseller", ROLES),
        ("catalog", catalog_text(TARGET)),
    ):
        (tmp_path / f"{name}.yaml").write_text(text)
    files = validate(tmp_path / "reconciler.yaml", NOW, {"reseller.yaml": b"scope: /\n"})
    assert (bool(validate(tmp_path / "reconciler.yaml", NOW).findings), files.findings) == (
        True,
        [],
    )
