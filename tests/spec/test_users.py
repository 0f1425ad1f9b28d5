"""Names of users: what is found does not hang on the order in which a set walks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FINDINGS = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from reconciler.spec.load import load
from reconciler.spec.project import read_project
from reconciler.spec.resolve import resolve
from tests.spec.conftest import TARGET

project, _ = read_project(Path(sys.argv[1]))
_, findings = resolve(load(project)[0], project, TARGET, datetime(2026, 6, 15, tzinfo=UTC))
print(findings)
"""


@pytest.mark.parametrize("seed", ["0", "1", "2", "3"])
def test_the_first_of_several_spellings_is_the_first_in_the_file_under_every_seed(world, seed):
    world.write(
        a="scope: /a/b\n"
        "groups:\n"
        '  - {name: A, members: [amelia, U1, u1, "U1 ", U2, u2, u3, U3, /a/c:lea, "/A/C:LEA"]}\n'
    )
    expected = str(world.read()[1])
    said = subprocess.run(
        [sys.executable, "-c", FINDINGS, world.root / "reconciler.yaml"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == expected
