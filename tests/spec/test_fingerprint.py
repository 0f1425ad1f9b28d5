"""The fingerprint of a configuration: any other byte of any file is another one."""

import pytest

from reconciler.spec.fingerprint import fingerprint
from reconciler.spec.project import read_project

PROJECT = """
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/acme/**]
sources: [{files: "*.roles.yaml", within: /acme/**}]
"""


@pytest.fixture
def print_of(tmp_path):
    (tmp_path / "catalog.yaml").write_text("version: 1")
    (tmp_path / "acme.roles.yaml").write_text("scope: /acme")

    def fresh(**files):
        for name, text in {"reconciler": PROJECT, **files}.items():
            (tmp_path / f"{name.replace('_', '.')}.yaml").write_text(text)
        project, _ = read_project(tmp_path / "reconciler.yaml")
        return fingerprint(project)

    return fresh


def test_the_same_files_have_the_same_fingerprint(print_of):
    assert print_of() == print_of()
    assert len(print_of()) == 64


@pytest.mark.parametrize(
    "changed",
    [
        {"reconciler": f"{PROJECT}# a comment"},
        {"catalog": "version: 1 "},
        {"acme_roles": "scope: /acme "},
        {"london_roles": "scope: /acme/london"},
    ],
    ids=["the project file", "the catalog", "a role file", "one file more"],
)
def test_any_other_byte_is_another_fingerprint(print_of, changed):
    before = print_of()
    assert print_of(**changed) != before


def test_a_file_that_is_missing_is_part_of_it(print_of, tmp_path):
    before = print_of()
    (tmp_path / "catalog.yaml").unlink()
    assert print_of() != before


def test_a_file_that_no_source_names_is_not(print_of):
    before = print_of()
    assert print_of(notes="anything") == before
