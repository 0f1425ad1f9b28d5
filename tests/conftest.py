"""What all tests stand on: whoever runs them changes nothing of what the commands say."""

import gc
import os

import pytest
from hypothesis import settings

from tests import postgresql as server

SPEAKS = (
    *("CI", "GITHUB_", "GITLAB_", "RECONCILER_", "FORCE_COLOR", "NO_COLOR", "COLUMNS", "TERM"),
    "PG",
)
"""How the variables begin that commands listen to: a build server sets some, a person others."""
OURS = "RECONCILER_TEST_"
"""How those begin that the tests listen to."""

for name in [name for name in os.environ if name.startswith(SPEAKS) and not name.startswith(OURS)]:
    del os.environ[name]

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("chance", deadline=None, print_blob=True)
settings.load_profile("same")
"""Property tests try the same examples in every run, and no time is judged: a change fails by what
it does, not by luck or by a busy machine. `--hypothesis-profile=chance` tries others, as the
nightly workflow does."""


def pytest_collection_finish():
    """What is loaded and collected stays to the end: nobody need search it for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL for all tests of this process."""
    if server.programs() is None:
        pytest.skip("PostgreSQL is not installed: on Debian, apt-get install postgresql")
    with server.running() as found:
        yield found


@pytest.fixture
def postgresql(cluster):
    """The address of a new and empty database."""
    with cluster.database() as url:
        yield url
