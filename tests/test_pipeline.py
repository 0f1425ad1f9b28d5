"""The story from files to a plan: what a broken part of it does not hide."""

from datetime import UTC, datetime

import pytest

from reconciler.errors import FilesError
from reconciler.pipeline import validate

NOW = datetime(2026, 6, 15, tzinfo=UTC)
PROJECT = """\
version: 1
target: {provider: portal, url: "sqlite:///portal.db", account: northwind}
manage: [/]
sources: [{files: reseller.yaml, within: /}]
"""


def test_a_missing_catalog_hides_no_mistake_in_the_shape_of_a_role_file(tmp_path):
    (tmp_path / "reconciler.yaml").write_text(PROJECT)
    (tmp_path / "reseller.yaml").write_text("scope: /\nrolez: []\n")
    with pytest.raises(FilesError) as caught:
        validate(tmp_path / "reconciler.yaml", NOW)
    found = [(one.code, str(one.origin)) for one in caught.value.findings]
    assert found == [("RC0001", "catalog.yaml:1:1"), ("RC0110", "reseller.yaml:2:1")]
