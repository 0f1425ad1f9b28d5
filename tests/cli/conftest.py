"""What tests of commands begin with."""

from pathlib import Path

import pytest

from reconciler.cli.main import main
from reconciler.errors import Exit

CASE = Path(__file__).parents[1] / "cases/a-saved-plan-is-reviewed-and-applied-once"


@pytest.fixture
def story(tmp_path, monkeypatch):
    """A story's project, which has something to apply; the current folder."""
    monkeypatch.chdir(tmp_path)
    for file in CASE.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert main(["portal", "init", ".reconciler/portal.db", "--from", "portal.yaml"]) == Exit.OK
    assert main(["catalog", "pull"]) == Exit.OK
    return tmp_path
